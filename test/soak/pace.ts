import { setTimeout } from 'node:timers/promises';
import type { Seeded } from '../support/seeded.ts';
import type { Operators } from './operators.ts';
import type { SoakHost } from './soak-host.ts';

/** A host's life: it enrols, and then reports, changed or not, until the load is over. */
export async function liveOn(
  host: SoakHost,
  {
    operators,
    random,
    over,
    no,
    loadMs,
  }: {
    operators: Operators;
    random: Seeded;
    over: () => boolean;
    no: number;
    loadMs: number;
  },
): Promise<void> {
  // Half of them have joined already, the others come in later.
  if (no % 2 === 1) await pause(random.between(0, loadMs * 0.7), over);
  await join(host, operators, over);
  while (!over()) {
    if (random.chance(0.5)) host.change();
    await (random.chance(0.02) ? host.rotateKey() : host.run());
    await pause(random.between(500, 4_000), over);
  }
}

/** Enrols a host, however often that must be tried. */
export async function join(host: SoakHost, operators: Operators, over: () => boolean): Promise<void> {
  let token: string | undefined;
  while (!host.enrolled && !over()) {
    token ??= await operators.token();
    if (token !== undefined) await host.enroll(token);
    if (!host.enrolled) await pause(1_000, over);
  }
}

/** Does some work again and again, with pauses drawn by chance. */
export async function repeat(
  { random, least, most, over }: { random: Seeded; least: number; most: number; over: () => boolean },
  work: () => Promise<void> | void,
): Promise<void> {
  for (;;) {
    await pause(random.between(least, most), over);
    if (over()) return;
    await work();
  }
}

async function pause(ms: number, over: () => boolean): Promise<void> {
  const until = Date.now() + ms;
  while (Date.now() < until && !over()) await setTimeout(Math.min(250, until - Date.now() + 1));
}
