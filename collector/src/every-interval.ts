/** Runs `work` now and then `intervalMs` after each end, until stopped. `work` must not throw. */
export function everyInterval(
  intervalMs: number,
  work: () => Promise<void>,
): { /** Resolves once what is under way has ended. */ stop(): Promise<void> } {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  async function turn(): Promise<void> {
    await work();
    if (stopped) return;
    timer = setTimeout(begin, intervalMs);
    timer.unref();
  }
  function begin(): void {
    running = turn();
  }
  begin();
  return {
    stop() {
      stopped = true;
      clearTimeout(timer);
      return running;
    },
  };
}
