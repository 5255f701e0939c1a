// Calls from several threads at once: in order, all of them, with their answers.
#include "queue.h"
#include <thread>
#include "check.h"
#include "memory.h"
#include "threads.h"

/** What calls of one thread leave: nothing here is atomic, as calls run one behind the other. */
struct Trace {
  Integers order;
  long tasks = 0;
};

/** trace, number, tasks. Returns the number. */
static double record(const Call& call) {
  Trace& trace = *(Trace*)call.integers(0);
  std::vector<long> shares((size_t)call.whole(2));
  parallel((long)shares.size(), [&](long index, int) { shares[(size_t)index] = index; });
  trace.order.push_back((int32_t)call.whole(1));
  for (const long share : shares) trace.tasks += share;
  return call.numbers[1];
}

static double find_nothing(const Call& call) { throw OutOfMemory{call.numbers[0]}; }

/** Whether calls of a thread ran as they were made. */
static bool calls_run(long calls) {
  Caller caller;
  Trace trace;
  bool right = true;
  long tasks = 0;
  for (long i = 0; i < calls; i++) {
    const double numbers[] = {(double)(uintptr_t)&trace, (double)i, (double)(i % 40)};
    for (long task = 0; task < i % 40; task++) tasks += task;
    if (i % 10 == 9) right = right && run_call(caller, record, numbers, 3) == (double)i;
    else put_call(caller, record, numbers, 3);
  }
  const double bytes[] = {5};
  put_call(caller, find_nothing, bytes, 1);
  right = right && run_call(caller, find_nothing, bytes, 1) == -5;
  right = right && finish_calls(caller) == 5 && finish_calls(caller) == 0;
  for (size_t i = 0; i < trace.order.size(); i++) right = right && trace.order[i] == (int32_t)i;
  return right && trace.tasks == tasks && (long)trace.order.size() == calls;
}

void check_queue(Check& check) {
  for (int count : {2, 1, 3}) {
    {
      const Pause pause;
      set_thread_count(count);
    }
    bool right[4] = {};
    std::vector<std::thread> threads;
    for (bool& each : right) threads.emplace_back([&each] { each = calls_run(1000); });
    for (std::thread& thread : threads) thread.join();
    for (const bool each : right) check.holds("calls run in order", each);
  }
}
