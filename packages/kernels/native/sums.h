// Sums over rows and over everything, in a fixed order.
#pragma once
#include "simd.h"
#include "threads.h"

namespace LEVEL {

/** out [columns] (+)= sum of x [rows, columns] over the rows, from the first to the last. */
inline void sum_rows(const float* x, long rows, long columns, float* out, bool accumulate) {
  constexpr long WIDE = 8 * LANES;
  parallel((columns + WIDE - 1) / WIDE, [=](long index, int) {
    const long from = index * WIDE, count = least(WIDE, columns - from);
    if (count == WIDE) {
      Vec sums[8];
      for (int j = 0; j < 8; j++) sums[j] = accumulate ? load(out + from + j * LANES) : zero();
      for (long i = 0; i < rows; i++) {
        const float* row = x + i * columns + from;
#pragma GCC unroll 8
        for (int j = 0; j < 8; j++) sums[j] += load(row + j * LANES);
      }
      for (int j = 0; j < 8; j++) store(out + from + j * LANES, sums[j]);
      return;
    }
    for (long j = from; j < from + count; j++) {
      float sum = accumulate ? out[j] : 0;
      for (long i = 0; i < rows; i++) sum += x[i * columns + j];
      out[j] = sum;
    }
  });
}

/** Sum of products of two runs, by lanes. */
INLINE float dot(const float* a, const float* b, long count) {
  Vec sums[4] = {zero(), zero(), zero(), zero()};
  long i = 0;
  for (; i + 4 * LANES <= count; i += 4 * LANES)
#pragma GCC unroll 4
    for (int j = 0; j < 4; j++) sums[j] = fma(load(a + i + j * LANES), load(b + i + j * LANES), sums[j]);
  for (; i + LANES <= count; i += LANES) sums[0] = fma(load(a + i), load(b + i), sums[0]);
  float total = sum_of((sums[0] + sums[1]) + (sums[2] + sums[3]));
  for (; i < count; i++) total += a[i] * b[i];
  return total;
}

} // namespace LEVEL
