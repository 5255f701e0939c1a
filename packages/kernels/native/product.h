// What all ways to share out a product know of it.
#pragma once
#include "gemm.h"

namespace LEVEL {
namespace {

/** Work space: a thread's own, and what all see. */
enum Slot { OWN = 0 };
enum CommonSlot { SHARED = 0 };

/** Everything that is the same for all tasks of a product. */
struct Product {
  long m, n, k;
  Matrix a, b;
  float* c;
  long stride;
  bool accumulate;
  const Epilogue& epilogue;
  const Prologue& prologue;
};

void activate_block(const Product& p, long row, long rows, long column, long columns) {
  for (long i = row; i < row + rows; i++) {
    const long at = i * p.stride + column;
    activate(p.epilogue.activation, p.c + at, p.epilogue.activated + at, columns);
  }
}

} // namespace
} // namespace LEVEL
