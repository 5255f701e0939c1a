#include "check.h"
#include <stdio.h>
#include <stdlib.h>

static uint32_t next(uint32_t& state) {
  state = state * 1664525u + 1013904223u;
  return state >> 8;
}

Floats numbers(long count, uint32_t salt) {
  Floats values((size_t)count);
  for (float& value : values) value = (float)next(salt) / (float)(1 << 23) - 1;
  return values;
}

Integers integers(long count, int32_t below, uint32_t salt) {
  Integers values((size_t)count);
  for (int32_t& value : values) value = (int32_t)(next(salt) % (uint32_t)below);
  return values;
}

double Check::run(const char* name, std::initializer_list<double> numbers) const {
  for (size_t table = 0; tables[table]; table++)
    for (int i = 0; i < tables[table]->count; i++) {
      const NamedKernel& kernel = tables[table]->kernels[i];
      if (strcmp(kernel.name, name) == 0) return kernel.run(Call{numbers.begin(), (int)numbers.size()});
    }
  fprintf(stderr, "there is no kernel %s\n", name);
  exit(2);
}

void Check::near(const char* what, const Floats& got, const Doubles& wanted, double tolerance) {
  double largest = 0.1, worst = 0; // arguments are of size 1: what is smaller than that came of cancellation
  for (double value : wanted) largest = fmax(largest, fabs(value));
  for (size_t i = 0; i < wanted.size(); i++) {
    const double error = fabs((double)got[i] - wanted[i]);
    if (!(error <= worst)) worst = error; // also NaN
  }
  for (float value : got) {
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    checksum = (checksum ^ bits) * 1099511628211u;
  }
  if (got.size() == wanted.size() && worst <= tolerance * largest) return;
  failures++;
  printf("  %s: off by %g, largest %g (%zu numbers)\n", what, worst, largest, got.size());
}

void Check::same(const char* what, const Floats& got, const Floats& wanted) {
  bool all = got.size() == wanted.size();
  for (size_t i = 0; all && i < got.size(); i++)
    all = isnan(wanted[i]) ? isnan(got[i]) : got[i] == wanted[i] && signbit(got[i]) == signbit(wanted[i]);
  if (all) return;
  failures++;
  printf("  %s:", what);
  for (float value : got) printf(" %g", value);
  printf("\n");
}

void Check::holds(const char* what, bool condition) {
  if (condition) return;
  failures++;
  printf("  %s: does not hold\n", what);
}

Sight sight_of(const std::vector<uint8_t>& mask, long heads, long queries, long keys) {
  constexpr long SIDE = 64;
  Sight sight;
  for (long head = 0; !mask.empty() && head < heads; head++)
    for (long query = 0; query < queries; query += SIDE)
      for (long key = 0; key < keys; key += SIDE) {
        std::vector<uint8_t> tile(SIDE * SIDE);
        bool some = false;
        for (long i = 0; i < SIDE && query + i < queries; i++)
          for (long j = 0; j < SIDE && key + j < keys; j++) {
            const uint8_t seen = mask[(size_t)((head * queries + query + i) * keys + key + j)];
            tile[(size_t)(i * SIDE + j)] = seen;
            some = some || seen;
          }
        sight.numbers.push_back(some ? (int32_t)(sight.tiles.size() / tile.size()) : -1);
        if (some) sight.tiles.insert(sight.tiles.end(), tile.begin(), tile.end());
      }
  return sight;
}
