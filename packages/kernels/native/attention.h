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

/** Queries and keys of the tiles that say which keys are visible. */
constexpr long SIGHT = 64;

/** Sizes and inputs of a call. */
struct Attention {
  Numbers q, k, v;
  /** Numbers from one position to the next. */
  long q_row, k_row, v_row;
  long batch, queries, keys, heads, width;
  float scale;
  /** Visible keys of every query, [pattern heads, queries]: those of [from, to) that, where given, the tiles say. */
  const int32_t *from, *to;
  /** Numbers of tiles, [pattern heads, queries / SIGHT, keys / SIGHT]: -1 where nothing is visible; may be null. */
  const int32_t* sight;
  /** Those tiles, [SIGHT, SIGHT] each: 1 = visible. */
  const uint8_t* sights;
  long pattern_heads;
  /** 1 = visible, [batch, keys]; may be null. */
  const int32_t* key_mask;
  Dropout dropout;

  /** What a query sees of SIGHT keys, from a multiple on: 1 = visible; null where nothing is. */
  const uint8_t* sight_of(long pattern, long query, long key) const {
    const long down = (queries + SIGHT - 1) / SIGHT, across = (keys + SIGHT - 1) / SIGHT;
    const long number = sight[(pattern * down + query / SIGHT) * across + key / SIGHT];
    return number < 0 ? nullptr : sights + (number * SIGHT + query % SIGHT) * SIGHT;
  }
  bool in_sight(long pattern, long query, long key) const {
    if (!sight) return true;
    const uint8_t* seen = sight_of(pattern, query, key);
    return seen && seen[key % SIGHT];
  }
  long tiles() const { return (keys + NR - 1) / NR; }
  long padded() const { return tiles() * NR; }
  bool has_halves() const { return q.half || k.half || v.half; }
  long panels() const { return (width + NR - 1) / NR; }
};

/** Reads the numbers from `at` on that forward and backward share; the last of all says which arrays are bf16. */
Attention read_sizes(const Call& call, int at) {
  Attention x;
  x.q = {call.floats(0), call.half(0)}, x.k = {call.floats(1), call.half(1)}, x.v = {call.floats(2), call.half(2)};
  x.q_row = call.whole(at), x.k_row = call.whole(at + 1), x.v_row = call.whole(at + 2);
  x.batch = call.whole(at + 3), x.queries = call.whole(at + 4), x.keys = call.whole(at + 5);
  x.heads = call.whole(at + 6), x.width = call.whole(at + 7), x.scale = call.real(at + 8);
  x.from = call.integers(at + 9), x.to = call.integers(at + 10);
  x.sight = call.integers(at + 11), x.sights = call.bytes(at + 12);
  x.pattern_heads = call.whole(at + 13), x.key_mask = call.integers(at + 14);
  x.dropout = {(uint32_t)call.numbers[at + 15], call.real(at + 16),
               (uint32_t)call.numbers[at + 17], (uint32_t)call.numbers[at + 18],
               (uint32_t)call.numbers[at + 19], (uint32_t)call.numbers[at + 20]};
  return x;
}

/** Numbers from `from` to before `to`. */
struct Span {
  long from, to;
};

INLINE Span common(const Span& a, const Span& b) { return {most(a.from, b.from), least(a.to, b.to)}; }

/** A run of tiles that lie side by side. */
struct Range {
  long tile, tiles;
  /** Column of its first key among the block's scores. */
  long column;
};

/** Rows of a block that are multiplied at once. */
struct Group {
  long row, count;
  /** Columns that some row sees, the tiles that these lie in, and whole vectors that every row sees but for masks. */
  Span seen, tiles, open;
};

/** A block of queries of one head, and the keys that some of them see. */
struct Block {
  long b, head, first, count;
  Range* ranges;
  long range_count;
  Group groups[14];
  long group_count;
  /** Columns of the block's scores, and floats from one row to the next. */
  long columns, stride;
};

/** Keys between the first and the last that some query of the block may see. */
Span keys_of(const Attention& x, const Block& block) {
  const long at = (block.head % x.pattern_heads) * x.queries + block.first;
  Span span = {x.keys, 0};
  for (long i = at; i < at + block.count; i++)
    if (x.from[i] < x.to[i]) span = {least(span.from, x.from[i]), most(span.to, x.to[i])};
  return span;
}

