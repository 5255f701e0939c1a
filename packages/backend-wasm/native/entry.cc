// What JavaScript sees of the module. Kernels are called by their place in a list, with numbers in a fixed array.
#include <stddef.h>
#include "kernels.h"
#include "memory.h"
#include "threads.h"

#define EXPORT(name) extern "C" __attribute__((export_name(name)))

namespace LEVEL { extern const KernelTable* const TABLES[]; }

namespace {

constexpr int MOST_ARGUMENTS = 40;
double arguments[MOST_ARGUMENTS];

const NamedKernel* kernel_at(int index) {
  for (const KernelTable* const* table = LEVEL::TABLES; *table; table++) {
    if (index < (*table)->count) return (*table)->kernels + index;
    index -= (*table)->count;
  }
  return nullptr;
}

} // namespace

/** Where the numbers of a call are to be put. */
EXPORT("arguments") double* arguments_place() { return arguments; }

/** Null after the last kernel. */
EXPORT("kernelName") const char* kernel_name(int index) {
  const NamedKernel* kernel = kernel_at(index);
  return kernel ? kernel->name : nullptr;
}

EXPORT("run") double run(int index, int count) { return kernel_at(index)->run(Call{arguments, count}); }

EXPORT("take") void* take(double bytes) { return bytes < 4294967296.0 ? take_block((size_t)bytes) : nullptr; }

EXPORT("release") void release(void* block) { release_block(block); }

EXPORT("trim") void trim() { release_spaces(); }

EXPORT("setLimit") void set_limit(double bytes) { set_memory_limit(bytes); }

EXPORT("live") double live() { return memory_use().live; }
EXPORT("cached") double cached() { return memory_use().cached; }
EXPORT("peak") double peak() { return memory_use().peak; }

EXPORT("setThreads") void set_threads(int count) { set_thread_count(count); }
