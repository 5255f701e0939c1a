// Attention of one query, as in decoding token by token: keys and values are read where they lie.
#pragma once
#include "attention.h"

namespace LEVEL {
namespace {

/** Whether a NaN is among scores [from, to): the largest of several may be of those that come after it. */
bool holds_nan(const float* scores, long from, long to) {
  for (long j = from; j < to; j++)
    if (scores[j] != scores[j]) return true;
  return false;
}

/** Weights of the visible keys [from, to) that are not divided by their sum yet; returns 1/sum, 0 of nothing. */
float weigh_keys(const Attention& x, long b, long head, long from, long to, float* weights, float* lse) {
  const long pattern = head % x.pattern_heads;
  const int32_t* padding = x.key_mask ? x.key_mask + b * x.keys : nullptr;
  const float* q = (const float*)x.q.at + b * x.q_row + head * x.width;
  float top = HIDDEN;
  for (long j = from; j < to; j++) {
    const bool seen = x.in_sight(pattern, 0, j) && (!padding || padding[j]);
    weights[j] = seen ? dot(q, (const float*)x.k.at + (b * x.keys + j) * x.k_row + head * x.width, x.width) * x.scale : HIDDEN;
    top = weights[j] > top ? weights[j] : top;
  }
  if (top < EMPTY && holds_nan(weights, from, to)) top = NAN;
  if (top < EMPTY) {
    *lse = EMPTY;
    return 0;
  }
  Vec sums = zero();
  each_vec(to - from, [&](long j, long n) {
    Vec e = exp_of(load_first(weights + from + j, n) - top);
    if (n < LANES) e = first_lanes(e, n);
    store_first(weights + from + j, e, n);
    sums += e;
  });
  const float sum = sum_of(sums);
  *lse = top + logf(sum);
  return 1 / sum;
}

/** Attention of one query without dropout, all in float32; out [batch, 1, heads, width], lse [batch, heads, 1]. */
void attend_row(const Attention& x, float* out, float* lse) {
  reserve_spaces(SCORES, x.keys + LANES);
  parallel(x.batch * x.heads, [=](long stack, int thread) {
    const long b = stack / x.heads, head = stack % x.heads, pattern = head % x.pattern_heads;
    const long from = x.from[pattern], to = x.to[pattern];
    float* weights = thread_space(thread, SCORES);
    float* sum = out + stack * x.width;
    memset(sum, 0, sizeof(float) * (size_t)x.width);
    const float share = weigh_keys(x, b, head, from, to, weights, lse + stack);
    if (share == 0) return;
    for (long j = from; j < to; j++) {
      if (!x.in_sight(pattern, 0, j)) continue;
      const float* v = (const float*)x.v.at + (b * x.keys + j) * x.v_row + head * x.width;
      const float weight = weights[j] * share;
      each_vec(x.width, [&](long i, long n) {
        store_first(sum + i, fma(load_first(v + i, n), splat(weight), load_first(sum + i, n)), n);
      });
    }
  });
}

} // namespace
} // namespace LEVEL
