const KEPT = 20_000;

/** Gives the first of equal values in the place of each: what many hosts have alike is held once. For values of plain data. */
export function sharing<Value extends object>(): (value: Value) => Value {
  const known = new Map<string, Value>();
  const given = new WeakSet<Value>();
  return (value) => {
    if (given.has(value)) return value;
    const key = JSON.stringify(value);
    const first = known.get(key) ?? value;
    // Where that many differ little is alike.
    if (known.size >= KEPT) known.clear();
    known.set(key, first);
    given.add(first);
    return first;
  };
}
