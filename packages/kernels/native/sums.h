// Sums over rows and over everything, in a fixed order.
#pragma once
#include "half.h"
#include "parts.h"

namespace LEVEL {

/** out [columns] (+)= sum of x [rows, columns], rows `stride` apart, from the first row to the last. */
inline void sum_rows(const Numbers& x, long stride, long rows, long columns, float* out, bool accumulate) {
  constexpr long WIDE = 8 * LANES;
  in_parts(columns, WIDE, [=](long from, long to) {
    const long count = to - from;
    if (count == WIDE) {
      Vec sums[8];
      for (int j = 0; j < 8; j++) sums[j] = accumulate ? load(out + from + j * LANES) : zero();
      for (long i = 0; i < rows; i++) {
        const Numbers row = x.from(i * stride + from);
#pragma GCC unroll 8
        for (int j = 0; j < 8; j++) sums[j] += row.load(j * LANES);
      }
      for (int j = 0; j < 8; j++) store(out + from + j * LANES, sums[j]);
      return;
    }
    each_vec(count, [&](long j, long n) {
      Vec sum = accumulate ? load_first(out + from + j, n) : zero();
      for (long i = 0; i < rows; i++) sum += x.load(i * stride + from + j, n);
      store_first(out + from + j, sum, n);
    });
  });
}

/** Sum of products of two runs, by lanes; b may be bf16. */
template <class T> INLINE float dot(const float* a, const T* b, long count) {
  Vec sums[4] = {zero(), zero(), zero(), zero()};
  long i = 0;
  for (; i + 4 * LANES <= count; i += 4 * LANES)
#pragma GCC unroll 4
    for (int j = 0; j < 4; j++) sums[j] = fma(load(a + i + j * LANES), load_either(b + i + j * LANES), sums[j]);
  for (; i + LANES <= count; i += LANES) sums[0] = fma(load(a + i), load_either(b + i), sums[0]);
  float total = sum_of((sums[0] + sums[1]) + (sums[2] + sums[3]));
  for (; i < count; i++) total += a[i] * either(b[i]);
  return total;
}

} // namespace LEVEL
