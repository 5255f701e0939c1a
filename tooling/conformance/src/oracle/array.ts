/** Numbers of the oracle: float64, row-major, with a shape. */
export interface Array64 {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

/** Arrays by the name of the op's argument. */
export type Arrays = { readonly [name: string]: Array64 };

/** Number of elements. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** All zero. */
export function zeros(shape: readonly number[]): Array64 {
  return { shape, data: new Float64Array(sizeOf(shape)) };
}

/** Element `at`, which must exist: an oracle that reads past an end is wrong. */
export function get(array: Array64, at: number): number {
  const value = array.data[at];
  if (value === undefined) throw new RangeError(`element ${at} of [${array.shape}]`);
  return value;
}

/** Adds to element `at`. */
export function increase(array: Array64, at: number, by: number): void {
  array.data[at] = get(array, at) + by;
}

/** A named array, which must be there. */
export function need(arrays: Arrays, name: string): Array64 {
  const array = arrays[name];
  if (array === undefined) throw new RangeError(`no array "${name}"`);
  return array;
}

/** Rows and columns when all axes but the last are taken as one. */
export function rowsAndColumns({ shape, data }: Array64): [number, number] {
  const columns = shape.at(-1) ?? 1;
  return [data.length / columns, columns];
}
