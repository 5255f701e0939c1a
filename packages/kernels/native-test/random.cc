#include "oracle.h"

void check_random(Check& check) {
  const uint32_t threshold = 1u << 30;
  for (long count : {1L, 6L, 1023L, 40000L}) {
    const Floats x = numbers(count, 60);
    Floats y((size_t)count);
    check.run("dropout", {place(x), place(y), (double)count, threshold, 4.0 / 3, 1, 2, 3, 4});
    Doubles wanted;
    for (size_t i = 0; i < x.size(); i++)
      wanted.push_back(random_word(i, 1, 2, 3, 4) < threshold ? 0 : (double)(x[i] * (4.f / 3)));
    check.near("dropout", y, wanted, 0);
  }
}
