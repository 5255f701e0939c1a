/**
 * Lets the host do what waits: signals and timers in Node, clicks and painting in a page. Awaiting
 * a finished promise does not (it stays in the microtask queue), so a loop over fast backends would
 * never see Ctrl-C. Timers are too slow for this (browsers round nested ones up to 4 ms), and
 * animation frames stop in hidden tabs.
 */
export function yieldToHost(): Promise<void> {
  const host = globalThis as { setImmediate?: (then: () => void) => unknown };
  if (host.setImmediate !== undefined) {
    return new Promise((resolve) => host.setImmediate?.(() => resolve()));
  }
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
