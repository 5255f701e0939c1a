// The register tile: the innermost part of every product.
#pragma once
#include "simd.h"

namespace LEVEL {

/** Floats of a matrix; element (i, j) is at[i·row + j·column], and row or column is 1. */
struct Matrix {
  const float* at;
  long row;
  long column;
};

INLINE Matrix rows_of(const float* at, long stride) { return {at, stride, 1}; }
INLINE Matrix turned(const float* at, long stride) { return {at, 1, stride}; }
INLINE Matrix part_of(Matrix m, long i, long j) { return {m.at + i * m.row + j * m.column, m.row, m.column}; }

/** Rows and columns of the register tile. */
#if defined(__AVX512F__)
constexpr int TILE_ROWS = 14, TILE_VECS = 2;
#elif defined(NEON)
constexpr int TILE_ROWS = 7, TILE_VECS = 3;
#else
constexpr int TILE_ROWS = 6, TILE_VECS = 2;
#endif
constexpr int TILE_COLUMNS = TILE_VECS * LANES;

/** Copies b [k, columns], columns ≤ TILE_COLUMNS, into one panel; missing columns become 0. */
void pack_columns(Matrix b, long k, long columns, float* panel);
/** Copies a [rows, k], rows ≤ TILE_ROWS, into one panel; missing rows become 0. */
void pack_rows(Matrix a, long k, long rows, float* panel);

/**
 * One tile: c [rows, columns] = a·panel (+ c) (+ bias). a's element (i, p) is a[i·row + p·step]. A
 * tile that is not full goes through a buffer.
 */
void multiply_tile(long rows, long columns, long k, const float* a, long row, long step,
                   const float* panel, float* c, long stride, bool accumulate, const float* bias);

} // namespace LEVEL
