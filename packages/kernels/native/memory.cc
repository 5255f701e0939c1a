#include "memory.h"
#include <stdint.h>
#include <stdlib.h>
#include <mutex>
#if defined(_WIN32)
#include <windows.h>
#include <malloc.h>
#else
#include <sys/mman.h>
#include <unistd.h>
#endif
#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(at, bytes) ((void)(at), (void)(bytes))
#define ASAN_UNPOISON_MEMORY_REGION(at, bytes) ((void)(at), (void)(bytes))
#endif

namespace {

constexpr size_t ALIGNMENT = 64;
#if !defined(_WIN32)
/** Blocks from this size on come straight from the system, in huge pages where it has them. */
constexpr size_t LARGE = size_t(1) << 20;
constexpr size_t HUGE_PAGE = size_t(2) << 20;
#endif
/** Eight sizes for each power of two from 64 bytes on. */
constexpr int CLASSES = 8 * 49;
/** Frees after which the peak is looked at anew, so that a pool that is not needed shrinks. */
constexpr long WINDOW = 4096;
/** What the pool may always keep. */
constexpr double SMALL_POOL = 16e6;

struct Header {
  Header* next;
  size_t bytes;
  int size_class;
};
static_assert(sizeof(Header) <= ALIGNMENT, "the header precedes the block");

/** What may be live where nobody says it: nearly all that the machine has. */
double most_memory() {
#if defined(_WIN32)
  MEMORYSTATUSEX status = {};
  status.dwLength = sizeof status;
  GlobalMemoryStatusEx(&status);
  return 0.95 * (double)status.ullTotalPhys;
#else
  return 0.95 * (double)sysconf(_SC_PHYS_PAGES) * (double)sysconf(_SC_PAGESIZE);
#endif
}

struct State {
  std::mutex mutex;
  Header* free_blocks[CLASSES] = {};
  double live = 0, cached = 0, peak = 0, limit = most_memory();
  double window_peak = 0, last_window_peak = 0;
  long frees = 0;
};

State& state = *new State;

/** The smallest class that holds the bytes, and its size: eight steps from one power of two to the next. */
int class_of(size_t bytes, size_t* size) {
  int log = 6;
  while ((size_t(2) << log) <= bytes) log++;
  const size_t step = (size_t(1) << log) / 8 < ALIGNMENT ? ALIGNMENT : (size_t(1) << log) / 8;
  *size = (bytes + step - 1) / step * step;
  if (*size == size_t(2) << log) log++;
  return log * 8 + (int)((*size - (size_t(1) << log)) * 8 >> log);
}

/** Of the bytes, `used` will be touched at first: a huge page is whole or not at all, so none goes beyond them. */
void* from_system(size_t bytes, size_t used) {
#if defined(_WIN32)
  (void)used;
  return _aligned_malloc(bytes, ALIGNMENT);
#else
  if (bytes < LARGE) return aligned_alloc(ALIGNMENT, bytes);
  // a start on a huge page: what lies before and behind goes back at once
  const size_t room = bytes + HUGE_PAGE;
  char* const at = (char*)mmap(nullptr, room, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (at == MAP_FAILED) return nullptr;
  char* const start = (char*)(((uintptr_t)at + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE);
  if (start > at) munmap(at, (size_t)(start - at));
  munmap(start + bytes, (size_t)(at + room - start - bytes));
#if defined(MADV_HUGEPAGE)
  madvise(start, used / HUGE_PAGE * HUGE_PAGE, MADV_HUGEPAGE);
#else
  (void)used;
#endif
  return start;
#endif
}

void to_system(Header* block) {
  ASAN_UNPOISON_MEMORY_REGION(block, block->bytes);
#if defined(_WIN32)
  _aligned_free(block);
#else
  if (block->bytes < LARGE) free(block);
  else munmap(block, block->bytes);
#endif
}

/** Returns cached blocks to the system, large ones first, until at most `most` bytes are kept. */
void shrink(double most) {
  for (int i = CLASSES - 1; i >= 0 && state.cached > most; i--) {
    while (state.free_blocks[i] && state.cached > most) {
      Header* block = state.free_blocks[i];
      state.free_blocks[i] = block->next;
      state.cached -= (double)block->bytes;
      to_system(block);
    }
  }
}

/**
 * What may be kept: as much as was in use at once lately, and a quarter for blocks of other sizes that are in use at other
 * times, such as activations and their gradients.
 */
double keepable() {
  const double peak = state.window_peak > state.last_window_peak ? state.window_peak : state.last_window_peak;
  const double room = peak * 1.25 - state.live;
  return room > SMALL_POOL ? room : SMALL_POOL;
}

} // namespace

void* take_block(size_t wanted) {
  std::lock_guard<std::mutex> lock(state.mutex);
  if (wanted > (size_t(1) << 46)) return nullptr;
  size_t bytes;
  const int size_class = class_of(wanted + ALIGNMENT, &bytes); // the header comes first
  if (state.live + (double)bytes > state.limit) return nullptr;
  Header* block = state.free_blocks[size_class];
  if (block) {
    state.free_blocks[size_class] = block->next;
    state.cached -= (double)bytes;
  } else {
    if (state.live + state.cached + (double)bytes > state.limit) shrink(0);
    block = (Header*)from_system(bytes, wanted + ALIGNMENT);
    if (!block) {
      shrink(0);
      block = (Header*)from_system(bytes, wanted + ALIGNMENT);
      if (!block) return nullptr;
    }
    block->bytes = bytes;
    block->size_class = size_class;
  }
  state.live += (double)bytes;
  if (state.live > state.peak) state.peak = state.live;
  if (state.live > state.window_peak) state.window_peak = state.live;
  char* const at = (char*)block + ALIGNMENT;
  ASAN_POISON_MEMORY_REGION(at, bytes - ALIGNMENT);
  ASAN_UNPOISON_MEMORY_REGION(at, wanted);
  return at;
}

void* take_work_block(size_t bytes) {
  void* block = take_block(bytes);
  if (!block) throw OutOfMemory{(double)bytes};
  return block;
}

void release_block(void* at) {
  if (!at) return;
  std::lock_guard<std::mutex> lock(state.mutex);
  Header* block = (Header*)((char*)at - ALIGNMENT);
  ASAN_POISON_MEMORY_REGION(at, block->bytes - ALIGNMENT);
  block->next = state.free_blocks[block->size_class];
  state.free_blocks[block->size_class] = block;
  state.live -= (double)block->bytes;
  state.cached += (double)block->bytes;
  if (++state.frees % WINDOW == 0) {
    state.last_window_peak = state.window_peak;
    state.window_peak = state.live;
  }
  if (state.cached > keepable()) shrink(keepable() * 0.75);
}

void trim_pool() {
  std::lock_guard<std::mutex> lock(state.mutex);
  shrink(0);
}

void set_memory_limit(double bytes) {
  std::lock_guard<std::mutex> lock(state.mutex);
  state.limit = bytes > 0 ? bytes : most_memory();
}

MemoryUse memory_use() {
  std::lock_guard<std::mutex> lock(state.mutex);
  return {state.live, state.cached, state.peak, state.limit};
}