/** Calls what(first key, behind the last, what the query sees of these: null where nothing) for the keys of a span. */
template <class What> void each_sight(const Attention& x, long pattern, long query, const Span& keys, const What& what) {
  for (long key = keys.from; key < keys.to; key = key / SIGHT * SIGHT + SIGHT) {
    const uint8_t* seen = x.sight_of(pattern, query, key);
    what(key, least(keys.to, key / SIGHT * SIGHT + SIGHT), seen ? seen + key % SIGHT : nullptr);
  }
}

bool sees_some(const Attention& x, long pattern, long query, const Span& keys) {
  bool some = false;
  each_sight(x, pattern, query, keys, [&](long from, long to, const uint8_t* seen) {
    some = some || (seen && memchr(seen, 1, (size_t)(to - from)));
  });
  return some;
}

bool tile_is_seen(const Attention& x, const Block& block, long tile) {
  const long pattern = block.head % x.pattern_heads, key = tile * NR;
  for (long i = block.first; i < block.first + block.count; i++) {
    const long row = pattern * x.queries + i;
    const long from = most(x.from[row], key), to = least(x.to[row], key + NR);
    if (from >= to) continue;
    if (!x.sight || sees_some(x, pattern, i, {from, to})) return true;
  }
  return false;
}

/** Ranges that a block has at most. */
long most_ranges(const Attention& x) { return x.tiles() / 2 + 1; }

void find_ranges(const Attention& x, Block& block) {
  block.range_count = 0;
  block.columns = 0;
  long last = -2;
  const Span keys = keys_of(x, block);
  for (long tile = keys.from / NR; tile * NR < keys.to; tile++) {
    if (!tile_is_seen(x, block, tile)) continue;
    if (tile == last + 1) block.ranges[block.range_count - 1].tiles++;
    else block.ranges[block.range_count++] = {tile, 1, block.columns};
    block.columns += NR;
    last = tile;
  }
  block.stride = x.padded() + 16; // rows do not all fall on the same lines of the cache
}

/** Columns of a block between the first and the last that query i may see. */
Span columns_of(const Attention& x, const Block& block, long i) {
  const long at = (block.head % x.pattern_heads) * x.queries + block.first + i;
  const long from = x.from[at], to = x.to[at];
  Span span = {block.columns, 0};
  for (long r = 0; r < block.range_count; r++) {
    const Range& range = block.ranges[r];
    const long first = range.tile * NR, end = first + range.tiles * NR;
    if (most(from, first) >= least(to, end)) continue;
    span = {least(span.from, range.column + most(from - first, 0)), range.column + least(to, end) - first};
  }
  return span;
}

