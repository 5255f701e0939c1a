// What attention forward and backward share: a block of queries of one head, the tiles of keys that some
// of them see, and products over these.
#pragma once
#include "attention_tiles.h"
#include "kernels.h"
#include "random.h"
#include "sums.h"
#include "threads.h"

namespace LEVEL {
namespace {

/** Keys whose part of a sum is taken at once: a panel of them stays in the first-level cache. */
constexpr long RUN = 256;
/** Score of a hidden pair; below EMPTY a query has seen no key at all. */
constexpr float HIDDEN = -1e30f, EMPTY = -1e29f;

enum Slot { KEYS = 1, VALUES, KEY_ROWS, SCORES, SLOPES, FACTORS, QUERIES, OUTGOING, SUMS, ROWS, UNROUNDED_ROWS };

/** Sizes and inputs of a call. */
struct Attention {
  Numbers q, k, v;
  /** Numbers from one position to the next. */
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

/** Reads the numbers from `at` on that forward and backward share; the last of all says which arrays are bf16. */
Attention read_sizes(const Call& call, int at) {
  Attention x;
  x.q = {call.floats(0), call.half(0)}, x.k = {call.floats(1), call.half(1)}, x.v = {call.floats(2), call.half(2)};
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
template <class Tiles> void pack_across(const Attention& x, const Numbers& rows, long row, float* panels) {
  for (long tile = 0; tile < x.tiles(); tile++) {
    const long key = tile * NR;
    Tiles::pack(turned(rows.from(key * row), row), x.width, least(NR, x.keys - key), panels + key * Tiles::length(x.width));
  }
}

/** Rows as panels along the positions, `padded` of them: for weighted sums of rows. */
template <class Tiles>
void pack_along(const Numbers& rows, long row, long count, long padded, long width, float* panels) {
  const long used = Tiles::length(count), all = Tiles::length(padded);
  for (long j = 0; j < width; j += NR) {
    float* panel = panels + j * all;
    Tiles::pack(rows_of(rows.from(j), row), count, least(NR, width - j), panel);
    memset(panel + used * NR, 0, sizeof(float) * (size_t)((all - used) * NR));
  }
}

/** Numbers from `from` to before `to`. */
struct Span {
  long from, to;
};

/** Keys that some of `count` rows of the block see lie in this span. */
Span keys_of(const Attention& x, const Block& block, long row, long count) {
  const long at = (block.head % x.pattern_heads) * x.queries + block.first;
  Span span = {x.keys, 0};
  for (long i = row; i < row + count; i++) {
    if (x.from[at + i] >= x.to[at + i]) continue;
    span = {least(span.from, x.from[at + i]), most(span.to, x.to[at + i])};
  }
  return span;
}

/** Floats of work space that rows of queries, or of weights, take as first factors. */
template <class Tiles> long rows_space(const Attention& x) {
  return Tiles::BLOCK * (round_up(most(x.padded(), x.width), 32) / 2 + 16);
}

/** scores [count, columns] = rows·panelsᵀ; 0 in tiles that none of their rows sees. */
template <class Tiles>
void score(const Attention& x, const Block& block, const Rows& rows, const float* panels, float* scores) {
  const long depth = Tiles::length(x.width);
  for (long i = 0; i < block.count; i += Tiles::ROWS) {
    const long count = least(Tiles::ROWS, block.count - i);
    const Span seen = keys_of(x, block, i, count);
    for (long r = 0; r < block.range_count; r++) {
      const Range& range = block.ranges[r];
      for (long t = 0; t < range.tiles; t++) {
        const long key = (range.tile + t) * NR;
        float* to = scores + i * block.stride + range.column + t * NR;
        if (key < seen.to && key + NR > seen.from) {
          Tiles::multiply(count, NR, depth, rows.at + i * rows.stride, rows.stride, 1, panels + key * depth, to,
                          block.stride, false);
        } else {
          for (long n = 0; n < count; n++) memset(to + n * block.stride, 0, NR * sizeof(float));
        }
      }
    }
  }
}

/** out [count, width] = weights·rows, the rows packed along the positions. */
template <class Tiles>
void weigh(const Attention& x, const Block& block, const Rows& weights, const float* panels, float* out, long stride) {
  constexpr long PER = Tiles::PER;
  for (long i = 0; block.range_count == 0 && i < block.count; i++)
    memset(out + i * stride, 0, sizeof(float) * (size_t)x.width);
  for (long i = 0; i < block.count; i += Tiles::ROWS) {
    const long count = least(Tiles::ROWS, block.count - i);
    const Span seen = keys_of(x, block, i, count);
    bool started = false;
    for (long r = 0; r < block.range_count; r++) {
      const Range& range = block.ranges[r];
      const long first = range.tile * NR;
      for (long at = 0; at < range.tiles * NR; at += RUN) {
        const long begin = Tiles::start(most(at, seen.from - first));
        const long end = Tiles::length(least(least(at + RUN, range.tiles * NR), seen.to - first));
        if (begin >= end && started) continue;
        for (long j = 0; j < x.width; j += NR)
          Tiles::multiply(count, least(NR, x.width - j), most(0, end - begin),
                          weights.at + i * weights.stride + range.column / PER + begin, weights.stride, 1,
                          panels + j * Tiles::length(x.padded()) + (first / PER + begin) * NR, out + i * stride + j,
                          stride, started);
        started = true;
      }
    }
  }
}

/** Columns of a block that query i may see, in whole vectors: what lies before and behind is hidden. */
Span columns_of(const Attention& x, const Block& block, long i) {
  const long at = (block.head % x.pattern_heads) * x.queries + block.first + i;
  const long from = x.from[at], to = x.to[at];
  Span span = {block.columns, 0};
  for (long r = 0; r < block.range_count; r++) {
    const Range& range = block.ranges[r];
    const long first = range.tile * NR, end = first + range.tiles * NR;
    if (most(from, first) >= least(to, end)) continue;
    span = {least(span.from, range.column + most(from - first, 0) / LANES * LANES),
            range.column + round_up(least(to, end) - first, LANES)};
  }
  return span.from < span.to ? span : Span{0, 0};
}

/** Sets what lies outside of a span of columns to 0. */
void clear_outside(const Block& block, const Span& span, float* row) {
  memset(row, 0, sizeof(float) * (size_t)span.from);
  memset(row + span.to, 0, sizeof(float) * (size_t)(block.columns - span.to));
}

/** Sets the scores of row i within its columns that its query does not see to HIDDEN. */
void hide(const Attention& x, const Block& block, long i, const Span& span, float* row) {
  const long at = (block.head % x.pattern_heads) * x.queries + block.first + i;
  const long from = x.from[at], to = x.to[at];
  const uint8_t* mask = x.mask ? x.mask + at * x.keys : nullptr;
  const int32_t* padding = x.key_mask ? x.key_mask + block.b * x.keys : nullptr;
  for (long r = 0; r < block.range_count; r++) {
    const Range& range = block.ranges[r];
    float* scores = row + range.column - range.tile * NR;
    const long begin = range.tile * NR + most(span.from - range.column, 0);
    const long end = range.tile * NR + least(span.to - range.column, range.tiles * NR);
    for (long j = begin; j < least(from, end); j++) scores[j] = HIDDEN;
    for (long j = most(to, begin); j < end; j++) scores[j] = HIDDEN;
    if (!mask && !padding) continue;
    for (long j = most(from, begin); j < least(to, end); j++)
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

void scale_row(float* row, const Span& span, float factor) {
  for (long j = span.from; j < span.to; j += LANES) store(row + j, load(row + j) * factor);
}

} // namespace
} // namespace LEVEL
