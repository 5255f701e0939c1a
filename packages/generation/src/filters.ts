/**
 * Filters over one row of logits, in place. A removed token becomes -Infinity; ties are broken
 * towards the smaller id, so the same logits always keep the same tokens.
 */

/** Divides by the temperature: below 1 sharpens, above 1 flattens. */
export function applyTemperature(logits: Float32Array, temperature: number): void {
  for (let id = 0; id < logits.length; id++) logits[id] = at(logits, id) / temperature;
}

/**
 * Makes tokens that already occurred less likely (CTRL, Keskar et al. 2019, §4.1): a positive logit
 * is divided by the penalty, a negative one multiplied, once per distinct token.
 */
export function applyRepetitionPenalty(
  logits: Float32Array,
  history: Iterable<number>,
  penalty: number,
): void {
  for (const id of new Set(history)) {
    const logit = at(logits, id);
    logits[id] = logit > 0 ? logit / penalty : logit * penalty;
  }
}

/** Keeps the k largest logits (Fan et al. 2018). */
export function keepTopK(logits: Float32Array, k: number): void {
  keepLargest(logits, k);
}

/**
 * Nucleus filter (Holtzman et al. 2019): keeps the fewest most likely tokens whose probabilities
 * add up to at least p. OpenAI's GPT-2 release leaves out the token that crosses p
 * (`crossing: "exclude"`), but always keeps one.
 */
export function keepTopP(
  logits: Float32Array,
  p: number,
  crossing: "include" | "exclude" = "include",
): void {
  const sorted = softmax(logits).sort().reverse();
  let sum = 0;
  let count = 0;
  while (count < sorted.length && sum < p) sum += at(sorted, count++);
  if (crossing === "exclude" && sum > p) count--;
  keepLargest(logits, Math.max(count, 1));
}

/** Keeps tokens at least `ratio` times as likely as the most likely one (Nguyen et al. 2024). */
export function keepMinP(logits: Float32Array, ratio: number): void {
  const floor = max(logits) + Math.log(ratio);
  for (let id = 0; id < logits.length; id++) if (at(logits, id) < floor) logits[id] = -Infinity;
}

/** Probabilities of one row of logits, summed in float64. */
export function softmax(logits: Float32Array): Float64Array {
  const top = max(logits);
  const weights = Float64Array.from(logits, (logit) => Math.exp(logit - top));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** The id of the largest logit; the smallest such id on a tie. */
export function argmax(logits: Float32Array): number {
  let best = 0;
  for (let id = 1; id < logits.length; id++) if (at(logits, id) > at(logits, best)) best = id;
  return best;
}

function keepLargest(logits: Float32Array, count: number): void {
  if (count >= logits.length) return;
  const threshold = at(logits.slice().sort(), logits.length - count);
  let ties = count - logits.reduce((n, logit) => n + Number(logit > threshold), 0);
  for (let id = 0; id < logits.length; id++) {
    const logit = at(logits, id);
    if (logit < threshold || (logit === threshold && ties-- <= 0)) logits[id] = -Infinity;
  }
}

function max(values: Float32Array): number {
  return values.reduce((top, value) => Math.max(top, value), -Infinity);
}

function at(values: Float32Array | Float64Array, index: number): number {
  return values[index] as number;
}
