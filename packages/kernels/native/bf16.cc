#include "bf16.h"
#include "pair_panels.h"

#if defined(__AVX512BF16__)
namespace LEVEL {
namespace {

template <class T> void pack_rows(const T* at, const Matrix& a, long depth, long rows, float* panels) {
  const long row = Bf16::room(depth);
  for (long i = 0; a.column == 1 && i < rows; i++) pack_row_of(at + i * a.row, depth, panels + i * row);
  for (long d = 0; a.column != 1 && d < depth; d += 32) {
    float* to = panels + d / 2;
    for (long i = 0; i < rows; i += 16) {
      __m512i lines[16];
      const T* from = at + d * a.column + i;
#pragma GCC unroll 16
      for (int p = 0; p < 16; p++)
        lines[p] = pairs_of_items(from + 2 * p * a.column, a.column, depth - d - 2 * p, rows - i);
      turn(lines);
#pragma GCC unroll 16
      for (int q = 0; q < 16; q++)
        if (i + q < rows) _mm512_storeu_si512(to + (i + q) * row, lines[q]);
    }
  }
}

} // namespace

void Bf16::pack_a(const Matrix& a, long depth, long rows, float* panels) {
  if (a.half) pack_rows(a.halves(), a, depth, rows, panels);
  else pack_rows(a.at, a, depth, rows, panels);
}

void Bf16::pack_b(const Matrix& b, long depth, long columns, float* panel) {
  pack_pairs<COLUMNS>(b, depth, columns, panel);
}

void Bf16::sum_panel(const float* panel, long depth, long columns, float* sums, bool accumulate) {
  sum_pairs(depth, columns, sums, accumulate, [=](long j, long d, Vec& even, Vec& odd) {
    add_pairs(_mm512_loadu_si512(panel + d / 2 * COLUMNS + j), even, odd);
  });
}

void Bf16::tile(long rows, long columns, long depth, const Left& a, const float* b, float* c, long stride,
                bool accumulate, const float* bias) {
  const long pairs = (depth + 1) / 2;
  run_tile<PairsOfBf16, ROWS, WIDE_VECS>(rows, columns, pairs, a.at, a.row, a.step, b, c, stride, accumulate, bias);
}

} // namespace LEVEL
#endif
