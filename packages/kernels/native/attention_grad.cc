// Gradients of attention, block by block as forward: the weights are computed again from the scores and the
// logarithms of their sums.
#include "attention.h"

namespace LEVEL {
namespace {

/** Rows of the block that see some of `count` keys lie in this span. */
Span rows_of_keys(const Attention& x, const Block& block, long key, long count) {
  const long at = (block.head % x.pattern_heads) * x.queries + block.first;
  Span span = {block.count, 0};
  for (long i = 0; i < block.count; i++) {
    if (most(x.from[at + i], key) >= least(x.to[at + i], key + count)) continue;
    span = {least(span.from, i), i + 1};
  }
  return span;
}

/** What adds up to the gradients of keys or values. */
struct Sum {
  /** Joined rows of the block. */
  const float* weights;
  /** The block's rows along the positions. */
  const float* panels;
  float* sums;
};

/** sums [keys, width] += weightsᵀ·rows. */
template <class Tiles> void spread(const Attention& x, const Block& block, const Sum (&both)[2]) {
  constexpr long PER = Tiles::PER;
  for (long r = 0; r < block.range_count; r++) {
    const Range& range = block.ranges[r];
    const long keys = range.tiles * NR;
    for (long i = 0; i < keys; i += Tiles::ROWS) {
      const long count = least(Tiles::ROWS, keys - i);
      const Span rows = rows_of_keys(x, block, range.tile * NR + i, count);
      if (rows.from >= rows.to) continue;
      const long first = Tiles::start(rows.from);
      for (const Sum& sum : both)
        for (long j = 0; j < x.width; j += NR)
          Tiles::multiply(count, least(NR, x.width - j), Tiles::length(rows.to) - first,
                          sum.weights + first * PER * block.stride + range.column + i, 1, PER * block.stride,
                          sum.panels + j * Tiles::length(block.count) + first * NR,
                          sum.sums + (range.tile * NR + i) * x.width + j, x.width, true);
    }
  }
}

/**
 * Scores and dweights of row i become kept weights and dscores. Σ weight·dweight, which is Σ dy·out, is taken from the row
 * itself, whose dscores so add up to 0 however the operands are rounded.
 */
template <class Tiles>
void slope_row(const Attention& x, const Block& block, const Group& group, long i, float* row, float* slopes, float lse,
               float* factors) {
  const Span tiles = group.tiles;
  if (lse <= EMPTY) {
    clear_outside<Tiles>(block, {0, 0}, row);
    clear_outside<Tiles>(block, {0, 0}, slopes);
    return;
  }
  float factor = x.scale;
  if (factor <= 0) {
    scale_row(row, tiles, factor);
    factor = 1;
  }
  hide(x, block, group, i, row);
  const bool dropout = x.dropout.factor != 0;
  if (dropout) factors_of(x, block, group, i, factors);
  const auto kept = [=](long j, Vec v) { return dropout ? v * load(factors + j) : v; };
  Vec sums = zero(), all = zero();
  for (long j = tiles.from; j < tiles.to; j += LANES) {
    const Vec w = exp_of(fma(load(row + j), splat(factor), splat(-lse)));
    store(row + j, w);
    sums = fma(w, kept(j, load(slopes + j)), sums);
    all += w;
  }
  const float inner = sum_of(sums) / sum_of(all);
  for (long j = tiles.from; j < tiles.to; j += LANES) {
    const Vec w = load(row + j);
    Tiles::store_part(slopes, j, w * (kept(j, load(slopes + j)) - inner) * x.scale);
    Tiles::store_part(row, j, kept(j, w));
  }
  clear_outside<Tiles>(block, tiles, row);
  clear_outside<Tiles>(block, tiles, slopes);
}

/** Work space of a thread's backward pass. */
struct Space {
  float *keys, *values, *key_rows, *scores, *slopes, *factors, *queries, *outgoing, *rows, *unrounded, *dk, *dv;
};

/** What the backward pass reads and writes besides q, k and v. */
struct Backward {
  const float* lse;
  Numbers dy;
  Place dq, dk, dv;
  long dq_row, dk_row, dv_row;
};

template <class Tiles>
void backward_block(const Attention& x, const Backward& y, const Block& block, const Space& space) {
  const long row = x.heads * x.width;
  const long first = block.b * x.queries + block.first, column = block.head * x.width;
  const Numbers q = x.q.from(first * x.q_row + column), dy = y.dy.from(first * row + column);
  const float* lse = y.lse + (block.b * x.heads + block.head) * x.queries + block.first;
  const auto taken = [&](const Numbers& rows, long stride) {
    return Tiles::take_rows(rows, stride, block.count, x.width, space.rows);
  };
  score<Tiles>(x, block, taken(q, x.q_row), space.keys, space.scores);
  score<Tiles>(x, block, taken(dy, row), space.values, space.slopes);
  for (long i = 0; i < block.count; i++)
    slope_row<Tiles>(x, block, block.groups[i / Tiles::ROWS], i, space.scores + i * block.stride,
                     space.slopes + i * block.stride, lse[i], space.factors);
  pack_along<Tiles>(q, x.q_row, block.count, block.count, x.width, space.queries);
  pack_along<Tiles>(dy, row, block.count, block.count, x.width, space.outgoing);
  const Place dq = y.dq.from(first * y.dq_row + column);
  float* sums = dq.half ? space.unrounded : (float*)dq.at;
  const long step = dq.half ? x.width : y.dq_row;
  weigh<Tiles>(x, block, {space.slopes, block.stride}, space.key_rows, sums, step);
  for (long i = 0; dq.half && i < block.count; i++)
    convert({sums + i * step, false}, dq.from(i * y.dq_row), x.width);
  Tiles::join_rows(space.slopes, block.stride, block.count, block.columns);
  Tiles::join_rows(space.scores, block.stride, block.count, block.columns);
  spread<Tiles>(x, block, {{space.slopes, space.queries, space.dk}, {space.scores, space.outgoing, space.dv}});
}

template <class Tiles> void attend_backward(const Attention& x, const Backward& y) {
  constexpr long BLOCK = Tiles::BLOCK;
  const long blocks = (x.queries + BLOCK - 1) / BLOCK, wide = x.panels() * NR;
  reserve_spaces(KEYS, x.padded() * Tiles::length(x.width));
  reserve_spaces(VALUES, x.padded() * Tiles::length(x.width));
  reserve_spaces(KEY_ROWS, x.padded() * wide);
  reserve_spaces(SCORES, BLOCK * (x.padded() + 16));
  reserve_spaces(SLOPES, BLOCK * (x.padded() + 16));
  reserve_spaces(FACTORS, x.padded());
  reserve_spaces(QUERIES, BLOCK * wide);
  reserve_spaces(OUTGOING, BLOCK * wide);
  reserve_spaces(ROWS, rows_space<Tiles>(x));
  reserve_spaces(UNROUNDED_ROWS, BLOCK * x.width);
  reserve_spaces(SUMS, 2 * x.padded() * x.width + most_ranges(x) * (long)(sizeof(Range) / sizeof(float)) + 2);
  parallel(x.batch * x.heads, [=](long stack, int thread) {
    Tiles::begin();
    const long b = stack / x.heads, head = stack % x.heads, column = head * x.width;
    const auto at = [=](Slot slot) { return thread_space(thread, slot); };
    float* sums = at(SUMS);
    const long size = x.padded() * x.width;
    const Space space = {at(KEYS),    at(VALUES),  at(KEY_ROWS), at(SCORES), at(SLOPES),
                         at(FACTORS), at(QUERIES), at(OUTGOING), at(ROWS),
                         at(UNROUNDED_ROWS), sums, sums + size};
    const Numbers k = x.k.from(b * x.keys * x.k_row + column), v = x.v.from(b * x.keys * x.v_row + column);
    pack_across<Tiles>(x, k, x.k_row, space.keys);
    pack_across<Tiles>(x, v, x.v_row, space.values);
    pack_along<Tiles>(k, x.k_row, x.keys, x.padded(), x.width, space.key_rows);
    memset(sums, 0, sizeof(float) * 2 * (size_t)size);
    Block block = {b, head, 0, 0, (Range*)(sums + round_up(2 * size, 2)), 0, {}, 0, 0, 0};
    for (long n = 0; n < blocks; n++) {
      block.first = n * BLOCK;
      block.count = least(BLOCK, x.queries - block.first);
      find_ranges(x, block);
      find_groups(x, block, Tiles::ROWS);
      backward_block<Tiles>(x, y, block, space);
    }
    for (long j = 0; j < x.keys; j++) {
      convert({space.dk + j * x.width, false}, y.dk.from((b * x.keys + j) * y.dk_row + column), x.width);
      convert({space.dv + j * x.width, false}, y.dv.from((b * x.keys + j) * y.dv_row + column), x.width);
    }
    Tiles::end();
  });
}

/**
 * q, k, v, lse, dy, dq, dk, dv, numbers from one position to the next of dq, dk, dv, then the sizes, which are bf16.
 */
double attention_grad(const Call& call) {
  const Attention x = read_sizes(call, 11);
  const auto at = [&](int i) { return Place{call.floats(i), call.half(i)}; };
  const Backward y = {call.floats(3), at(4), at(5), at(6), at(7), call.whole(8), call.whole(9), call.whole(10)};
  with_tiles([&](auto tiles) { attend_backward<decltype(tiles)>(x, y); });
  return 0;
}

} // namespace

extern const NamedKernel ATTENTION_GRAD_KERNELS[] = {{"attentionGrad", attention_grad}};
extern const KernelTable ATTENTION_GRAD_TABLE = table_of(ATTENTION_GRAD_KERNELS);

} // namespace LEVEL
