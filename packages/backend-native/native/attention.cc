// softmax(scale·q·kᵀ + pattern)·v head by head, forward and backward. A block of queries at a time;
// keys that no query of the block sees are left out, tile by tile, and no T×T matrix ever exists.
#include "tile.h"
#include "kernels.h"
#include "random.h"
#include "sums.h"
#include "threads.h"

namespace LEVEL {
namespace {

constexpr int MR = TILE_ROWS, NR = TILE_COLUMNS;
/** Queries of a block. */
constexpr long BLOCK = MR * (MR > 8 ? 6 : 14);
/** Keys whose part of a sum is taken at once: a panel of them stays in the first-level cache. */
constexpr long RUN = 256;
/** Score of a hidden pair; below EMPTY a query has seen no key at all. */
constexpr float HIDDEN = -1e30f, EMPTY = -1e29f;

enum Slot { KEYS = 1, VALUES, KEY_ROWS, SCORES, SLOPES, FACTORS, QUERIES, OUTGOING, SUMS };

/** Sizes and inputs of a call. */
struct Attention {
  const float *q, *k, *v;
  /** Floats from one position to the next. */
  long q_row, k_row, v_row;
  long batch, queries, keys, heads, width;
  float scale;
  /** Visible keys of every query, [pattern heads, queries]: [from, to) and, where given, mask. */
  const int32_t *from, *to;
  const uint8_t* mask;
  long pattern_heads;
  /** 1 = visible, [batch, keys]; may be null. */
  const int32_t* key_mask;
  Dropout dropout;