void find_groups(const Attention& x, Block& block, long rows) {
  block.group_count = 0;
  for (long i = 0; i < block.count; i += rows) {
    Group& group = block.groups[block.group_count++];
    group = {i, least(rows, block.count - i), {block.columns, 0}, {0, 0}, {0, block.columns}};
    for (long n = 0; n < group.count; n++) {
      const Span span = columns_of(x, block, i + n);
      group.seen = {least(group.seen.from, span.from), most(group.seen.to, span.to)};
      group.open = {most(group.open.from, round_up(span.from, LANES)), least(group.open.to, span.to / LANES * LANES)};
    }
    if (group.seen.from < group.seen.to) group.tiles = {group.seen.from / NR * NR, round_up(group.seen.to, NR)};
    else group.seen = {0, 0};
    if (group.open.from >= group.open.to) group.open = {group.tiles.to, group.tiles.to};
  }
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

/** Floats of work space that a block's rows of queries take as first factors, where they are rounded. */
template <class Tiles> long rows_space(const Attention& x) {
  return Tiles::ROUNDS ? Tiles::BLOCK * (round_up(x.width, 32) / 2 + 16) : 0;
}

/** scores [count, columns] = rows·panelsᵀ in the tiles that some of their rows sees. */
template <class Tiles>
void score(const Attention& x, const Block& block, const Rows& rows, const float* panels, float* scores) {
  const long depth = Tiles::length(x.width);
  for (long n = 0; n < block.group_count; n++) {
    const Group& group = block.groups[n];
    for (long r = 0; r < block.range_count; r++) {
      const Range& range = block.ranges[r];
      const long first = range.tile * NR - range.column;
      const Span columns = common(group.tiles, {range.column, range.column + range.tiles * NR});
      for (long at = columns.from; at < columns.to; at += NR)
        Tiles::multiply(group.count, NR, depth, rows.at + group.row * rows.stride, rows.stride, 1,
                        panels + (first + at) * depth, scores + group.row * block.stride + at, block.stride, false);
    }
  }
}

/** out [count, width] = weights·rows, the rows packed along the positions. */
template <class Tiles>
void weigh(const Attention& x, const Block& block, const Rows& weights, const float* panels, float* out, long stride) {
  constexpr long PER = Tiles::PER;
  for (long n = 0; n < block.group_count; n++) {
    const Group& group = block.groups[n];
    float* to = out + group.row * stride;
    bool started = false;
    for (long r = 0; r < block.range_count; r++) {
      const Range& range = block.ranges[r];
      const Span columns = common(group.seen, {range.column, range.column + range.tiles * NR});
      for (long at = columns.from; at < columns.to; at = at / RUN * RUN + RUN, started = true) {
        const long begin = Tiles::start(at), end = Tiles::length(least(at / RUN * RUN + RUN, columns.to));
        const long first = (range.tile * NR - range.column) / PER + begin;
        for (long j = 0; j < x.width; j += NR)
          Tiles::multiply(group.count, least(NR, x.width - j), end - begin,
                          weights.at + group.row * weights.stride + begin, weights.stride, 1,
                          panels + j * Tiles::length(x.padded()) + first * NR, to + j, stride, started);
      }
    }
    for (long i = 0; !started && i < group.count; i++) memset(to + i * stride, 0, sizeof(float) * (size_t)x.width);
  }
}

/** Sets weights to 0. */
template <class Tiles> void clear(float* row, const Span& span) {
  for (long j = span.from; j < span.to; j += LANES) Tiles::store_part(row, j, zero());
}

template <class Tiles> void clear_outside(const Block& block, const Span& span, float* row) {
  clear<Tiles>(row, {0, span.from});
  clear<Tiles>(row, {span.to, block.columns});
}

/** Sets lanes before `from` and from `to` on to HIDDEN. */
INLINE Vec hidden_outside(Vec v, long from, long to) {
  IntVec lane;
  for (int i = 0; i < LANES; i++) lane[i] = i;
  v = lane >= (int32_t)from && lane < (int32_t)to ? v : splat(HIDDEN);
#if defined(__AVX512F__)
  asm("" : "+v"(v)); // else a masked store would follow, and loads wait until such a one has reached the cache
#endif
  return v;
}

/** Sets the scores of row i within its group's tiles that its query does not see to HIDDEN. */
void hide(const Attention& x, const Block& block, const Group& group, long i, float* row) {
  const Span seen = columns_of(x, block, i);
  const auto hide_outside = [=](const Span& span) {
    for (long j = span.from; j < span.to; j += LANES)
      store(row + j, hidden_outside(load(row + j), seen.from - j, seen.to - j));
  };
  hide_outside({group.tiles.from, group.open.from});
  hide_outside({group.open.to, group.tiles.to});
  if (!x.sight && !x.key_mask) return;
  const int32_t* padding = x.key_mask ? x.key_mask + block.b * x.keys : nullptr;
  for (long r = 0; r < block.range_count; r++) {
    const Range& range = block.ranges[r];
    const Span columns = common(seen, {range.column, range.column + range.tiles * NR});
    const long first = range.tile * NR - range.column;
    if (columns.from >= columns.to) continue;
    if (x.sight)
      each_sight(x, block.head % x.pattern_heads, block.first + i, {first + columns.from, first + columns.to},
                 [=](long from, long to, const uint8_t* seen) {
                   float* scores = row + from - first;
                   for (long j = 0; j < to - from; j++) scores[j] = seen && seen[j] ? scores[j] : HIDDEN;
                 });
    if (padding)
      for (long j = columns.from; j < columns.to; j++) row[j] = padding[first + j] ? row[j] : HIDDEN;
  }
}

/** Dropout factors of row i, column by column of its group's tiles. */
void factors_of(const Attention& x, const Block& block, const Group& group, long i, float* factors) {
  const uint64_t row = (uint64_t)((block.b * x.heads + block.head) * x.queries + block.first + i);
  for (long r = 0; r < block.range_count; r++) {
    const Range& range = block.ranges[r];
    const Span columns = common(group.tiles, {range.column, range.column + range.tiles * NR});
    if (columns.from >= columns.to) continue;
    dropout_factors(x.dropout, row * (uint64_t)x.keys + (uint64_t)(range.tile * NR - range.column + columns.from),
                    columns.to - columns.from, factors + columns.from);
  }
}

void scale_row(float* row, const Span& span, float factor) {
  for (long j = span.from; j < span.to; j += LANES) store(row + j, load(row + j) * factor);
}

} // namespace
} // namespace LEVEL
