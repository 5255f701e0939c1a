/** A token that may come next, and its log-probability. */
export interface Candidate {
  readonly id: number;
  readonly logProbability: number;
}

/** The most likely next tokens of one row of logits, in falling order; of equals the smaller id first. */
export function likeliest(logits: Float32Array, count: number): Candidate[] {
  const top: number[] = [];
  for (let id = 0; id < logits.length; id++) {
    const logit = logits[id] as number;
    let at = top.length;
    while (at > 0 && (logits[top[at - 1] as number] as number) < logit) at--;
    if (at < count) top.splice(at, 0, id);
    if (top.length > count) top.pop();
  }
  const total = logSumExp(logits);
  return top.map((id) => ({ id, logProbability: (logits[id] as number) - total }));
}

function logSumExp(values: Float32Array): number {
  const most = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return most + Math.log(values.reduce((sum, value) => sum + Math.exp(value - most), 0));
}

/** ((5 + length) / 6)^exponent (Wu et al. 2016, eq. 14). */
export function lengthPenalty(length: number, exponent: number): number {
  return ((5 + length) / 6) ** exponent;
}
