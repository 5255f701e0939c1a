#include "check.h"

static void check_table(Check& check, long rows, long width, long count) {
  const Floats table = numbers(rows * width, 29), dy = numbers(count * width, 30);
  Integers ids = integers(count, (int32_t)rows, 31);
  Floats y((size_t)(count * width)), dtable(table.size());
  const double sizes[] = {(double)rows, (double)width, (double)count};
  check.run("embedding", {place(table), place(ids), place(y), sizes[0], sizes[1], sizes[2]});
  check.run("embeddingGrad", {place(ids), place(dy), place(dtable), sizes[0], sizes[1], sizes[2], 0});
  Floats added = table;
  check.run("embeddingGrad", {place(ids), place(dy), place(added), sizes[0], sizes[1], sizes[2], 1});
  Doubles taken, sums(table.size()), totals(table.begin(), table.end());
  for (size_t i = 0; i < dy.size(); i++) {
    const size_t from = (size_t)ids[i / (size_t)width] * (size_t)width + i % (size_t)width;
    taken.push_back(table[from]);
    sums[from] += dy[i];
    totals[from] += dy[i];
  }
  check.near("rows", y, taken, 0);
  check.near("dtable", dtable, sums);
  check.near("dtable, added to another", added, totals);
  for (int32_t stray : {(int32_t)rows, -1}) {
    ids[(size_t)count - 1] = stray;
    const double found = check.run("embedding", {place(table), place(ids), place(y), sizes[0], sizes[1], sizes[2]});
    check.holds("a stray id is found", found == (double)count);
  }
}

void check_embedding(Check& check) {
  check_table(check, 1, 1, 1);
  check_table(check, 11, 7, 50);
  check_table(check, 100, 33, 70);
}
