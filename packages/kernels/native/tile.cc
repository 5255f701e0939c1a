// The register tile in vectors of floats, and panels for it.
#include "registers.h"
#include "tile.h"
#include "turn.h"

namespace LEVEL {
namespace {

/** One float of a times floats of b. */
struct Floats {
  static Vec add(Vec sum, Vec a, Vec b) { return fma(a, b, sum); }
};

/** Four vectors of four as columns. */
typedef float LooseFour __attribute__((vector_size(16), aligned(4), may_alias));

INLINE void turn_four(const float* from, long row, float* to, long step) {
  Four lines[4];
#pragma GCC unroll 4
  for (int i = 0; i < 4; i++) lines[i] = *(const LooseFour*)(from + i * row);
  turn(lines);
#pragma GCC unroll 4
  for (int i = 0; i < 4; i++) *(LooseFour*)(to + i * step) = lines[i];
}

/** Four rows, k long, become columns of a panel. */
template <int W> INLINE void turn_fours(const float* from, long row, long k, float* panel) {
  long p = 0;
  for (; p + 4 <= k; p += 4) turn_four(from + p, row, panel + p * W, W);
  for (; p < k; p++)
    for (long q = 0; q < 4; q++) panel[p * W + q] = from[q * row + p];
}

#if defined(__AVX512F__)
/** to [columns, rows] = from [rows, columns] turned, rows in sixteens; these are `step` and `to_step` apart. */
void turn_block(const float* from, long step, long rows, long columns, float* to, long to_step) {
  for (long i = 0; i < rows; i += 16)
    for (long j = 0; j < columns; j += 16) {
      const __mmask16 wide = first_of(columns - j);
      __m512i lines[16];
#pragma GCC unroll 16
      for (int q = 0; q < 16; q++) lines[q] = _mm512_maskz_loadu_epi32(wide, from + (i + q) * step + j);
      turn(lines);
#pragma GCC unroll 16
      for (int q = 0; q < 16; q++)
        if (j + q < columns) _mm512_storeu_si512(to + (j + q) * to_step + i, lines[q]);
    }
}
#endif

/** panel[p·W + i] = from[i·outer + p·inner] for i < count; 0 for the others. */
template <int W> void pack(const float* from, long outer, long inner, long k, long count, float* panel) {
  if (outer == 1) {
    for (long p = 0; p < k; p++, panel += W) {
      const float* source = from + p * inner;
      if (count == W) {
        memcpy(panel, source, W * sizeof(float));
      } else {
        for (long i = 0; i < W; i++) panel[i] = i < count ? source[i] : 0;
      }
    }
    return;
  }
  long i = 0;
#if defined(__AVX512F__)
  i = count / 16 * 16;
  turn_block(from, outer, i, k, panel, W);
#endif
  for (; i + 4 <= count; i += 4) turn_fours<W>(from + i * outer, outer, k, panel + i);
  if (i < count && count >= 4) turn_fours<W>(from + (count - 4) * outer, outer, k, panel + count - 4), i = count;
  for (; i < W; i++)
    for (long p = 0; p < k; p++) panel[p * W + i] = i < count ? from[i * outer + p] : 0;
}

} // namespace

template <int R, int V> void Tile<R, V>::pack_columns(Matrix b, long k, long columns, float* panel) {
  pack<COLUMNS>(b.at, b.column, b.row, k, columns, panel);
}

template <int R, int V> void Tile<R, V>::pack_rows(Matrix a, long k, long rows, float* panel) {
  pack<R>(a.at, a.row, a.column, k, rows, panel);
}

template <int R, int V>
void Tile<R, V>::multiply(long rows, long columns, long k, const float* a, long row, long step, const float* panel,
                          float* c, long stride, bool accumulate, const float* bias) {
  run_tile<Floats, R, V>(rows, columns, k, a, row, step, panel, c, stride, accumulate, bias);
}

template struct Tile<WIDE_ROWS, WIDE_VECS>;
#if defined(__AVX512F__) || defined(__wasm__)
template struct Tile<NARROW_ROWS, NARROW_VECS>;
#endif

} // namespace LEVEL
