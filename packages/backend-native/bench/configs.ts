/** Sizes of a GPT-2 shaped model and its batch. */
export interface Sizes {
  readonly name: string;
  readonly layers: number;
  readonly heads: number;
  readonly width: number;
  readonly time: number;
  readonly batch: number;
  readonly vocab: number;
  /** Steps that are timed, after some to warm up. */
  readonly steps: number;
}

/** The training steps that are measured. */
export const CONFIGS: { readonly [name: string]: Sizes } = {
  a: {
    name: "step L4 H4 C128 T128 B8 V512",
    ...{ layers: 4, heads: 4, width: 128, time: 128, batch: 8, vocab: 512, steps: 20 },
  },
  b: {
    name: "step L6 H6 C384 T256 B4 V512",
    ...{ layers: 6, heads: 6, width: 384, time: 256, batch: 4, vocab: 512, steps: 6 },
  },
  c: {
    name: "step GPT-2 124M T256 B1",
    ...{ layers: 12, heads: 12, width: 768, time: 256, batch: 1, vocab: 50257, steps: 2 },
  },
};

/** Numbers of a GPT-2 shaped model, with its positions. */
export function parametersOf({ layers, width, time, vocab }: Sizes): number {
  return (vocab + time) * width + layers * (12 * width + 13) * width + 2 * width;
}

/**
 * Multiplications and additions of a training step, a token: 2 for each weight of a matrix and of the output layer, 4 for each
 * key that a query sees, times 3 for both ways (Kaplan et al. 2020, §2.1).
 */
export function flopsOf({ layers, width, time, vocab }: Sizes): number {
  return 3 * (layers * (24 * width ** 2 + 2 * width * (time + 1)) + 2 * width * vocab);
}
