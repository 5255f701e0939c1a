// softmax(scale·q·kᵀ + pattern)·v head by head. A block of queries at a time; keys that no query of the block
// sees are left out, tile by tile, and no T×T matrix ever exists.
#include "attention_row.h"

namespace LEVEL {
namespace {

/**
 * Scores of row i become weights that are not divided by their sum yet. Returns the sum; `top` is a weight of 1's
 * logarithm.
 */
template <class Tiles>
float soften(const Attention& x, const Block& block, const Group& group, long i, float* row, float* top, float* factors) {
  const Span tiles = group.tiles;
  float factor = x.scale;
  if (factor <= 0) {
    scale_row(row, tiles, factor);
    factor = 1;
  }
  hide(x, block, group, i, row);
  Vec tops = splat(HIDDEN);
  for (long j = tiles.from; j < tiles.to; j += LANES) tops = larger(tops, load(row + j));
  float peak = max_of(tops);
  if (peak < EMPTY && holds_nan(row, tiles.from, tiles.to)) peak = NAN;
  if (peak < EMPTY) {
    clear<Tiles>(row, tiles);
    *top = EMPTY;
    return 0;
  }
  *top = peak * factor;
  const bool dropout = x.dropout.factor != 0;
  if (dropout) factors_of(x, block, group, i, factors);
  Vec sums = zero();
  for (long j = tiles.from; j < tiles.to; j += LANES) {
    const Vec e = exp_of((load(row + j) - peak) * factor);
    sums += e;
    Tiles::store_part(row, j, dropout ? e * load(factors + j) : e);
  }
  return sum_of(sums);
}

template <class Tiles> void attend(const Attention& x, const Place& out, float* lse) {
  constexpr long BLOCK = Tiles::BLOCK;
  const long stacks = x.batch * x.heads, blocks = (x.queries + BLOCK - 1) / BLOCK;
  // few heads: several tasks for each, which pack its keys again
  const long parts = stacks >= 2 * thread_count() ? 1 : least(blocks, 2 * thread_count());
  reserve_spaces(KEYS, x.padded() * Tiles::length(x.width));
  reserve_spaces(VALUES, x.padded() * x.panels() * NR);
  reserve_spaces(SCORES, BLOCK * (x.padded() + 16));
  reserve_spaces(FACTORS, x.padded());
  reserve_spaces(ROWS, rows_space<Tiles>(x));
  if (out.half) reserve_spaces(UNROUNDED_ROWS, BLOCK * x.width);
  reserve_spaces(SUMS, most_ranges(x) * (long)(sizeof(Range) / sizeof(float)));
  parallel(stacks * parts, [=](long index, int thread) {
    const long stack = index / parts, part = index % parts, b = stack / x.heads, head = stack % x.heads;
    Tiles::begin();
    float *keys = thread_space(thread, KEYS), *values = thread_space(thread, VALUES);
    float *scores = thread_space(thread, SCORES), *factors = thread_space(thread, FACTORS);
    pack_across<Tiles>(x, x.k.from(b * x.keys * x.k_row + head * x.width), x.k_row, keys);
    pack_along<Tiles>(x.v.from(b * x.keys * x.v_row + head * x.width), x.v_row, x.keys, x.padded(), x.width, values);
    Block block = {b, head, 0, 0, (Range*)thread_space(thread, SUMS), 0, {}, 0, 0, 0};
    const long row = x.heads * x.width;
    for (long n = blocks * part / parts; n < blocks * (part + 1) / parts; n++) {
      block.first = n * BLOCK;
      block.count = least(BLOCK, x.queries - block.first);
      find_ranges(x, block);
      find_groups(x, block, Tiles::ROWS);
      const Numbers q = x.q.from((b * x.queries + block.first) * x.q_row + head * x.width);
      score<Tiles>(x, block, Tiles::take_rows(q, x.q_row, block.count, x.width, thread_space(thread, ROWS)), keys, scores);
      float shares[BLOCK], *logarithms = lse + stack * x.queries + block.first;
      for (long i = 0; i < block.count; i++)
        shares[i] = soften<Tiles>(x, block, block.groups[i / Tiles::ROWS], i, scores + i * block.stride, logarithms + i,
                                  factors);
      for (long i = 0; i < block.count; i++) {
        if (shares[i] == 0) continue;
        logarithms[i] += logf(shares[i]);
        shares[i] = 1 / shares[i];
      }
      const Place to = out.from((b * x.queries + block.first) * row + head * x.width);
      float* sums = out.half ? thread_space(thread, UNROUNDED_ROWS) : (float*)to.at;
      const long step = out.half ? x.width : row;
      weigh<Tiles>(x, block, {scores, block.stride}, values, sums, step);
      for (long i = 0; i < block.count; i++)
        fill(to.from(i * row), x.width, [&](long j, long m) { return load_first(sums + i * step + j, m) * shares[i]; });
    }
    Tiles::end();
  });
}

/** q, k, v, out [batch, queries, heads, width], lse [batch, heads, queries], then the sizes, which are bf16. */
double attention(const Call& call) {
  const Attention x = read_sizes(call, 5);
  const Place out = {call.floats(3), call.half(3)};
  float* lse = call.floats(4);
  const bool halves = x.q.half || x.k.half || x.v.half || out.half;
  if (x.queries == 1 && x.dropout.factor == 0 && !halves) attend_row(x, (float*)out.at, lse);
  else with_tiles([&](auto tiles) { attend<decltype(tiles)>(x, out, lse); });
  return 0;
}

} // namespace

extern const NamedKernel ATTENTION_KERNELS[] = {{"attention", attention}};
extern const KernelTable ATTENTION_TABLE = table_of(ATTENTION_KERNELS);

} // namespace LEVEL
