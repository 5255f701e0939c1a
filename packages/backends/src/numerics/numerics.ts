import type { Activation, DropoutSpec } from "@gpt/ops";

/** The activations that compute something. */
export type Curve = Exclude<Activation, "none">;

/** A matrix inside an array: element (i, j) is data[at + i·row + j·column]. */
export interface Matrix {
  readonly data: Float32Array;
  readonly at: number;
  readonly row: number;
  readonly column: number;
}

/** c ← start + a·b. */
export interface Product {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  /** `[m, k]` */
  readonly a: Matrix;
  /** `[k, n]` */
  readonly b: Matrix;
  /** `[m, n]`, columns side by side (column = 1). */
  readonly c: Matrix;
  /** What the products are added to: nothing, what is in c, or a row `[n]` for every row. */
  readonly start?: "c" | Float32Array | undefined;
}

/** Numbers of one Adam step of one parameter. */
export interface AdamNumbers {
  readonly gradScale: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly denomScale: number;
  readonly stepSize: number;
  readonly decay: number;
}

/** Arrays of a layer norm over `[rows, columns]`; mean and rstd are `[rows]`. */
export interface Rows {
  readonly x: Float32Array;
  readonly gain: Float32Array;
  readonly mean: Float32Array;
  readonly rstd: Float32Array;
}

/** Scores of at most {@link MOST_ROWS} queries; those of query i start at i·stride. */
export interface Scores {
  readonly data: Float32Array;
  /** Distance of the rows. */
  readonly stride: number;
  /** Length of the rows. */
  readonly span: number;
  /** First element that counts of each row, and the one behind the last; equal where none does. */
  readonly from: Int32Array;
  readonly to: Int32Array;
}

/** Rows worked on at once by {@link Numerics.expRows}. */
export const MOST_ROWS = 64;

/**
 * The inner loops that the kernels are made of, over plain arrays; `plain` has them in JavaScript. A
 * range of an array is given as (array, at, count). Every sum has a fixed order. Outputs may be inputs where shapes agree.
 */
export interface Numerics {
  /** Matrix product. */
  multiply(product: Product): void;
  /** Largest element; at least one. */
  max(x: Float32Array, at: number, count: number): number;
  /** y ← exp(scale·x − shift), scale > 0; returns the sum. */
  expSum(
    x: Float32Array,
    at: number,
    count: number,
    scale: number,
    shift: number,
    y: Float32Array,
    yAt: number,
  ): number;
  /** y ← scale·x. */
  scale(x: Float32Array, at: number, count: number, scale: number, y: Float32Array): void;
  /**
   * Scores ← exp(scale·score − shift), scale > 0, row by row, and 0 for those that do not count.
   * `shifts` are the rows' largest scaled scores: they are set here, unless `given`. Of a row whose
   * scores all are those of hidden pairs, nothing counts. Fills the rows' sums.
   */
  expRows(
    scores: Scores,
    scale: number,
    shifts: Float32Array,
    sums: Float32Array,
    given: boolean,
  ): void;
  /** d ← scale·p·(d − Σ dy·out), row by row; p as d. */
  softmaxGradRows(
    p: Float32Array,
    d: Scores,
    dy: Matrix,
    out: Matrix,
    width: number,
    scale: number,
  ): void;
  /** x ← factors[row]·x; x is `[factors.length, width]`, columns side by side. */
  scaleRows(x: Matrix, width: number, factors: Float32Array): void;
  /** Σ x·y. */
  dot(x: Float32Array, xAt: number, y: Float32Array, yAt: number, count: number): number;
  /** out ← x + y. */
  add(x: Float32Array, y: Float32Array, out: Float32Array): void;
  /** y ← x, `[rows, columns]`; columns side by side. */
  copyRows(x: Matrix, y: Matrix, rows: number, columns: number): void;
  /** out ← out + the sum of x's rows; x is `[rows, out.length]`. */
  columnSums(x: Float32Array, rows: number, out: Float32Array): void;
  /** y ← activation(x). */
  activate(curve: Curve, x: Float32Array, y: Float32Array): void;
  /** dx ← dy·activation'(x). */
  activateGrad(curve: Curve, x: Float32Array, dy: Float32Array, dx: Float32Array): void;
  /** y ← (x − mean)·rstd·gain + bias; fills mean and rstd. */
  normalize(rows: Rows, bias: Float32Array, epsilon: number, y: Float32Array): void;
  /** dx ← the gradient of x; dgain and dbias are added to. */
  normalizeGrad(
    rows: Rows,
    dy: Float32Array,
    dx: Float32Array,
    dgain: Float32Array,
    dbias: Float32Array,
  ): void;
  /** One step: param, m and v change. */
  adam(
    param: Float32Array,
    grad: Float32Array,
    m: Float32Array,
    v: Float32Array,
    numbers: AdamNumbers,
  ): void;
  /**
   * out[0 … count) ← the dropout factors (0 or 1/(1 − rate)) of the elements from `first`, a multiple
   * of 4, on. There is room for count rounded up to {@link DROPOUT_STEP}.
   */
  dropoutFactors(spec: DropoutSpec, first: number, count: number, out: Float32Array): void;
  /** x ← x·factors. */
  mul(x: Float32Array, at: number, count: number, factors: Float32Array, factorsAt: number): void;
}

/** Score of a hidden pair. */
export const HIDDEN = -1e30;

/** What stands for the largest score of a row that sees no key; above {@link HIDDEN}. */
export const EMPTY = -1e29;

/** `dropoutFactors` may write up to a multiple of this. */
export const DROPOUT_STEP = 16;
