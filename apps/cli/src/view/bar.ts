/** How progress bars look; redrawing is left to whoever has them. */
export const BAR: object = {
  format: "{bar} {text}",
  stream: process.stderr,
  barsize: 20,
  hideCursor: true,
  clearOnComplete: true,
  gracefulExit: false, // Ctrl-C is ours
  stopOnComplete: false,
  etaBuffer: 1,
};
