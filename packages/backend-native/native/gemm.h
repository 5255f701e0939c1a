// Matrix products: c = a·b (+ c) (+ bias), then an activation.
#pragma once
#include "activation.h"

namespace LEVEL {

/** Floats of a matrix; element (i, j) is at[i·row + j·column], and row or column is 1. */
struct Matrix {
  const float* at;
  long row;
  long column;
};

INLINE Matrix rows_of(const float* at, long stride) { return {at, stride, 1}; }
INLINE Matrix turned(const float* at, long stride) { return {at, 1, stride}; }

/** What happens to a block of the product while it is in the cache. */
struct Epilogue {
  /** Added to every row. */
  const float* bias = nullptr;
  /** Gets activation(c); rows as far apart as c's. */
  float* activated = nullptr;
  int activation = NONE;
};

/** Makes rows of a just before they are packed, by the task that packs them. */
struct Prologue {
  void (*make_rows)(const void* context, long from, long to) = nullptr;
  const void* context = nullptr;
};

/**
 * c [m, n] = a [m, k]·b [k, n], or c += where `accumulate`; rows of c are `stride` apart. On all
 * threads. Each element is summed in one order, whatever the number of threads.
 */
void multiply(long m, long n, long k, Matrix a, Matrix b, float* c, long stride, bool accumulate,
              const Epilogue& epilogue = Epilogue(), const Prologue& prologue = Prologue());

/** Rows and columns of the register tile. */
#if defined(__AVX512F__)
constexpr int TILE_ROWS = 14, TILE_VECS = 2;
#elif defined(__AVX2__)
constexpr int TILE_ROWS = 6, TILE_VECS = 2;
#else
constexpr int TILE_ROWS = 6, TILE_VECS = 2;
#endif
constexpr int TILE_COLUMNS = TILE_VECS * LANES;

/** Copies b [k, columns], columns ≤ TILE_COLUMNS, into one panel; missing columns become 0. */
void pack_columns(Matrix b, long k, long columns, float* panel);

/**
 * One tile: c [rows, columns] = a·panel (+ c). a's element (i, p) is a[i·row + p·step]. A tile that
 * is not full goes through a buffer.
 */
void multiply_tile(long rows, long columns, long k, const float* a, long row, long step,
                   const float* panel, float* c, long stride, bool accumulate, const float* bias);

} // namespace LEVEL
