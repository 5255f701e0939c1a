// Rows of a table: gather, and its gradient, a scatter-add in the order of the ids.
#include "kernels.h"
#include "parts.h"

namespace LEVEL {
namespace {

constexpr long ROWS = 32;

/** 1 + the index of the first id outside [0, rows), or 0. */
long stray_id(const int32_t* ids, long count, long rows) {
  for (long i = 0; i < count; i++)
    if (ids[i] < 0 || ids[i] >= rows) return i + 1;
  return 0;
}

/** table [rows, width], ids [count], y [count, width], rows, width, count. Returns 1 + the place of a stray id. */
double embedding(const Call& call) {
  const float* table = call.floats(0);
  const int32_t* ids = call.integers(1);
  float* y = call.floats(2);
  const long rows = call.whole(3), width = call.whole(4), count = call.whole(5);
  if (const long stray = stray_id(ids, count, rows)) return (double)stray;
  in_parts(count, ROWS, [=](long from, long to) {
    for (long i = from; i < to; i++)
      memcpy(y + i * width, table + ids[i] * width, sizeof(float) * (size_t)width);
  });
  return 0;
}

/**
 * ids [count], dy [count, width], dtable [rows, width], rows, width, count, whether to add to dtable. Returns 1 + the
 * place of a stray id.
 */
double embedding_grad(const Call& call) {
  const int32_t* ids = call.integers(0);
  const float* dy = call.floats(1);
  float* table = call.floats(2);
  const long rows = call.whole(3), width = call.whole(4), count = call.whole(5);
  const bool adds = call.whole(6) != 0;
  if (const long stray = stray_id(ids, count, rows)) return (double)stray;
  // a task has rows of its own, and adds to them in the order of the ids
  const long tasks = least(rows, 4 * thread_count());
  parallel(tasks, [=](long index, int) {
    const long from = rows * index / tasks, to = rows * (index + 1) / tasks;
    if (!adds) memset(table + from * width, 0, sizeof(float) * (size_t)((to - from) * width));
    for (long i = 0; i < count; i++) {
      if (ids[i] < from || ids[i] >= to) continue;
      float* row = table + ids[i] * width;
      each_vec(width, [&](long j, long n) {
        store_first(row + j, load_first(row + j, n) + load_first(dy + i * width + j, n), n);
      });
    }
  });
  return 0;
}

} // namespace

extern const NamedKernel EMBEDDING_KERNELS[] = {{"embedding", embedding}, {"embeddingGrad", embedding_grad}};
extern const KernelTable EMBEDDING_TABLE = table_of(EMBEDDING_KERNELS);

} // namespace LEVEL
