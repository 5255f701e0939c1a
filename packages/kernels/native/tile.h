// The register tile: the innermost part of every product.
#pragma once
#include "half.h"

namespace LEVEL {

/** Numbers of a matrix; element (i, j) is at[i·row + j·column], and row or column is 1. */
struct Matrix {
  const float* at;
  long row;
  long column;
  /** Whether they are stored as bf16. */
  bool half = false;
  /** Whether a 0 stands behind rows of an odd length. */
  bool padded = false;
  const Half* halves() const { return (const Half*)at; }
};

/** Rows and how many floats apart they are. */
struct Rows {
  const float* at;
  long stride;
};

/** Rows that a tile multiplies with a panel: element (i, p) is at[i·row + p·step]. */
struct Left {
  const float* at;
  long row, step;
};

INLINE Matrix rows_of(const float* at, long stride) { return {at, stride, 1}; }
INLINE Matrix rows_of(const Numbers& x, long stride) { return {(const float*)x.at, stride, 1, x.half}; }
INLINE Matrix turned(const float* at, long stride) { return {at, 1, stride}; }
INLINE Matrix turned(const Numbers& x, long stride) { return {(const float*)x.at, 1, stride, x.half}; }
INLINE Matrix part_of(Matrix m, long i, long j) {
  const long at = i * m.row + j * m.column;
  return {m.half ? (const float*)(m.halves() + at) : m.at + at, m.row, m.column, m.half, m.padded};
}

/** A tile of ROWS rows and VECS vectors of sums, and the panels that it is made of. */
template <int ROWS, int VECS> struct Tile {
  static constexpr int COLUMNS = VECS * LANES;

  /** Copies b [k, columns], columns ≤ COLUMNS, into one panel; missing columns become 0. */
  static void pack_columns(Matrix b, long k, long columns, float* panel);
  /** Copies a [rows, k], rows ≤ ROWS, into one panel, where element (i, p) is at p·ROWS + i; missing rows become 0. */
  static void pack_rows(Matrix a, long k, long rows, float* panel);
  /**
   * c [rows, columns] = a·panel (+ c) (+ bias). a's element (i, p) is a[i·row + p·step]. A tile that
   * is not full goes through a buffer.
   */
  static void multiply(long rows, long columns, long k, const float* a, long row, long step, const float* panel,
                       float* c, long stride, bool accumulate, const float* bias);
};

/** Rows and vectors of the tiles: large products want few loads, attention few columns. */
#if defined(__AVX512F__)
constexpr int WIDE_ROWS = 6, WIDE_VECS = 4, NARROW_ROWS = 14, NARROW_VECS = 2;
#elif defined(__wasm__)
constexpr int WIDE_ROWS = 3, WIDE_VECS = 3, NARROW_ROWS = 4, NARROW_VECS = 2; // with more, V8 runs out of registers
#elif defined(NEON)
constexpr int WIDE_ROWS = 7, WIDE_VECS = 3, NARROW_ROWS = 7, NARROW_VECS = 3;
#else
constexpr int WIDE_ROWS = 6, WIDE_VECS = 2, NARROW_ROWS = 6, NARROW_VECS = 2;
#endif

} // namespace LEVEL
