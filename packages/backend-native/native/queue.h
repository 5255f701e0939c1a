// Calls of kernels that wait for their turn, whichever thread they come from. They run on a thread of their own, unless
// only one is wanted, or the system has none left; who waits for them takes part.
#pragma once
#include <atomic>
#include <mutex>
#include "kernels.h"

constexpr int MOST_ARGUMENTS = 40;

/** One that makes calls. */
struct Caller {
  /** Calls of all until its last one was in. */
  uint64_t last = 0;
  /** Bytes that a call did not find. */
  std::atomic<double> missing{0};
};

/** Puts a call in. What its numbers point to stays as it is until it has run. */
void put_call(Caller& caller, Kernel run, const double* numbers, int count);
/** Puts a call in and waits until it has run. Its answer; below 0: bytes that it did not find. */
double run_call(Caller& caller, Kernel run, const double* numbers, int count);
/** Returns when all calls of a caller have run: bytes that one did not find since this was asked last, else 0. */
double finish_calls(Caller& caller);

/** While it exists no call runs. */
class Pause {
 public:
  Pause();
 private:
  std::unique_lock<std::mutex> lock;
};
