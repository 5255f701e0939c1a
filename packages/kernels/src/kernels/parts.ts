import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { CompiledBackend } from "../backend.ts";
import { sizeOf, withExtent } from "../dtype.ts";

/**
 * Splits a float32 tensor along an axis without a copy: the parts are rows of the whole, and are gathered only if a
 * kernel asks for elements that lie side by side; a single row is there as it lies. Null for other splits.
 */
export function splitRows(
  backend: CompiledBackend,
  x: TensorInfo,
  axis: number,
  extents: readonly number[],
): TensorInfo[] | null {
  const inner = sizeOf(x.shape.slice(axis + 1));
  const stride = (x.shape[axis] as number) * inner;
  const size = sizeOf(x.shape);
  if (x.dtype !== "float32" || size === 0 || extents.includes(0)) return null;
  backend.stored(x); // gathers x itself where it is a part
  const { block, offset, half } = backend.place(x);
  let at = 0;
  return extents.map((extent) => {
    const row = extent * inner;
    const start = offset + (half ? 2 : 4) * at;
    at += row;
    const shape = withExtent(x.shape, axis, extent);
    const rows = size === stride ? null : { row, stride };
    return backend.adopt(block.share(), shape, { half, offset: start, rows });
  });
}

/** The whole, where tensors are all parts of it, in order; null else. */
export function joined(
  backend: CompiledBackend,
  parts: readonly TensorInfo[],
  axis: number,
): TensorInfo | null {
  const [first] = parts as [TensorInfo];
  const inner = sizeOf(first.shape.slice(axis + 1));
  const { block, rows, offset, half } = backend.place(first);
  if (rows === null || offset !== 0) return null;
  let at = 0;
  for (const part of parts) {
    const place = backend.place(part);
    const row = (part.shape[axis] as number) * inner;
    const next = place.block === block && place.offset === (half ? 2 : 4) * at;
    if (!next || place.rows?.row !== row || place.rows.stride !== rows.stride) return null;
    at += row;
  }
  if (at !== rows.stride) return null;
  return backend.adopt(block.share(), withExtent(first.shape, axis, at / inner), { half });
}
