import { fillNormal, fillTruncatedNormal, fillUniform, type RandomAddress } from "@gpt/random";

/** How a parameter starts, as data. */
export type Initializer =
  /** N(0, std²). */
  | { readonly type: "normal"; readonly std: number }
  /** N(0, std²), drawn again beyond two standard deviations (BERT). */
  | { readonly type: "truncated-normal"; readonly std: number }
  /** U(±sqrt(6 / (fanIn + fanOut))) (Glorot & Bengio 2010). */
  | { readonly type: "glorot-uniform" }
  | { readonly type: "zeros" }
  | { readonly type: "ones" };

/** Biases, and gains' counterpart. */
export const ZEROS: Initializer = { type: "zeros" };
/** Gains. */
export const ONES: Initializer = { type: "ones" };

/** First values of a parameter: equal for equal seeds, whatever else the model has. */
export function initialValues(
  initializer: Initializer,
  shape: readonly number[],
  address: RandomAddress,
): Float32Array {
  const values = new Float32Array(shape.reduce((product, size) => product * size, 1));
  switch (initializer.type) {
    case "zeros":
      return values;
    case "ones":
      return values.fill(1);
    case "normal":
      fillNormal(values, address);
      return values.map((value) => value * initializer.std);
    case "truncated-normal":
      fillTruncatedNormal(values, address);
      return values.map((value) => value * initializer.std);
    case "glorot-uniform": {
      const [fanIn = 1, fanOut = 1] = shape;
      const limit = Math.sqrt(6 / (fanIn + fanOut));
      fillUniform(values, address);
      return values.map((value) => (2 * value - 1) * limit);
    }
  }
}
