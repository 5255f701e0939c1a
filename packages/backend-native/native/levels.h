// The instruction sets that kernels were compiled for.
#pragma once
#include "kernels.h"

struct Level {
  const char* name;
  /** Ends with null. */
  const KernelTable* const* tables;
  /** Whether this processor, and its system, have it. */
  bool (*supported)();
};

/** Fastest first; the last, `portable`, is one that every processor has. */
extern const Level LEVELS[];
extern const int LEVEL_COUNT;

/** The fastest level that this processor and its system have, whether kernels were compiled for it or not. */
const char* fastest_level();
