/** Runs `work` now and then `intervalMs` after each end, until stopped. `work` must not throw. */
export function everyInterval(intervalMs: number, work: () => Promise<void>): { stop(): void } {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  async function turn(): Promise<void> {
    await work();
    if (stopped) return;
    timer = setTimeout(() => void turn(), intervalMs);
    timer.unref();
  }
  void turn();
  return {
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
