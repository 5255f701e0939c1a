// Blocks of 64-byte aligned memory from a bounded pool.
#pragma once
#include <stddef.h>

/** Numbers about the pool, in bytes. */
struct MemoryUse {
  double live;
  double cached;
  double peak;
  double limit;
};

/** A block of at least that many bytes, or null where the limit or the system says no. */
void* take_block(size_t bytes);
/** As take_block, for kernels' work space; throws OutOfMemory. */
void* take_work_block(size_t bytes);
/** Gives a block back to the pool; null is fine. */
void release_block(void* block);
/** Gives what the pool keeps back to the system. */
void trim_pool();
/** Bytes that may be live at most; 0: nearly all that the machine has. */
void set_memory_limit(double bytes);
MemoryUse memory_use();

struct OutOfMemory {
  double bytes;
};
