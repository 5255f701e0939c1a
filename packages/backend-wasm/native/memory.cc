// memory.h over WebAssembly's linear memory, which only grows: one arena of chunks that split and merge again.
// Only the thread that calls kernels takes and releases.
#include "memory.h"
#include <stdint.h>

extern "C" unsigned char __heap_base;

/** JavaScript's: throws, and so leaves the kernel. */
extern "C" __attribute__((import_name("outOfMemory"), noreturn)) void out_of_memory(double bytes);

namespace {

constexpr uint32_t ALIGNMENT = 64, PAGE = 1 << 16;
/** Largest block: differences of addresses have a sign. */
constexpr uint32_t LARGEST = (uint32_t(1) << 31) - 2 * ALIGNMENT;
/** Pages that the memory may have: the end of the last one must still be a number of 32 bits. */
constexpr uint32_t MOST_PAGES = PAGE - 1;
constexpr uint32_t LEAST_GROWTH = 16 << 20;

/** Stands before every block, free or not. */
struct Chunk {
  /** All of it, this header included. */
  uint32_t bytes;
  /** Of the chunk before it; 0: it is the first. */
  uint32_t bytes_before;
  bool free;
  /** In the list of free chunks of its class. */
  Chunk *next, *previous;
};
static_assert(sizeof(Chunk) <= ALIGNMENT, "the header precedes the block");

/** Classes of sizes: eight steps from one power of two to the next. */
constexpr int CLASSES = 8 * 25;

struct State {
  Chunk* free_chunks[CLASSES];
  /** Bit c: class c has a free chunk. */
  uint64_t filled[(CLASSES + 63) / 64];
  Chunk* last;
  uint32_t end;
  double live, peak, limit;
};

State state;

/** The largest class whose smallest size is at most that. */
int class_of(uint32_t bytes) {
  const uint32_t units = bytes / ALIGNMENT;
  if (units < 8) return (int)units;
  const int log = 31 - __builtin_clz(units);
  return (log - 2) * 8 + (int)(units >> (log - 3) & 7);
}

void insert(Chunk* chunk) {
  const int c = class_of(chunk->bytes);
  chunk->free = true;
  chunk->previous = nullptr;
  chunk->next = state.free_chunks[c];
  if (chunk->next) chunk->next->previous = chunk;
  state.free_chunks[c] = chunk;
  state.filled[c / 64] |= uint64_t(1) << c % 64;
}

void remove(Chunk* chunk) {
  const int c = class_of(chunk->bytes);
  chunk->free = false;
  if (chunk->next) chunk->next->previous = chunk->previous;
  if (chunk->previous) chunk->previous->next = chunk->next;
  else state.free_chunks[c] = chunk->next;
  if (!state.free_chunks[c]) state.filled[c / 64] &= ~(uint64_t(1) << c % 64);
}

Chunk* after(const Chunk* chunk) {
  return chunk == state.last ? nullptr : (Chunk*)((uintptr_t)chunk + chunk->bytes);
}

void set_size(Chunk* chunk, uint32_t bytes) {
  chunk->bytes = bytes;
  if (Chunk* next = after(chunk)) next->bytes_before = bytes;
}

/** Joins a chunk with the one after it. */
void swallow(Chunk* chunk, const Chunk* next) {
  if (next == state.last) state.last = chunk;
  set_size(chunk, chunk->bytes + next->bytes);
}

/** A free chunk of at least that many bytes, or null. */
Chunk* find(uint32_t bytes) {
  const int own = class_of(bytes);
  for (Chunk* chunk = state.free_chunks[own]; chunk; chunk = chunk->next)
    if (chunk->bytes >= bytes) return chunk;
  for (int c = own + 1; c < CLASSES; c = (c / 64 + 1) * 64) {
    const uint64_t rest = state.filled[c / 64] >> c % 64;
    if (rest) return state.free_chunks[c + __builtin_ctzll(rest)];
  }
  return nullptr;
}

/** As many bytes more at the end of the arena; false where the memory does not grow. */
bool extend(uint32_t bytes) {
  const uint32_t pages = (uint32_t)(((uint64_t)bytes + PAGE - 1) / PAGE), present = __builtin_wasm_memory_size(0);
  if (pages > MOST_PAGES - present || __builtin_wasm_memory_grow(0, pages) == SIZE_MAX) return false;
  Chunk* chunk = (Chunk*)state.end;
  chunk->bytes_before = state.last ? state.last->bytes : 0;
  chunk->bytes = pages * PAGE;
  Chunk* before = state.last;
  state.last = chunk;
  state.end += pages * PAGE;
  if (before && before->free) {
    remove(before);
    swallow(before, chunk);
    chunk = before;
  }
  insert(chunk);
  return true;
}

/** Makes the last chunk large enough, in few large steps where that works. */
Chunk* grow(uint32_t bytes) {
  const uint32_t missing = bytes - (state.last && state.last->free ? state.last->bytes : 0);
  const uint32_t eighth = state.end / 8, step = eighth > LEAST_GROWTH ? eighth : LEAST_GROWTH;
  if (!(missing < step && extend(step)) && !extend(missing)) return nullptr;
  return find(bytes);
}

/** The arena begins with what is left of the memory that the module started with. */
void begin() {
  const uintptr_t from = ((uintptr_t)&__heap_base + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  state.end = __builtin_wasm_memory_size(0) * PAGE;
  state.last = (Chunk*)from;
  state.last->bytes = state.end - (uint32_t)from;
  state.last->bytes_before = 0;
  insert(state.last);
}

} // namespace

void* take_block(size_t wanted) {
  if (wanted > LARGEST) return nullptr;
  if (state.end == 0) begin();
  const uint32_t bytes = (uint32_t)(wanted + 2 * ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  if (state.limit != 0 && state.live + bytes > state.limit) return nullptr;
  Chunk* chunk = find(bytes);
  if (!chunk) chunk = grow(bytes);
  if (!chunk) return nullptr;
  remove(chunk);
  if (chunk->bytes - bytes >= 2 * ALIGNMENT) {
    Chunk* rest = (Chunk*)((uintptr_t)chunk + bytes);
    rest->bytes_before = bytes;
    if (chunk == state.last) state.last = rest;
    set_size(rest, chunk->bytes - bytes);
    chunk->bytes = bytes;
    insert(rest);
  }
  state.live += chunk->bytes;
  if (state.live > state.peak) state.peak = state.live;
  return (char*)chunk + ALIGNMENT;
}

void* take_work_block(size_t bytes) {
  void* block = take_block(bytes);
  if (!block) out_of_memory((double)bytes);
  return block;
}

void release_block(void* at) {
  if (!at) return;
  Chunk* chunk = (Chunk*)((char*)at - ALIGNMENT);
  state.live -= chunk->bytes;
  Chunk* next = after(chunk);
  if (next && next->free) {
    remove(next);
    swallow(chunk, next);
  }
  Chunk* before = (Chunk*)((char*)chunk - chunk->bytes_before);
  if (before != chunk && before->free) {
    remove(before);
    swallow(before, chunk);
    chunk = before;
  }
  insert(chunk);
}

void trim_pool() {} // WebAssembly's memory cannot shrink

void set_memory_limit(double bytes) { state.limit = bytes; }

MemoryUse memory_use() {
  const double all = state.end == 0 ? 0 : (double)state.end - (double)(uintptr_t)&__heap_base;
  return {state.live, all - state.live, state.peak, state.limit};
}
