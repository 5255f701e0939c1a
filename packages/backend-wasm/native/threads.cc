// threads.h over shared memory: JavaScript starts workers, each with a stack of its own, and they call serve().
#include <stdint.h>
#include "threads.h"

namespace {

/** How often a thread without work looks for some before it sleeps: a tenth of a millisecond. */
constexpr int PATIENCE = 100000;
constexpr int64_t FOREVER = -1;

template <class T> T read(const T& value) { return __atomic_load_n(&value, __ATOMIC_SEQ_CST); }
template <class T> void write(T& value, T to) { __atomic_store_n(&value, to, __ATOMIC_SEQ_CST); }
template <class T> T add(T& value, T more) { return __atomic_add_fetch(&value, more, __ATOMIC_SEQ_CST); }

/** The parts that threads write often lie on lines of the cache of their own. */
struct Pool {
  /** Number of the round · 256 + threads that may take part in it; 0 of them: it is over. */
  alignas(64) uint64_t round;
  alignas(64) long next;
  /** Workers that are at a task, or about to see that the round is over. */
  alignas(64) int working;
  /** Whether a worker has left a task undone. */
  int failed;
  alignas(64) int sleeping;
  int caller_sleeps;
  long tasks;
  void (*task)(void*, long, int);
  void* context;
  int threads = 1;
  bool caller_may_sleep;
};

Pool pool;

void work(int thread) {
  for (;;) {
    const long index = add(pool.next, 1L) - 1;
    if (index >= pool.tasks) break;
    pool.task(pool.context, index, thread);
  }
}

/** What follows a round that was seen. */
uint64_t next_round(uint64_t seen) {
  for (int i = 0; i < PATIENCE; i++) {
    const uint64_t round = read(pool.round);
    if (round != seen) return round;
  }
  add(pool.sleeping, 1);
  while (read(pool.round) == seen) __builtin_wasm_memory_atomic_wait64((int64_t*)&pool.round, (int64_t)seen, FOREVER);
  add(pool.sleeping, -1);
  return read(pool.round);
}

void await_others() {
  for (int i = 0; i < PATIENCE; i++)
    if (read(pool.working) == 0) return;
  // a page's own thread must not sleep
  while (!pool.caller_may_sleep && read(pool.working) != 0) {}
  write(pool.caller_sleeps, 1);
  for (int working = read(pool.working); working != 0; working = read(pool.working))
    __builtin_wasm_memory_atomic_wait32(&pool.working, working, FOREVER);
  write(pool.caller_sleeps, 0);
}

} // namespace

/**
 * What a worker does all its life. Thread 0 is the caller, which waits for those that are at work but not
 * for those that have not come yet: on a busy machine it does all alone.
 */
extern "C" __attribute__((export_name("serve"))) void serve(int thread) {
  for (uint64_t seen = 0;;) {
    seen = next_round(seen);
    if (thread >= (int)(seen % 256)) continue;
    add(pool.working, 1);
    if (read(pool.round) == seen) work(thread);
    if (add(pool.working, -1) == 0 && read(pool.caller_sleeps)) __builtin_wasm_memory_atomic_notify(&pool.working, 1);
  }
}

/** What a worker calls whose task trapped: who waits for it traps too. */
extern "C" __attribute__((export_name("fail"))) void fail() {
  write(pool.failed, 1);
  if (add(pool.working, -1) == 0 && read(pool.caller_sleeps)) __builtin_wasm_memory_atomic_notify(&pool.working, 1);
}

extern "C" __attribute__((export_name("setCallerMaySleep"))) void set_caller_may_sleep(int may) {
  pool.caller_may_sleep = may != 0;
}

int thread_count() { return pool.threads; }

/** At most as many as serve. */
void set_thread_count(int count) { pool.threads = count < 1 ? 1 : count > MOST_THREADS ? MOST_THREADS : count; }

void run_tasks(long tasks, void (*task)(void*, long, int), void* context) {
  if (tasks <= 1 || pool.threads == 1) {
    for (long index = 0; index < tasks; index++) task(context, index, 0);
    return;
  }
  pool.tasks = tasks;
  pool.task = task;
  pool.context = context;
  write(pool.next, 0L);
  const uint64_t round = (pool.round / 256 + 1) * 256;
  write(pool.round, round + (uint64_t)pool.threads);
  if (read(pool.sleeping) > 0) __builtin_wasm_memory_atomic_notify((int*)&pool.round, MOST_THREADS);
  work(0);
  write(pool.round, round);
  await_others();
  if (read(pool.failed)) __builtin_trap();
}
