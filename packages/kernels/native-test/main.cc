// Checks every family of kernels at every level that this processor has, on one thread and on several: results against
// double precision, and the same bits whatever the number of threads. Prints a checksum of each family's results.
#include <stdio.h>
#include <string.h>
#include "check.h"
#include "levels.h"
#include "memory.h"
#include "threads.h"

static bool rounded = false;
bool bf16_products() { return rounded; }

static const Family FAMILIES[] = {
    {"products", check_products, false},
    {"roundedProducts", check_rounded_products, true},
    {"storage", check_storage, true},
    {"activations", check_activations, false},
    {"linear", check_linear, false},
    {"norm", check_norm, false},
    {"attention", check_attention, false},
    {"roundedAttention", check_rounded_attention, true},
    {"crossEntropy", check_cross_entropy, false},
    {"embedding", check_embedding, false},
    {"optimizer", check_optimizer, false},
    {"elementwise", check_elementwise, false},
    {"random", check_random, false},
};

/** Checks a family at a level; how many checks failed. */
static long check(const Level& level, const Family& family) {
  long failures = 0;
  uint64_t first = 0;
  rounded = family.rounded;
  for (int threads : {1, 2, 3}) {
    set_thread_count(threads);
    Check check(level.tables);
    family.check(check);
    failures += check.failures;
    if (threads == 1) first = check.checksum;
    if (check.checksum == first) continue;
    failures++;
    printf("  %d threads give other bits than one\n", threads);
  }
  printf("%s %s %016llx%s\n", level.name, family.name, (unsigned long long)first, failures ? " FAILED" : "");
  return failures;
}

/** With names of levels: only these. */
int main(int count, char** names) {
  long failures = 0;
  for (int i = 0; i < LEVEL_COUNT; i++) {
    const Level& level = LEVELS[i];
    bool wanted = count == 1;
    for (int j = 1; j < count; j++) wanted = wanted || strcmp(names[j], level.name) == 0;
    if (!wanted || !level.supported()) continue;
    for (const Family& family : FAMILIES) failures += check(level, family);
  }
  Check queue(nullptr);
  check_queue(queue);
  failures += queue.failures;
  release_spaces();
  trim_pool();
  const MemoryUse use = memory_use();
  if (use.live != 0 || use.cached != 0) {
    printf("%g bytes are still in use, %g kept\n", use.live, use.cached);
    failures++;
  }
  printf(failures ? "%ld checks failed\n" : "all checks passed\n", failures);
  return failures ? 1 : 0;
}
