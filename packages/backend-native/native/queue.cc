#include "queue.h"
#include <string.h>
#include <chrono>
#include <condition_variable>
#include <system_error>
#include <thread>
#include "memory.h"
#include "threads.h"

namespace {

constexpr uint64_t ROOM = 256;

struct Waiting {
  Caller* caller;
  /** Null: nobody waits for it. */
  double* answer;
  Kernel run;
  int count;
  double numbers[MOST_ARGUMENTS];
};

/** Never destroyed: its thread may sleep on it while the process exits. */
struct Queue {
  /** Held by who puts calls in, and by who helps. */
  std::mutex putting, helping;
  std::mutex mutex;
  std::condition_variable bell;
  std::atomic<bool> sleeping{false};
  /**
   * Calls that were put in so far, that have run, and that who helps waits for. Who wakes and who sleeps each write one
   * of these and then read what the other wrote: by exchange, as emulators read on before a plain store is seen.
   */
  std::atomic<uint64_t> put{0}, ran{0}, awaited{0};
  bool started = false;
  Waiting calls[ROOM];
};

Queue& queue = *new Queue;

bool has_calls(void*) { return queue.put.load() > queue.ran.load(); }

void run_next() {
  const uint64_t index = queue.ran.load();
  const Waiting& call = queue.calls[index % ROOM];
  double answer;
  try {
    answer = call.run(Call{call.numbers, call.count});
  } catch (const OutOfMemory& error) {
    answer = -error.bytes;
  }
  if (call.answer) *call.answer = answer;
  else if (-answer > call.caller->missing.load()) call.caller->missing.store(-answer);
  queue.ran.exchange(index + 1);
  if (index + 1 >= queue.awaited.load()) rouse_helper();
}

void run_calls() {
  for (;;) {
    if (!spin_until(has_calls, nullptr)) {
      std::unique_lock<std::mutex> lock(queue.mutex);
      queue.sleeping.exchange(true);
      queue.bell.wait(lock, [] { return has_calls(nullptr); });
      queue.sleeping.store(false);
    }
    run_next();
  }
}

/** Returns when so many calls have run. */
void wait_for(uint64_t count) {
  const auto done = [](void* context) { return queue.ran.load() >= *(uint64_t*)context; };
  if (done(&count)) return;
  std::unique_lock<std::mutex> lock(queue.helping, std::try_to_lock);
  if (!lock) {
    while (!spin_until(done, &count)) std::this_thread::sleep_for(std::chrono::microseconds(50));
    return;
  }
  queue.awaited.exchange(count);
  help(done, &count);
}

/** Whether another thread runs calls: not where one is enough, or where the system has none left. */
bool runs_beside() {
  if (thread_count() == 1) return false;
  if (queue.started) return true;
  try {
    std::thread(run_calls).detach();
  } catch (const std::system_error&) {
    return false;
  }
  expect_help();
  queue.started = true;
  return true;
}

void wake() {
  if (!queue.sleeping.load()) return;
  { std::lock_guard<std::mutex> lock(queue.mutex); } // it may be about to sleep
  queue.bell.notify_one();
}

void put(Caller& caller, double* answer, Kernel run, const double* numbers, int count) {
  std::lock_guard<std::mutex> lock(queue.putting);
  const uint64_t index = queue.put.load();
  if (index >= ROOM) wait_for(index - ROOM + 1);
  Waiting& call = queue.calls[index % ROOM];
  call.caller = &caller;
  call.answer = answer;
  call.run = run;
  call.count = count;
  memcpy(call.numbers, numbers, sizeof(double) * (size_t)count);
  caller.last = index + 1;
  const bool beside = runs_beside();
  if (!beside) run_next(); // before it is there for the other thread
  queue.put.exchange(index + 1);
  if (beside) wake();
}

} // namespace

void put_call(Caller& caller, Kernel run, const double* numbers, int count) {
  put(caller, nullptr, run, numbers, count);
}

double run_call(Caller& caller, Kernel run, const double* numbers, int count) {
  double answer = 0;
  put(caller, &answer, run, numbers, count);
  wait_for(caller.last);
  return answer;
}

double finish_calls(Caller& caller) {
  wait_for(caller.last);
  return caller.missing.exchange(0);
}

Pause::Pause() : lock(queue.putting) { wait_for(queue.put.load()); }
