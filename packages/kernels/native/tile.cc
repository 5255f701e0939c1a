// The register tile in vectors of floats, and panels for it.
#include "tile.h"

namespace LEVEL {
namespace {

constexpr int MR = TILE_ROWS, NR = TILE_COLUMNS;

/** Four vectors of four as columns. */
typedef float Four __attribute__((vector_size(16)));
typedef float LooseFour __attribute__((vector_size(16), aligned(4), may_alias));

INLINE void turn_four(const float* from, long row, float* to, long step) {
  const Four a = *(const LooseFour*)from, b = *(const LooseFour*)(from + row);
  const Four c = *(const LooseFour*)(from + 2 * row), d = *(const LooseFour*)(from + 3 * row);
  const Four ab0 = __builtin_shufflevector(a, b, 0, 4, 1, 5), ab1 = __builtin_shufflevector(a, b, 2, 6, 3, 7);
  const Four cd0 = __builtin_shufflevector(c, d, 0, 4, 1, 5), cd1 = __builtin_shufflevector(c, d, 2, 6, 3, 7);
  *(LooseFour*)to = __builtin_shufflevector(ab0, cd0, 0, 1, 4, 5);
  *(LooseFour*)(to + step) = __builtin_shufflevector(ab0, cd0, 2, 3, 6, 7);
  *(LooseFour*)(to + 2 * step) = __builtin_shufflevector(ab1, cd1, 0, 1, 4, 5);
  *(LooseFour*)(to + 3 * step) = __builtin_shufflevector(ab1, cd1, 2, 3, 6, 7);
}

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
  for (; i + 4 <= count; i += 4) {
    const float* source = from + i * outer;
    long p = 0;
    for (; p + 4 <= k; p += 4) turn_four(source + p, outer, panel + p * W + i, W);
    for (; p < k; p++)
      for (long q = 0; q < 4; q++) panel[p * W + i + q] = source[q * outer + p];
  }
  for (; i < W; i++)
    for (long p = 0; p < k; p++) panel[p * W + i] = i < count ? from[i * outer + p * inner] : 0;
}

/** M rows and TILE_VECS vectors of sums, all in registers; rows of a lie side by side, or `row` apart. */
template <int M, bool SIDE_BY_SIDE>
void full_tile(long k, const float* a, long row, long step, const float* panel, float* c, long stride,
               bool accumulate, const float* bias) {
  Vec sums[M][TILE_VECS];
#pragma GCC unroll 16
  for (int i = 0; i < M; i++)
#pragma GCC unroll 4
    for (int j = 0; j < TILE_VECS; j++) {
      sums[i][j] = zero();
      __builtin_prefetch(c + i * stride + j * LANES, 1);
    }
  for (long p = 0; p < k; p++) {
    Vec b[TILE_VECS];
#pragma GCC unroll 4
    for (int j = 0; j < TILE_VECS; j++) b[j] = load(panel + j * LANES);
#pragma GCC unroll 16
    for (int i = 0; i < M; i++) {
      const Vec x = splat(a[SIDE_BY_SIDE ? i : i * row]);
#pragma GCC unroll 4
      for (int j = 0; j < TILE_VECS; j++) sums[i][j] = fma(x, b[j], sums[i][j]);
    }
    a += step;
    panel += NR;
  }
#pragma GCC unroll 16
  for (int i = 0; i < M; i++)
#pragma GCC unroll 4
    for (int j = 0; j < TILE_VECS; j++) {
      Vec sum = sums[i][j];
      float* at = c + i * stride + j * LANES;
      if (accumulate) sum += load(at);
      if (bias) sum += load(bias + j * LANES);
      store(at, sum);
    }
}

typedef void (*Tile)(long, const float*, long, long, const float*, float*, long, bool, const float*);

template <int M, bool SIDE_BY_SIDE> constexpr Tile tile_of() {
  if constexpr (M <= MR) return full_tile<M, SIDE_BY_SIDE>;
  else return nullptr;
}

template <bool S> struct Tiles {
  static constexpr Tile BY_ROWS[] = {nullptr,           tile_of<1, S>(),  tile_of<2, S>(),  tile_of<3, S>(),
                                     tile_of<4, S>(),  tile_of<5, S>(),  tile_of<6, S>(),  tile_of<7, S>(),
                                     tile_of<8, S>(),  tile_of<9, S>(),  tile_of<10, S>(), tile_of<11, S>(),
                                     tile_of<12, S>(), tile_of<13, S>(), tile_of<14, S>()};
};

} // namespace

void pack_columns(Matrix b, long k, long columns, float* panel) {
  pack<NR>(b.at, b.column, b.row, k, columns, panel);
}

void pack_rows(Matrix a, long k, long rows, float* panel) { pack<MR>(a.at, a.row, a.column, k, rows, panel); }

void multiply_tile(long rows, long columns, long k, const float* a, long row, long step,
                   const float* panel, float* c, long stride, bool accumulate, const float* bias) {
  const Tile tile = row == 1 ? Tiles<true>::BY_ROWS[rows] : Tiles<false>::BY_ROWS[rows];
  if (columns == NR) {
    tile(k, a, row, step, panel, c, stride, accumulate, bias);
    return;
  }
  float buffer[MR * NR];
  tile(k, a, row, step, panel, buffer, NR, false, nullptr);
  for (long i = 0; i < rows; i++)
    for (long j = 0; j < columns; j++) {
      float sum = buffer[i * NR + j];
      if (accumulate) sum += c[i * stride + j];
      if (bias) sum += bias[j];
      c[i * stride + j] = sum;
    }
}

} // namespace LEVEL
