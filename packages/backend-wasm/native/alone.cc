// threads.h for memory that is not shared: the caller does everything.
#include "threads.h"

int thread_count() { return 1; }

void set_thread_count(int) {}

void run_tasks(long tasks, void (*task)(void*, long, int), void* context) {
  for (long index = 0; index < tasks; index++) task(context, index, 0);
}
