// Counter-based random words: Philox4x32-10 (Salmon et al. 2011).
#pragma once
#include "simd.h"

namespace LEVEL {

/** Where dropout's random bits come from, and what they are compared with. */
struct Dropout {
  /** A word below it drops its element. */
  uint32_t threshold;
  /** Factor of what is kept; 0: no dropout at all. */
  float factor;
  uint32_t seed, step, site, stream;
};

/** Factors of elements [first, first + count): 0 or dropout.factor. */
void dropout_factors(const Dropout& dropout, uint64_t first, long count, float* factors);

} // namespace LEVEL
