// What the tests share: calls by name, numbers, comparison with results in double precision, a checksum of all bits.
#pragma once
#include <math.h>
#include <stdint.h>
#include <string.h>
#include <initializer_list>
#include <vector>
#include "kernels.h"

typedef std::vector<float> Floats;
typedef std::vector<double> Doubles;
typedef std::vector<int32_t> Integers;

/** An array as kernels take it: its address, 0 of nothing. Arrays end where their memory ends, for the sanitizers. */
template <class T> double place(const std::vector<T>& values) { return (double)(uintptr_t)values.data(); }

/** Which keys queries see, as attention takes it: the number of each tile of 64 by 64, and the tiles. */
struct Sight {
  Integers numbers;
  std::vector<uint8_t> tiles;
};
/** Of a mask [heads, queries, keys]; empty where that is. */
Sight sight_of(const std::vector<uint8_t>& mask, long heads, long queries, long keys);

/** Numbers in [-1, 1) that do not repeat soon. */
Floats numbers(long count, uint32_t salt);
/** Whole numbers in [0, below). */
Integers integers(long count, int32_t below, uint32_t salt);

/** The checks of one family of kernels on one level. */
class Check {
 public:
  explicit Check(const KernelTable* const* tables) : tables(tables) {}
  /** Calls a kernel. */
  double run(const char* name, std::initializer_list<double> numbers) const;
  /** Every difference is at most `tolerance` of the largest number wanted (or of 0.1); takes the bits into the checksum. */
  void near(const char* what, const Floats& got, const Doubles& wanted, double tolerance = 1e-5);
  /** The numbers are those wanted, with the signs of zeros; NaN where that is wanted. */
  void same(const char* what, const Floats& got, const Floats& wanted);
  void holds(const char* what, bool condition);
  long failures = 0;
  uint64_t checksum = 14695981039346656037u;

 private:
  const KernelTable* const* tables;
};

struct Family {
  const char* name;
  void (*check)(Check&);
  /** Operands of products may be rounded to bf16. */
  bool rounded;
};

void check_activations(Check&);
void check_attention(Check&);
void check_cross_entropy(Check&);
void check_elementwise(Check&);
void check_embedding(Check&);
void check_linear(Check&);
void check_norm(Check&);
void check_optimizer(Check&);
void check_products(Check&);
void check_queue(Check&);
void check_random(Check&);
void check_rounded_attention(Check&);
void check_rounded_products(Check&);
void check_storage(Check&);
