#include "threads.h"
#include <stdint.h>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <system_error>
#include <thread>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace {

/** How long a thread without work looks for some before it sleeps, and the caller before it yields. */
constexpr auto PATIENCE = std::chrono::microseconds(150);

void pause() {
#if defined(__x86_64__)
  _mm_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

template <class Condition> bool spin(const Condition& holds) {
  for (int i = 0; i < 64; i++) {
    if (holds()) return true;
    pause();
  }
  const auto end = std::chrono::steady_clock::now() + PATIENCE;
  do {
    for (int i = 0; i < 32; i++) {
      if (holds()) return true;
      pause();
    }
  } while (std::chrono::steady_clock::now() < end);
  return false;
}

/**
 * What is left of a round: its number, the threads that may work and the tasks that nobody has taken. One word, so that
 * a thread that comes late takes nothing, and nobody waits for it.
 */
struct Left {
  static constexpr int TASKS = 32, THREADS = 9;
  static uint64_t of(uint64_t round, int threads, long tasks) {
    return round << (TASKS + THREADS) | (uint64_t)threads << TASKS | (uint64_t)tasks;
  }
  static long tasks(uint64_t left) { return (long)(left & 0xffffffff); }
  static int threads(uint64_t left) { return (int)(left >> TASKS & ((1 << THREADS) - 1)); }
};

/** Never destroyed: a worker may sleep on it while the process exits. */
struct Pool {
  std::mutex mutex;
  std::condition_variable bell, helper_bell;
  std::atomic<unsigned> round{0};
  std::atomic<int> sleeping{0};
  std::atomic<bool> helper_sleeping{false};
  std::atomic<uint64_t> left{0};
  std::atomic<long> done{0};
  /** These change only while no task is left and all are done. */
  long tasks = 0;
  void (*task)(void*, long, int) = nullptr;
  void* context = nullptr;
  std::atomic<int> wanted{1};
  int started = 1;
  bool helped = false;
  /** Threads of the pool and the caller. */
  int own() const {
    const int all = wanted;
    return all > 1 && helped ? all - 1 : all;
  }
};

Pool& pool = *new Pool;

/** Stores past the caches are not ordered by themselves. */
void order_stores() {
#if defined(__x86_64__)
  _mm_sfence();
#endif
}

/** Takes tasks while there are some; a thread of the pool only where as many are wanted. */
void work(int thread, bool always) {
  uint64_t left = pool.left.load(std::memory_order_acquire);
  while (Left::tasks(left) > 0 && (always || thread < Left::threads(left))) {
    if (!pool.left.compare_exchange_weak(left, left - 1, std::memory_order_acq_rel)) continue;
    pool.task(pool.context, pool.tasks - Left::tasks(left), thread);
    order_stores();
    pool.done.fetch_add(1, std::memory_order_release);
    left = pool.left.load(std::memory_order_acquire);
  }
}

void worker(int thread, unsigned seen) {
  const auto called = [&] { return pool.round.load(std::memory_order_acquire) != seen; };
  for (;;) {
    if (!spin(called)) {
      std::unique_lock<std::mutex> lock(pool.mutex);
      pool.sleeping.fetch_add(1);
      pool.bell.wait(lock, called);
      pool.sleeping.fetch_sub(1);
    }
    seen = pool.round.load(std::memory_order_acquire);
    work(thread, false);
  }
}

/** Starts the threads of the pool that are missing: as many of them as the system lets be. */
void start_workers() {
  for (; pool.started < pool.own(); pool.started++) {
    try {
      std::thread(worker, pool.started, pool.round.load()).detach();
    } catch (const std::system_error&) {
      return;
    }
  }
}

} // namespace

int thread_count() { return pool.wanted; }

void set_thread_count(int count) {
  pool.wanted = count < 1 ? 1 : count > MOST_THREADS ? MOST_THREADS : count;
}

void expect_help() { pool.helped = true; }

void help(bool (*done)(void*), void* context) {
  const auto called = [=] { return done(context) || Left::tasks(pool.left.load(std::memory_order_acquire)) > 0; };
  while (!done(context)) {
    if (!spin(called)) {
      std::unique_lock<std::mutex> lock(pool.mutex);
      pool.helper_sleeping.exchange(true); // no plain store: emulators read on before it is seen
      pool.helper_bell.wait(lock, called);
      pool.helper_sleeping.store(false);
    }
    work(pool.wanted - 1, true);
  }
}

void rouse_helper() {
  if (!pool.helper_sleeping.load()) return;
  { std::lock_guard<std::mutex> lock(pool.mutex); } // it may be about to sleep
  pool.helper_bell.notify_one();
}

bool spin_until(bool (*holds)(void*), void* context) {
  return spin([=] { return holds(context); });
}

void run_tasks(long tasks, void (*task)(void*, long, int), void* context) {
  if (tasks <= 1 || pool.wanted == 1) {
    for (long index = 0; index < tasks; index++) task(context, index, 0);
    order_stores();
    return;
  }
  pool.tasks = tasks;
  pool.task = task;
  pool.context = context;
  pool.done.store(0, std::memory_order_relaxed);
  start_workers();
  pool.left.store(Left::of(pool.round.load() + 1, pool.own(), tasks), std::memory_order_release);
  {
    std::lock_guard<std::mutex> lock(pool.mutex);
    pool.round.fetch_add(1, std::memory_order_release);
  }
  if (pool.sleeping.load() > 0) pool.bell.notify_all();
  rouse_helper();
  work(0, true);
  const auto done = [=] { return pool.done.load(std::memory_order_acquire) == tasks; };
  while (!spin(done)) std::this_thread::yield();
}
