#include "mmla.h"
#include "arm_pairs.h"
#include "registers.h"

#if defined(NEON_BF16)
namespace LEVEL {
namespace {

/**
 * Panel of W items: for every four depths items 0 and 1, 2 and 3, …. Element (item, depth) is at[item·item_step +
 * depth·depth_step], one of the steps being 1. Missing items and depths become 0.
 */
template <int W, class T>
void pack_items(const T* at, long item_step, long depth_step, long depth, long items, float* panel) {
  for (long i = 0; i < W; i += 4)
    for (long d = 0; d < depth; d += 4) {
      Vec lines[4];
      const T* from = at + i * item_step + d * depth_step;
      if (depth_step == 1) {
        for (int q = 0; q < 4; q++) lines[q] = load_some(from + q * item_step, i + q < items ? depth - d : 0);
      } else {
        for (int q = 0; q < 4; q++) lines[q] = load_some(from + q * depth_step, d + q < depth ? items - i : 0);
        turn(lines);
      }
      float* to = panel + d * W / 2 + 2 * i;
      store(to, rounded(lines[0], lines[1]));
      store(to + 4, rounded(lines[2], lines[3]));
    }
}

/** The same of the rows of a matrix. */
template <int W> void pack(const Matrix& m, long depth, long items, float* panel) {
  if (m.half) pack_items<W>(m.halves(), m.row, m.column, depth, items, panel);
  else pack_items<W>(m.at, m.row, m.column, depth, items, panel);
}

INLINE bfloat16x8_t eight(const float* from) { return vreinterpretq_bf16_f32((float32x4_t)load(from)); }

INLINE void put(float* at, float64x2_t sums, const float* bias, bool accumulate) {
  Vec sum = (Vec)sums;
  if (accumulate) sum += load(at);
  if (bias) sum += load(bias);
  store(at, sum);
}

/** PAIRS pairs of rows; sums of two rows and two columns share a register. */
template <int PAIRS>
void full_tile(long depth, const float* a, const float* b, float* c, long stride, bool accumulate, const float* bias) {
  constexpr int COLUMN_PAIRS = Mmla::COLUMNS / 2;
  float32x4_t sums[PAIRS][COLUMN_PAIRS];
#pragma GCC unroll 4
  for (int i = 0; i < PAIRS; i++)
#pragma GCC unroll 6
    for (int j = 0; j < COLUMN_PAIRS; j++) sums[i][j] = vdupq_n_f32(0);
  for (int i = 0; i < 2 * PAIRS; i++) __builtin_prefetch(c + i * stride, 1);
  for (long d = 0; d < depth; d += 4, a += 2 * Mmla::ROWS, b += 2 * Mmla::COLUMNS) {
    bfloat16x8_t rows[PAIRS];
#pragma GCC unroll 4
    for (int i = 0; i < PAIRS; i++) rows[i] = eight(a + 4 * i);
#pragma GCC unroll 6
    for (int j = 0; j < COLUMN_PAIRS; j++) {
      const bfloat16x8_t columns = eight(b + 4 * j);
      asm("" ::: "memory"); // g++ would load all of them first, and run out of registers
#pragma GCC unroll 4
      for (int i = 0; i < PAIRS; i++) sums[i][j] = vbfmmlaq_f32(sums[i][j], rows[i], columns);
    }
  }
#pragma GCC unroll 4
  for (int i = 0; i < PAIRS; i++)
#pragma GCC unroll 3
    for (int j = 0; j < COLUMN_PAIRS; j += 2) {
      const float64x2_t left = vreinterpretq_f64_f32(sums[i][j]), right = vreinterpretq_f64_f32(sums[i][j + 1]);
      float* at = c + 2 * i * stride + 2 * j;
      const float* add = bias ? bias + 2 * j : nullptr;
      put(at, vzip1q_f64(left, right), add, accumulate);
      put(at + stride, vzip2q_f64(left, right), add, accumulate);
    }
}

constexpr decltype(&full_tile<1>) TILES[] = {nullptr, full_tile<1>, full_tile<2>, full_tile<3>, full_tile<4>};

} // namespace

void Mmla::pack_a(const Matrix& a, long depth, long rows, float* panels) {
  for (long i = 0; i < rows; i += ROWS) pack<ROWS>(part_of(a, i, 0), depth, rows - i, panels + i * room(depth));
}

void Mmla::pack_b(const Matrix& b, long depth, long columns, float* panel) {
  pack<COLUMNS>({b.at, b.column, b.row, b.half}, depth, columns, panel);
}

void Mmla::tile(long rows, long columns, long depth, const Left& a, const float* b, float* c, long stride,
                bool accumulate, const float* bias) {
  const auto run = TILES[(rows + 1) / 2];
  if (rows % 2 == 0 && columns == COLUMNS) return run(depth, a.at, b, c, stride, accumulate, bias);
  float sums[ROWS * COLUMNS];
  run(depth, a.at, b, sums, COLUMNS, false, nullptr);
  add_part(rows, columns, sums, COLUMNS, c, stride, accumulate, bias);
}

} // namespace LEVEL
#endif
