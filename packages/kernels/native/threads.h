// A pool of threads that share out numbered tasks. Which thread runs a task never changes a result:
// a task writes only what no other task touches.
#pragma once

/** Threads that work, the caller's included. */
int thread_count();
/** Takes effect at the next task list; between 1 and 256. */
void set_thread_count(int count);
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
