// Work space of threads.h, which only who runs task lists takes and gives back.
#include <stddef.h>
#include <stdint.h>
#include "memory.h"
#include "threads.h"

namespace {

constexpr int SLOTS = 12;

struct Space {
  float* at;
  long floats;
};

/** The last row is what all threads see. */
Space spaces[MOST_THREADS + 1][SLOTS];

float* sized(Space& space, long floats) {
  if (space.floats < floats) {
    release_block(space.at);
    space = {};
    const bool fits = (size_t)floats <= SIZE_MAX / sizeof(float);
    space.at = (float*)take_work_block(fits ? sizeof(float) * (size_t)floats : SIZE_MAX);
    space.floats = floats;
  }
  return space.at;
}

} // namespace

void reserve_spaces(int slot, long floats) {
  for (int thread = 0; thread < thread_count(); thread++) sized(spaces[thread][slot], floats);
}

float* thread_space(int thread, int slot) { return spaces[thread][slot].at; }

float* common_space(int slot, long floats) { return sized(spaces[MOST_THREADS][slot], floats); }

void release_spaces() {
  for (auto& slots : spaces) {
    for (Space& space : slots) {
      release_block(space.at);
      space = {};
    }
  }
}
