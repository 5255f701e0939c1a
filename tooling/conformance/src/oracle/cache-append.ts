import { type Array64, get, zeros } from "./array.ts";

/** The cache `[B, capacity, H, D]` with the update's rows at `position`, `position + 1`, … */
export function cacheAppendForward(cache: Array64, update: Array64, position: number): Array64 {
  const [batch = 0, capacity = 0, heads = 0, width = 0] = cache.shape;
  const time = update.shape[1] ?? 0;
  const row = heads * width;
  const out = zeros(cache.shape);
  for (let b = 0; b < batch; b++) {
    for (let t = 0; t < capacity; t++) {
      const isNew = t >= position && t < position + time;
      const [from, at] = isNew
        ? [update, (b * time + t - position) * row]
        : [cache, (b * capacity + t) * row];
      for (let c = 0; c < row; c++) out.data[(b * capacity + t) * row + c] = get(from, at + c);
    }
  }
  return out;
}
