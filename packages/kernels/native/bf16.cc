#include "bf16.h"
#include "pairs.h"
#include "registers.h"
#include "turn.h"

#if defined(__AVX512BF16__)
namespace LEVEL {
namespace {

/** A pair of depths of a times pairs of b. */
struct PairsOfBf16 {
  static Vec add(Vec sum, Vec a, Vec b) {
    return (Vec)_mm512_dpbf16_ps((__m512)sum, (__m512bh)a, (__m512bh)b);
  }
};

/** Pairs of 16 items that lie side by side, of depths `step` apart. */
INLINE __m512i pairs_of_items(const float* from, long step, long depth, __mmask16 lanes) {
  return pairs_of<1>(_mm512_maskz_loadu_ps(depth > 0 ? lanes : 0, from),
                     _mm512_maskz_loadu_ps(depth > 1 ? lanes : 0, from + step))
      .part[0];
}

/** 32 depths of an item as pairs. */
INLINE __m512i pairs_of_depths(const float* from, long depth) {
  return pairs_along<1>(_mm512_maskz_loadu_ps(first_of(depth), from),
                        _mm512_maskz_loadu_ps(first_of(depth - 16), from + 16))
      .part[0];
}

} // namespace

void Bf16::pack_a(Matrix a, long depth, long rows, float* panels) {
  const long row = room(depth);
  for (long d = 0; d < depth; d += 32) {
    float* to = panels + d / 2;
    if (a.column == 1) {
      for (long i = 0; i < rows; i++)
        _mm512_storeu_si512(to + i * row, pairs_of_depths(a.at + i * a.row + d, depth - d));
      continue;
    }
    for (long i = 0; i < rows; i += 16) {
      __m512i lines[16];
      const float* from = a.at + d * a.column + i;
#pragma GCC unroll 16
      for (int p = 0; p < 16; p++)
        lines[p] = pairs_of_items(from + 2 * p * a.column, a.column, depth - d - 2 * p, first_of(rows - i));
      turn(lines);
#pragma GCC unroll 16
      for (int q = 0; q < 16; q++)
        if (i + q < rows) _mm512_storeu_si512(to + (i + q) * row, lines[q]);
    }
  }
}

void Bf16::pack_b(Matrix b, long depth, long columns, float* panel) {
  constexpr long W = COLUMNS;
  if (b.column == 1) {
    for (long d = 0; d < depth; d += 2, panel += W)
      for (long j = 0; j < W; j += 16)
        _mm512_storeu_si512(panel + j, pairs_of_items(b.at + d * b.row + j, b.row, depth - d, first_of(columns - j)));
    return;
  }
  for (long j = 0; j < W; j += 16)
    for (long d = 0; d < depth; d += 32) {
      __m512i lines[16];
      const float* from = b.at + j * b.column + d;
#pragma GCC unroll 16
      for (int q = 0; q < 16; q++)
        lines[q] = j + q < columns ? pairs_of_depths(from + q * b.column, depth - d) : _mm512_setzero_si512();
      turn(lines);
      const long pairs = (least(32, depth - d) + 1) / 2;
#pragma GCC unroll 16
      for (int p = 0; p < 16; p++)
        if (p < pairs) _mm512_storeu_si512(panel + (d / 2 + p) * W + j, lines[p]);
    }
}

void Bf16::tile(long rows, long columns, long depth, const float* a, const float* b, float* c, long stride,
                bool accumulate, const float* bias) {
  const long pairs = (depth + 1) / 2;
  run_tile<PairsOfBf16, ROWS, WIDE_VECS>(rows, columns, pairs, a, room(depth), 1, b, c, stride, accumulate, bias);
}

} // namespace LEVEL
#endif
