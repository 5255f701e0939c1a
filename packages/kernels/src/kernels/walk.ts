/** Axes that a kernel walks: extents, and for each of two arrays the stride of every axis. */
export interface Axes {
  readonly extents: readonly number[];
  readonly strides: readonly [readonly number[], readonly number[]];
}

/** Strides of a tensor whose elements lie side by side. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = shape.map(() => 1);
  for (let axis = shape.length - 2; axis >= 0; axis--) {
    strides[axis] = (strides[axis + 1] as number) * (shape[axis + 1] as number);
  }
  return strides;
}

/** Strides over a broadcast shape: 0 along the axes that a tensor lacks or has once. */
export function stretched(shape: readonly number[], rank: number): number[] {
  const missing = rank - shape.length;
  const own = stridesOf(shape).map((stride, axis) => (shape[axis] === 1 ? 0 : stride));
  return [...Array<number>(missing).fill(0), ...own];
}

/** Most axes that a kernel takes, after those that can be joined are. */
const MOST_AXES = 8;

/**
 * The numbers of a walk, with neighbouring axes joined wherever one step along the outer is the same
 * as a whole round of the inner, in both arrays. Null where too many axes are left.
 */
export function walkOf({ extents, strides }: Axes): Float64Array | null {
  const joined: { extent: number; a: number; b: number }[] = [];
  extents.forEach((extent, axis) => {
    if (extent === 1) return;
    const [a, b] = strides.map((own) => own[axis] as number) as [number, number];
    const last = joined.at(-1);
    if (last && last.a === a * extent && last.b === b * extent) {
      joined[joined.length - 1] = { extent: last.extent * extent, a, b };
    } else joined.push({ extent, a, b });
  });
  if (joined.length === 0) joined.push({ extent: 1, a: 1, b: 1 });
  if (joined.length > MOST_AXES) return null;
  return Float64Array.of(
    joined.length,
    ...joined.map(({ extent }) => extent),
    ...joined.map(({ a }) => a),
    ...joined.map(({ b }) => b),
  );
}
