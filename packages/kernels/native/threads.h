// A pool of threads that share out numbered tasks. Which thread runs a task never changes a result:
// a task writes only what no other task touches.
#pragma once

/** Threads at most, the caller's included. */
#if defined(__wasm__)
constexpr int MOST_THREADS = 64;
#else
constexpr int MOST_THREADS = 256;
#endif

/** Slots of a thread's own work space. */
enum Slot { OWN, KEYS, VALUES, KEY_ROWS, SCORES, SLOPES, FACTORS, QUERIES, OUTGOING, SUMS, ROWS, UNROUNDED_ROWS };
/** Slots of what all threads see: a packed factor, one that a kernel made, parts of sums, their totals, a product's sums. */
enum CommonSlot { SHARED, MADE, PARTS, TOTALS, UNFINISHED };

/** Threads that work, the caller's included. */
int thread_count();
/** Takes effect at the next task list; between 1 and MOST_THREADS. Where the system has none left, fewer work. */
void set_thread_count(int count);
/** From now on the last of them is no thread of the pool, but whoever helps. While nothing runs. */
void expect_help();
/** Takes part in what others run until done(context). One thread at a time, and only where help is expected. */
void help(bool (*done)(void* context), void* context);
/** Has who helps look whether it is done. */
void rouse_helper();
/** Looks at a condition again and again for a while; whether it came to hold. */
bool spin_until(bool (*holds)(void* context), void* context);
/** Runs task(context, index, thread) for every index in [0, tasks); returns when all are done. */
void run_tasks(long tasks, void (*task)(void* context, long index, int thread), void* context);
/** Sees to it that every thread has work space of that many floats in a slot; before tasks run. */
void reserve_spaces(int slot, long floats);
/** What was reserved for a thread; undefined contents. */
float* thread_space(int thread, int slot);
/** Work space that all threads see; not while tasks run. */
float* common_space(int slot, long floats);
/** Gives all work space back; not while tasks run. */
void release_spaces();

/** run_tasks over a lambda (index, thread). */
template <class Task> inline void parallel(long tasks, const Task& task) {
  run_tasks(
      tasks,
      [](void* context, long index, int thread) { (*(const Task*)context)(index, thread); },
      (void*)&task);
}
