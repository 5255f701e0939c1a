// Gradients of attention, block by block as forward: the weights are computed again from the scores and the
// logarithms of their sums.
#include "attention.h"

namespace LEVEL {
namespace {

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

/** sums [keys, width] += weightsᵀ·rows, the block's rows packed along the positions. */
void spread(const Attention& x, const Block& block, const float* weights, const float* panels, float* sums) {
  for (long r = 0; r < block.range_count; r++) {
    const Range& range = block.ranges[r];
    const long keys = range.tiles * NR;
    for (long j = 0; j < x.width; j += NR)
      for (long i = 0; i < keys; i += MR) {
        const Span rows = rows_of_keys(x, block, range.tile * NR + i);
        if (rows.from >= rows.to) continue;
        Narrow::multiply(least(MR, keys - i), least(NR, x.width - j), rows.to - rows.from,
                      weights + rows.from * block.stride + range.column + i, 1, block.stride,
                      panels + j * block.count + rows.from * NR, sums + (range.tile * NR + i) * x.width + j, x.width,
                      true, nullptr);
      }
  }
}

/** Scores and dweights of row i become kept weights and dscores. `inner` is Σ dy·out. */
void slope_row(const Attention& x, const Block& block, long i, float* row, float* slopes, float lse, float inner,
               float* factors) {
  const Span span = columns_of(x, block, i);
  float factor = x.scale;
  if (factor <= 0) {
    scale_row(row, span, factor);
    factor = 1;
  }
  hide(x, block, i, span, row);
  clear_outside(block, span, row);
  clear_outside(block, span, slopes);
  if (lse <= EMPTY) {
    memset(row, 0, sizeof(float) * (size_t)block.columns);
    memset(slopes, 0, sizeof(float) * (size_t)block.columns);
    return;
  }
  if (x.dropout.factor == 0) {
    for (long j = span.from; j < span.to; j += LANES) {
      const Vec w = exp_of(fma(load(row + j), splat(factor), splat(-lse)));
      store(slopes + j, w * (load(slopes + j) - inner) * x.scale);
      store(row + j, w);
    }
    return;
  }
  factors_of(x, block, i, factors);
  for (long j = span.from; j < span.to; j += LANES) {
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

extern const NamedKernel ATTENTION_GRAD_KERNELS[] = {{"attentionGrad", attention_grad}};
extern const KernelTable ATTENTION_GRAD_TABLE = {ATTENTION_GRAD_KERNELS, 1};

} // namespace LEVEL