  long tiles() const { return (keys + NR - 1) / NR; }
  long padded() const { return tiles() * NR; }
  long panels() const { return (width + NR - 1) / NR; }
};

/** Reads the numbers from `at` on that forward and backward share. */
Attention read_sizes(const Call& call, int at) {
  Attention x;
  x.q = call.floats(0), x.k = call.floats(1), x.v = call.floats(2);
  x.q_row = call.whole(at), x.k_row = call.whole(at + 1), x.v_row = call.whole(at + 2);
  x.batch = call.whole(at + 3), x.queries = call.whole(at + 4), x.keys = call.whole(at + 5);
  x.heads = call.whole(at + 6), x.width = call.whole(at + 7), x.scale = call.real(at + 8);
  x.from = call.integers(at + 9), x.to = call.integers(at + 10), x.mask = call.bytes(at + 11);
  x.pattern_heads = call.whole(at + 12), x.key_mask = call.integers(at + 13);
  x.dropout = {(uint32_t)call.numbers[at + 14], call.real(at + 15),
               (uint32_t)call.numbers[at + 16], (uint32_t)call.numbers[at + 17],
               (uint32_t)call.numbers[at + 18], (uint32_t)call.numbers[at + 19]};
  return x;
}

/** A run of tiles that lie side by side. */
struct Range {
  long tile, tiles;
  /** Column of its first key among the block's scores. */
  long column;
};

/** A block of queries of one head, and the keys that some of them see. */
struct Block {
  long b, head, first, count;
  Range* ranges;
  long range_count;
  /** Columns of the block's scores, and floats from one row to the next. */
  long columns, stride;
};

bool tile_is_seen(const Attention& x, const Block& block, long tile) {
  const long pattern = block.head % x.pattern_heads, key = tile * NR;
  for (long i = block.first; i < block.first + block.count; i++) {
    const long row = pattern * x.queries + i;
    const long from = most(x.from[row], key), to = least(x.to[row], key + NR);
    if (from >= to) continue;
    if (!x.mask || memchr(x.mask + row * x.keys + from, 1, (size_t)(to - from))) return true;
  }
  return false;
}

/** Ranges that a block has at most. */
long most_ranges(const Attention& x) { return x.tiles() / 2 + 1; }

void find_ranges(const Attention& x, Block& block) {
  block.range_count = 0;
  block.columns = 0;
  long last = -2;
  for (long tile = 0; tile < x.tiles(); tile++) {
    if (!tile_is_seen(x, block, tile)) continue;
    if (tile == last + 1) block.ranges[block.range_count - 1].tiles++;
    else block.ranges[block.range_count++] = {tile, 1, block.columns};
    block.columns += NR;
    last = tile;
  }
  block.stride = x.padded() + 16; // rows do not all fall on the same lines of the cache
}

/** Rows of a key or value head as panels across the width: for scores, one panel for every tile of keys. */
void pack_across(const Attention& x, const float* rows, long row, float* panels) {
  for (long tile = 0; tile < x.tiles(); tile++) {
    const long key = tile * NR;
    pack_columns(turned(rows + key * row, row), x.width, least(NR, x.keys - key), panels + key * x.width);
  }
}

/** Rows as panels along the positions, `padded` of them: for weighted sums of rows. */
void pack_along(const float* rows, long row, long count, long padded, long width, float* panels) {
  for (long j = 0; j < width; j += NR) {
    float* panel = panels + j * padded;
    pack_columns(rows_of(rows + j, row), count, least(NR, width - j), panel);
    memset(panel + count * NR, 0, sizeof(float) * (size_t)((padded - count) * NR));
  }
}

/** Numbers from `from` to before `to`. */
struct Span {
  long from, to;
};

/** Keys that some of the block's rows [row, row + MR) see lie in this span. */
Span keys_of(const Attention& x, const Block& block, long row) {
  const long at = (block.head % x.pattern_heads) * x.queries + block.first;
  Span span = {x.keys, 0};
  for (long i = row; i < least(row + MR, block.count); i++) {
    if (x.from[at + i] >= x.to[at + i]) continue;
    span = {least(span.from, x.from[at + i]), most(span.to, x.to[at + i])};
  }
  return span;
}

/** Rows of the block that see some of the keys [key, key + MR) lie in this span. */
Span rows_of_keys(const Attention& x, const Block& block, long key) {
  const long at = (block.head % x.pattern_heads) * x.queries + block.first;
  Span span = {block.count, 0};
  for (long i = 0; i < block.count; i++) {
    if (most(x.from[at + i], key) >= least(x.to[at + i], key + MR)) continue;
    span = {least(span.from, i), i + 1};
  }
  return span;
}

/** scores [count, columns] = rows·panelsᵀ; 0 in tiles that none of their rows sees. */
void score(const Attention& x, const Block& block, const float* rows, long row, const float* panels, float* scores) {
  for (long i = 0; i < block.count; i += MR) {
    const long count = least(MR, block.count - i);
    const Span seen = keys_of(x, block, i);
    for (long r = 0; r < block.range_count; r++) {
      const Range& range = block.ranges[r];
      for (long t = 0; t < range.tiles; t++) {
        const long key = (range.tile + t) * NR;
        float* to = scores + i * block.stride + range.column + t * NR;
        if (key < seen.to && key + NR > seen.from) {
          multiply_tile(count, NR, x.width, rows + i * row, row, 1, panels + key * x.width, to, block.stride, false,
                        nullptr);
        } else {
          for (long n = 0; n < count; n++) memset(to + n * block.stride, 0, NR * sizeof(float));
        }
      }
    }
  }
}

/** out [count, width] = weights·rows, the rows packed along the positions. */
void weigh(const Attention& x, const Block& block, const float* weights, const float* panels, float* out, long stride) {
  for (long i = 0; block.range_count == 0 && i < block.count; i++)
    memset(out + i * stride, 0, sizeof(float) * (size_t)x.width);
  for (long i = 0; i < block.count; i += MR) {
    const long count = least(MR, block.count - i);
    const Span seen = keys_of(x, block, i);
    bool started = false;
    for (long r = 0; r < block.range_count; r++) {
      const Range& range = block.ranges[r];
      const long first = range.tile * NR;
      for (long at = 0; at < range.tiles * NR; at += RUN) {
        const long begin = most(at, seen.from - first);
        const long end = least(least(at + RUN, range.tiles * NR), seen.to - first);
        if (begin >= end && started) continue;
        for (long j = 0; j < x.width; j += NR)
          multiply_tile(count, least(NR, x.width - j), most(0, end - begin),
                        weights + i * block.stride + range.column + begin, block.stride, 1,
                        panels + j * x.padded() + (first + begin) * NR, out + i * stride + j, stride, started, nullptr);
        started = true;
      }
    }
  }
}

/** sums [keys, width] += weightsᵀ·rows, the block's rows packed along the positions. */
void spread(const Attention& x, const Block& block, const float* weights, const float* panels, float* sums) {
  for (long r = 0; r < block.range_count; r++) {
    const Range& range = block.ranges[r];
    const long keys = range.tiles * NR;
    for (long j = 0; j < x.width; j += NR)
      for (long i = 0; i < keys; i += MR) {
        const Span rows = rows_of_keys(x, block, range.tile * NR + i);
        if (rows.from >= rows.to) continue;
        multiply_tile(least(MR, keys - i), least(NR, x.width - j), rows.to - rows.from,
                      weights + rows.from * block.stride + range.column + i, 1, block.stride,
                      panels + j * block.count + rows.from * NR, sums + (range.tile * NR + i) * x.width + j, x.width,
                      true, nullptr);
      }
  }
}

/** Sets the scores of row i that its query does not see to HIDDEN. */
void hide(const Attention& x, const Block& block, long i, float* row) {
  const long at = (block.head % x.pattern_heads) * x.queries + block.first + i;
  const long from = x.from[at], to = x.to[at];
  const uint8_t* mask = x.mask ? x.mask + at * x.keys : nullptr;
  const int32_t* padding = x.key_mask ? x.key_mask + block.b * x.keys : nullptr;
  for (long r = 0; r < block.range_count; r++) {
    const Range& range = block.ranges[r];
    const long first = range.tile * NR, end = first + range.tiles * NR;
    float* scores = row + range.column - first;
    for (long j = first; j < least(from, end); j++) scores[j] = HIDDEN;
    for (long j = most(to, first); j < end; j++) scores[j] = HIDDEN;
    if (!mask && !padding) continue;
    for (long j = most(from, first); j < least(to, end); j++)
      if ((mask && !mask[j]) || (padding && !padding[j])) scores[j] = HIDDEN;
  }
}

/** Dropout factors of row i, column by column. */
void factors_of(const Attention& x, const Block& block, long i, float* factors) {
  const uint64_t row = (uint64_t)((block.b * x.heads + block.head) * x.queries + block.first + i);
  for (long r = 0; r < block.range_count; r++) {
    const Range& range = block.ranges[r];
    dropout_factors(x.dropout, row * (uint64_t)x.keys + (uint64_t)(range.tile * NR), range.tiles * NR,
                    factors + range.column);
  }
}

void scale_row(float* row, long columns, float factor) {
  for (long j = 0; j < columns; j += LANES) store(row + j, load(row + j) * factor);
}

/** Scores of row i become weights that are not divided by their sum yet; returns 1/sum, 0 of nothing. */
float soften(const Attention& x, const Block& block, long i, float* row, float* lse, float* factors) {
  float factor = x.scale;
  if (factor <= 0) {
    scale_row(row, block.columns, factor);
    factor = 1;
  }
  hide(x, block, i, row);
  Vec tops = splat(HIDDEN);
  for (long j = 0; j < block.columns; j += LANES) tops = larger(tops, load(row + j));
  const float top = max_of(tops);
  if (top < EMPTY) {
    memset(row, 0, sizeof(float) * (size_t)block.columns);
    *lse = EMPTY;
    return 0;
  }
  Vec sums = zero();
  for (long j = 0; j < block.columns; j += LANES) {
    const Vec e = exp_of((load(row + j) - top) * factor);
    store(row + j, e);
    sums += e;
  }
  const float sum = sum_of(sums);
  *lse = top * factor + logf(sum);
  if (x.dropout.factor != 0) {
    factors_of(x, block, i, factors);
    for (long j = 0; j < block.columns; j += LANES) store(row + j, load(row + j) * load(factors + j));
  }
  return 1 / sum;
}

/** q, k, v, out [batch, queries, heads, width], lse [batch, heads, queries], then the sizes. */
double attention(const Call& call) {
  const Attention x = read_sizes(call, 5);
  float *out = call.floats(3), *lse = call.floats(4);
  const long stacks = x.batch * x.heads, blocks = (x.queries + BLOCK - 1) / BLOCK;
  // few heads: several tasks for each, which pack its keys again
  const long parts = stacks >= 2 * thread_count() ? 1 : least(blocks, 2 * thread_count());
  reserve_spaces(KEYS, x.padded() * x.width);
  reserve_spaces(VALUES, x.padded() * x.panels() * NR);
  reserve_spaces(SCORES, BLOCK * (x.padded() + 16));
  reserve_spaces(FACTORS, x.padded());
  reserve_spaces(SUMS, most_ranges(x) * (long)(sizeof(Range) / sizeof(float)));
  parallel(stacks * parts, [=](long index, int thread) {
    const long stack = index / parts, part = index % parts, b = stack / x.heads, head = stack % x.heads;
    float *keys = thread_space(thread, KEYS), *values = thread_space(thread, VALUES);
    float *scores = thread_space(thread, SCORES), *factors = thread_space(thread, FACTORS);
    pack_across(x, x.k + b * x.keys * x.k_row + head * x.width, x.k_row, keys);
    pack_along(x.v + b * x.keys * x.v_row + head * x.width, x.v_row, x.keys, x.padded(), x.width, values);
    Block block = {b, head, 0, 0, (Range*)thread_space(thread, SUMS), 0, 0, 0};
    const long row = x.heads * x.width;
    for (long n = blocks * part / parts; n < blocks * (part + 1) / parts; n++) {
      block.first = n * BLOCK;
      block.count = least(BLOCK, x.queries - block.first);
      find_ranges(x, block);
      score(x, block, x.q + (b * x.queries + block.first) * x.q_row + head * x.width, x.q_row, keys, scores);
      float shares[BLOCK];
      for (long i = 0; i < block.count; i++)
        shares[i] = soften(x, block, i, scores + i * block.stride, lse + stack * x.queries + block.first + i, factors);
      float* to = out + (b * x.queries + block.first) * row + head * x.width;
      weigh(x, block, scores, values, to, row);
      for (long i = 0; i < block.count; i++)
        each_vec(x.width, [&](long j, long m) { store_first(to + i * row + j, load_first(to + i * row + j, m) * shares[i], m); });
    }
  });
  return 0;
}

/** Scores and dweights of row i become kept weights and dscores. `inner` is Σ dy·out. */
void slope_row(const Attention& x, const Block& block, long i, float* row, float* slopes, float lse, float inner,
               float* factors) {
  float factor = x.scale;
  if (factor <= 0) {
    scale_row(row, block.columns, factor);
    factor = 1;
  }
  hide(x, block, i, row);
  if (lse <= EMPTY) {
    memset(row, 0, sizeof(float) * (size_t)block.columns);
    memset(slopes, 0, sizeof(float) * (size_t)block.columns);
    return;
  }
  if (x.dropout.factor == 0) {
    for (long j = 0; j < block.columns; j += LANES) {
      const Vec w = exp_of(fma(load(row + j), splat(factor), splat(-lse)));
      store(slopes + j, w * (load(slopes + j) - inner) * x.scale);
      store(row + j, w);
    }
    return;
  }
  factors_of(x, block, i, factors);
  for (long j = 0; j < block.columns; j += LANES) {
    const Vec w = exp_of(fma(load(row + j), splat(factor), splat(-lse))), kept = load(factors + j);
    store(slopes + j, w * (load(slopes + j) * kept - inner) * x.scale);
    store(row + j, w * kept);
  }
}

/** Work space of a thread's backward pass. */
struct Space {
  float *keys, *values, *key_rows, *scores, *slopes, *factors, *queries, *outgoing, *dk, *dv;
};

/** What the backward pass reads and writes besides q, k and v. */
struct Backward {
  const float *out, *lse, *dy;
  float *dq, *dk, *dv;
  long dq_row, dk_row, dv_row;
};

void backward_block(const Attention& x, const Backward& y, const Block& block, const Space& space) {
  const long row = x.heads * x.width;
  const long first = block.b * x.queries + block.first, column = block.head * x.width;
  const float *q = x.q + first * x.q_row + column, *dy = y.dy + first * row + column;
  const float *out = y.out + first * row + column;
  const float* lse = y.lse + (block.b * x.heads + block.head) * x.queries + block.first;
  score(x, block, q, x.q_row, space.keys, space.scores);
  score(x, block, dy, row, space.values, space.slopes);
  for (long i = 0; i < block.count; i++)
    slope_row(x, block, i, space.scores + i * block.stride, space.slopes + i * block.stride, lse[i],
              dot(dy + i * row, out + i * row, x.width), space.factors);
  pack_along(q, x.q_row, block.count, block.count, x.width, space.queries);
  pack_along(dy, row, block.count, block.count, x.width, space.outgoing);
  weigh(x, block, space.slopes, space.key_rows, y.dq + first * y.dq_row + column, y.dq_row);
  spread(x, block, space.slopes, space.queries, space.dk);
  spread(x, block, space.scores, space.outgoing, space.dv);
}

/** q, k, v, out, lse, dy, dq, dk, dv, floats from one position to the next of dq, dk, dv, then the sizes. */
double attention_grad(const Call& call) {
  const Attention x = read_sizes(call, 12);
  const Backward y = {call.floats(3), call.floats(4), call.floats(5), call.floats(6), call.floats(7),
                      call.floats(8), call.whole(9),  call.whole(10), call.whole(11)};
  const long blocks = (x.queries + BLOCK - 1) / BLOCK, wide = x.panels() * NR;
  reserve_spaces(KEYS, x.padded() * x.width);
  reserve_spaces(VALUES, x.padded() * x.width);
  reserve_spaces(KEY_ROWS, x.padded() * wide);
  reserve_spaces(SCORES, BLOCK * (x.padded() + 16));
  reserve_spaces(SLOPES, BLOCK * (x.padded() + 16));
  reserve_spaces(FACTORS, x.padded());
  reserve_spaces(QUERIES, BLOCK * wide);
  reserve_spaces(OUTGOING, BLOCK * wide);
  reserve_spaces(SUMS, 2 * x.padded() * x.width + most_ranges(x) * (long)(sizeof(Range) / sizeof(float)) + 2);
  parallel(x.batch * x.heads, [=](long stack, int thread) {
    const long b = stack / x.heads, head = stack % x.heads, column = head * x.width;
    const auto at = [=](Slot slot) { return thread_space(thread, slot); };
    float* sums = at(SUMS);
    const long size = x.padded() * x.width;
    const Space space = {at(KEYS),    at(VALUES),  at(KEY_ROWS), at(SCORES), at(SLOPES),
                         at(FACTORS), at(QUERIES), at(OUTGOING), sums,       sums + size};
    const float *k = x.k + b * x.keys * x.k_row + column, *v = x.v + b * x.keys * x.v_row + column;
    pack_across(x, k, x.k_row, space.keys);
    pack_across(x, v, x.v_row, space.values);
    pack_along(k, x.k_row, x.keys, x.padded(), x.width, space.key_rows);
    memset(sums, 0, sizeof(float) * 2 * (size_t)size);
    Block block = {b, head, 0, 0, (Range*)(sums + round_up(2 * size, 2)), 0, 0, 0};
    for (long n = 0; n < blocks; n++) {
      block.first = n * BLOCK;
      block.count = least(BLOCK, x.queries - block.first);
      find_ranges(x, block);
      backward_block(x, y, block, space);
    }
    for (long j = 0; j < x.keys; j++) {
      memcpy(y.dk + (b * x.keys + j) * y.dk_row + column, space.dk + j * x.width, sizeof(float) * (size_t)x.width);
      memcpy(y.dv + (b * x.keys + j) * y.dv_row + column, space.dv + j * x.width, sizeof(float) * (size_t)x.width);
    }
  });
  return 0;
}

} // namespace

extern const NamedKernel ATTENTION_KERNELS[] = {{"attention", attention}, {"attentionGrad", attention_grad}};
extern const KernelTable ATTENTION_TABLE = {ATTENTION_KERNELS, 2};

} // namespace LEVEL
