/**
 * A signal that the first Ctrl-C (or SIGTERM) aborts, so that work ends in order. The second one
 * ends the process at once.
 *
 * @param onStop called at the first
 */
export function stopSignal(onStop: () => void): { signal: AbortSignal; release(): void } {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
    onStop();
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  return {
    signal: controller.signal,
    release() {
      process.off("SIGINT", stop);
      process.off("SIGTERM", stop);
    },
  };
}
