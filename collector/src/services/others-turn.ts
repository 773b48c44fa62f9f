/** In between parts of a long computation its thread answers what is answered from memory. */
export function othersTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
