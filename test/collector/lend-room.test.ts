import { expect, test } from 'vitest';
import { createLendRoom } from '../../collector/src/lend-room.ts';

/** Work that ends when told to. */
function held() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { promise, end: resolve };
}

test('room is lent again, to one at a time', async () => {
  const lend = createLendRoom(1);
  const first = held();
  const rooms: Buffer[] = [];
  const one = lend(10, (room) => {
    rooms.push(room);
    return first.promise;
  });
  const two = lend(20, async (room) => void rooms.push(room));
  await new Promise(setImmediate);
  expect(rooms).toHaveLength(1);
  first.end();
  await Promise.all([one, two]);
  expect(rooms.map(({ length }) => length)).toEqual([10, 20]);
  expect(rooms[1]?.buffer).toBe(rooms[0]?.buffer);
});

test('who comes while all is lent waits in turn, and takes what fails back too', async () => {
  const lend = createLendRoom(2);
  const order: number[] = [];
  const all = await Promise.allSettled(
    [0, 1, 2, 3, 4].map((no) =>
      lend(1, async () => {
        order.push(no);
        if (no % 2 === 0) throw new Error(`no ${no}`);
        return no;
      }),
    ),
  );
  expect(order).toEqual([0, 1, 2, 3, 4]);
  expect(all.map((one) => (one.status === 'fulfilled' ? one.value : one.reason.message))).toEqual([
    'no 0',
    1,
    'no 2',
    3,
    'no 4',
  ]);
});

test('what is larger than a room gets its own', async () => {
  const lend = createLendRoom(1);
  expect(await lend(1024 * 1024, async (room) => room.length)).toBe(1024 * 1024);
  expect(await lend(3, async (room) => room.length)).toBe(3);
});

test('work that throws before it waits for anything gives its turn back', async () => {
  const lend = createLendRoom(1);
  const throwing = () => {
    throw new Error('a key that is none');
  };
  const all = await Promise.allSettled([lend(1, throwing), lend(1024 * 1024, throwing), lend(1, throwing)]);
  expect(all.every(({ status }) => status === 'rejected')).toBe(true);
  expect(await lend(3, async (room) => room.length)).toBe(3);
});
