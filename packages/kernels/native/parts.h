// Work on many numbers or rows, shared out in parts.
#pragma once
#include "simd.h"
#include "threads.h"

namespace LEVEL {

/** run(from, to) for every part of [0, count), each `step` long but for the last, on all threads. */
template <class Run> inline void in_parts(long count, long step, const Run& run) {
  parallel((count + step - 1) / step, [&](long index, int) { run(index * step, least(count, (index + 1) * step)); });
}

} // namespace LEVEL
