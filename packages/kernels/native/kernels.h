// How kernels are named and called: every one takes numbers only, addresses among them.
#pragma once
#include <stdint.h>

/** Numbers of one call: sizes and factors as they are, arrays as addresses. */
struct Call {
  const double* numbers;
  int count;
  long whole(int i) const { return (long)numbers[i]; }
  float real(int i) const { return (float)numbers[i]; }
  float* floats(int i) const { return (float*)(uintptr_t)numbers[i]; }
  int32_t* integers(int i) const { return (int32_t*)(uintptr_t)numbers[i]; }
  uint8_t* bytes(int i) const { return (uint8_t*)(uintptr_t)numbers[i]; }
  /** Whether an array holds bf16: its bit in the last number, in kernels that say so. */
  bool half(int i) const { return (long)numbers[count - 1] >> i & 1; }
  double* doubles(int i) const { return (double*)(uintptr_t)numbers[i]; }
};

/** Returns 0, or what the kernel's comment says. */
typedef double (*Kernel)(const Call& call);

struct NamedKernel {
  const char* name;
  Kernel run;
};

/** All kernels compiled for one level. */
struct KernelTable {
  const NamedKernel* kernels;
  int count;
};

template <int COUNT> constexpr KernelTable table_of(const NamedKernel (&kernels)[COUNT]) { return {kernels, COUNT}; }
