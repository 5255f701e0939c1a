#include "gemm.h"
#include "kernels.h"
#include "threads.h"

namespace LEVEL {
namespace {

constexpr int MR = TILE_ROWS, NR = TILE_COLUMNS;

/** Depth of a block: a panel of b of this depth stays in the first-level cache. */
constexpr long DEPTH = 256;
/** Depth that is packed at once. */
constexpr long SUPER_DEPTH = 4 * DEPTH;
/** Rows and columns of a task's block: packed a and its part of c stay in the second-level cache. */
#if defined(__AVX512F__)
constexpr long ROWS = 12 * MR, COLUMNS = 16 * NR;
#else
constexpr long ROWS = 16 * MR, COLUMNS = 16 * NR;
#endif
/** Floats of b that are packed at once. */
constexpr long PACKED = 4 << 20;

enum Slot { PACKED_A = 0 };
enum CommonSlot { PACKED_B = 0 };

/** Four vectors of four as columns. */
typedef float Four __attribute__((vector_size(16)));
typedef float LooseFour __attribute__((vector_size(16), aligned(4), may_alias));

INLINE void turn_four(const float* from, long row, float* to, long step) {
  const Four a = *(const LooseFour*)from, b = *(const LooseFour*)(from + row);
  const Four c = *(const LooseFour*)(from + 2 * row), d = *(const LooseFour*)(from + 3 * row);
  const Four ab0 = __builtin_shufflevector(a, b, 0, 4, 1, 5), ab1 = __builtin_shufflevector(a, b, 2, 6, 3, 7);
  const Four cd0 = __builtin_shufflevector(c, d, 0, 4, 1, 5), cd1 = __builtin_shufflevector(c, d, 2, 6, 3, 7);
  *(LooseFour*)to = __builtin_shufflevector(ab0, cd0, 0, 1, 4, 5);
  *(LooseFour*)(to + step) = __builtin_shufflevector(ab0, cd0, 2, 3, 6, 7);
  *(LooseFour*)(to + 2 * step) = __builtin_shufflevector(ab1, cd1, 0, 1, 4, 5);
  *(LooseFour*)(to + 3 * step) = __builtin_shufflevector(ab1, cd1, 2, 3, 6, 7);
}

/** panel[p·W + i] = from[i·outer + p·inner] for i < count; 0 for the others. */
template <int W> void pack(const float* from, long outer, long inner, long k, long count, float* panel) {
  if (outer == 1) {
    for (long p = 0; p < k; p++, panel += W) {
      const float* source = from + p * inner;
      if (count == W) {
        memcpy(panel, source, W * sizeof(float));
      } else {
        for (long i = 0; i < W; i++) panel[i] = i < count ? source[i] : 0;
      }
    }
    return;
  }
  long i = 0;
  for (; i + 4 <= count; i += 4) {
    const float* source = from + i * outer;
    long p = 0;
    for (; p + 4 <= k; p += 4) turn_four(source + p, outer, panel + p * W + i, W);
    for (; p < k; p++)
      for (long q = 0; q < 4; q++) panel[p * W + i + q] = source[q * outer + p];
  }
  for (; i < W; i++)
    for (long p = 0; p < k; p++) panel[p * W + i] = i < count ? from[i * outer + p * inner] : 0;
}

/** M rows and TILE_VECS vectors of sums, all in registers; rows of a lie side by side, or `row` apart. */
template <int M, bool SIDE_BY_SIDE>
void full_tile(long k, const float* a, long row, long step, const float* panel, float* c, long stride,
               bool accumulate, const float* bias) {
  Vec sums[M][TILE_VECS];
#pragma GCC unroll 16
  for (int i = 0; i < M; i++)
#pragma GCC unroll 4
    for (int j = 0; j < TILE_VECS; j++) {
      sums[i][j] = zero();
      __builtin_prefetch(c + i * stride + j * LANES, 1);
    }
  for (long p = 0; p < k; p++) {
    Vec b[TILE_VECS];
#pragma GCC unroll 4
    for (int j = 0; j < TILE_VECS; j++) b[j] = load(panel + j * LANES);
#pragma GCC unroll 16
    for (int i = 0; i < M; i++) {
      const Vec x = splat(a[SIDE_BY_SIDE ? i : i * row]);
#pragma GCC unroll 4
      for (int j = 0; j < TILE_VECS; j++) sums[i][j] = fma(x, b[j], sums[i][j]);
    }
    a += step;
    panel += NR;
  }
#pragma GCC unroll 16
  for (int i = 0; i < M; i++)
#pragma GCC unroll 4
    for (int j = 0; j < TILE_VECS; j++) {
      Vec sum = sums[i][j];
      float* at = c + i * stride + j * LANES;
      if (accumulate) sum += load(at);
      if (bias) sum += load(bias + j * LANES);
      store(at, sum);
    }
}

typedef void (*Tile)(long, const float*, long, long, const float*, float*, long, bool, const float*);

template <int M, bool SIDE_BY_SIDE> constexpr Tile tile_of() {
  if constexpr (M <= MR) return full_tile<M, SIDE_BY_SIDE>;
  else return nullptr;
}

template <bool S> struct Tiles {
  static constexpr Tile BY_ROWS[] = {nullptr,           tile_of<1, S>(),  tile_of<2, S>(),  tile_of<3, S>(),
                                     tile_of<4, S>(),  tile_of<5, S>(),  tile_of<6, S>(),  tile_of<7, S>(),
                                     tile_of<8, S>(),  tile_of<9, S>(),  tile_of<10, S>(), tile_of<11, S>(),
                                     tile_of<12, S>(), tile_of<13, S>(), tile_of<14, S>()};
};

} // namespace

void pack_columns(Matrix b, long k, long columns, float* panel) {
  pack<NR>(b.at, b.column, b.row, k, columns, panel);
}

void multiply_tile(long rows, long columns, long k, const float* a, long row, long step,
                   const float* panel, float* c, long stride, bool accumulate, const float* bias) {
  const Tile tile = row == 1 ? Tiles<true>::BY_ROWS[rows] : Tiles<false>::BY_ROWS[rows];
  if (columns == NR) {
    tile(k, a, row, step, panel, c, stride, accumulate, bias);
    return;
  }
  float buffer[MR * NR];
  tile(k, a, row, step, panel, buffer, NR, false, nullptr);
  for (long i = 0; i < rows; i++)
    for (long j = 0; j < columns; j++) {
      float sum = buffer[i * NR + j];
      if (accumulate) sum += c[i * stride + j];
      if (bias) sum += bias[j];
      c[i * stride + j] = sum;
    }
}

namespace {

/** Everything that is the same for all tasks of a product. */
struct Product {
  long m, n, k;
  Matrix a, b;
  float* c;
  long stride;
  bool accumulate;
  const Epilogue& epilogue;
  const Prologue& prologue;
};

/** Part of b that is packed: columns [column, column + columns), depth [first, first + depth). */
struct Slab {
  long column, columns, first, depth;
  float* packed;
  /** Where the block at a depth starts, and the panel of a column in it. */
  float* panel(long at, long j) const {
    const long block = least(DEPTH, depth - at);
    return packed + at * round_up(columns, NR) + j * block;
  }
};

void pack_slab(const Product& p, const Slab& slab) {
  constexpr long AT_ONCE = 4 * NR;
  parallel((slab.columns + AT_ONCE - 1) / AT_ONCE, [&](long index, int) {
    const long end = least((index + 1) * AT_ONCE, slab.columns);
    for (long at = 0; at < slab.depth; at += DEPTH) {
      const long depth = least(DEPTH, slab.depth - at);
      for (long j = index * AT_ONCE; j < end; j += NR) {
        const float* from = p.b.at + (slab.first + at) * p.b.row + (slab.column + j) * p.b.column;
        pack_columns({from, p.b.row, p.b.column}, depth, least(NR, slab.columns - j), slab.panel(at, j));
      }
    }
  });
}

void pack_rows(const Product& p, const Slab& slab, long row, long rows, float* packed) {
  for (long at = 0; at < slab.depth; at += DEPTH) {
    const long depth = least(DEPTH, slab.depth - at);
    for (long i = 0; i < rows; i += MR) {
      const float* from = p.a.at + (row + i) * p.a.row + (slab.first + at) * p.a.column;
      pack<MR>(from, p.a.row, p.a.column, depth, least(MR, rows - i), packed + i * depth);
    }
    packed += round_up(rows, MR) * depth;
  }
}

void activate_block(const Product& p, long row, long rows, long column, long columns) {
  for (long i = row; i < row + rows; i++) {
    const long at = i * p.stride + column;
    activate(p.epilogue.activation, p.c + at, p.epilogue.activated + at, columns);
  }
}

/** Rows [row, row + rows) and columns [from, to) of a slab. */
void multiply_block(const Product& p, const Slab& slab, long row, long rows, long from, long to,
                    const float* packed) {
  for (long group = from; group < to; group += COLUMNS) {
    const long end = least(group + COLUMNS, to);
    const float* a = packed;
    for (long at = 0; at < slab.depth; at += DEPTH) {
      const long depth = least(DEPTH, slab.depth - at);
      const bool first = slab.first + at == 0;
      for (long j = group; j < end; j += NR) {
        const float* panel = slab.panel(at, j);
        const long column = slab.column + j;
        const float* bias = first && p.epilogue.bias ? p.epilogue.bias + column : nullptr;
        for (long i = 0; i < rows; i += MR)
          multiply_tile(least(MR, rows - i), least(NR, slab.columns - j), depth, a + i * depth, 1, MR, panel,
                        p.c + (row + i) * p.stride + column, p.stride, p.accumulate || !first, bias);
      }
      a += round_up(rows, MR) * depth;
    }
    if (p.epilogue.activated && slab.first + slab.depth == p.k)
      activate_block(p, row, rows, slab.column + group, end - group);
  }
}

void multiply_slab(const Product& p, const Slab& slab) {
  const int threads = thread_count();
  const long row_tiles = (p.m + MR - 1) / MR;
  long blocks = (p.m + ROWS - 1) / ROWS;
  if (blocks % threads) blocks = least(row_tiles, round_up(blocks, threads));
  const long rows = (row_tiles + blocks - 1) / blocks * MR;
  blocks = (p.m + rows - 1) / rows;
  // few rows: columns are shared out too, and each task packs its rows again
  const long panels = (slab.columns + NR - 1) / NR;
  const long groups = blocks >= threads || p.prologue.make_rows ? 1 : least(panels, (2 * threads + blocks - 1) / blocks);
  const long columns = (panels + groups - 1) / groups * NR;
  reserve_spaces(PACKED_A, round_up(rows, MR) * slab.depth + LANES);
  parallel(blocks * groups, [&](long index, int thread) {
    const long row = index / groups * rows, count = least(rows, p.m - row);
    const long from = index % groups * columns, to = least(from + columns, slab.columns);
    if (from >= to) return;
    float* packed = thread_space(thread, PACKED_A);
    if (p.prologue.make_rows && slab.column == 0 && slab.first == 0)
      p.prologue.make_rows(p.prologue.context, row, row + count);
    pack_rows(p, slab, row, count, packed);
    multiply_block(p, slab, row, count, from, to, packed);
  });
}

/** A product without depth: c = (c) + bias. */
void multiply_nothing(const Product& p) {
  for (long i = 0; i < p.m; i++) {
    float* row = p.c + i * p.stride;
    if (!p.accumulate) memset(row, 0, sizeof(float) * (size_t)p.n);
    for (long j = 0; p.epilogue.bias && j < p.n; j++) row[j] += p.epilogue.bias[j];
    if (p.epilogue.activated) activate_block(p, i, 1, 0, p.n);
  }
}

} // namespace

void multiply(long m, long n, long k, Matrix a, Matrix b, float* c, long stride, bool accumulate,
              const Epilogue& epilogue, const Prologue& prologue) {
  const Product product = {m, n, k, a, b, c, stride, accumulate, epilogue, prologue};
  if (m == 0 || n == 0) return;
  if (k == 0) {
    multiply_nothing(product);
    return;
  }
  const long depth = least(k, SUPER_DEPTH);
  const long columns = least(round_up(n, NR), most(NR, PACKED / depth / NR * NR));
  float* packed = common_space(PACKED_B, columns * depth + LANES);
  for (long column = 0; column < n; column += columns) {
    for (long first = 0; first < k; first += depth) {
      const Slab slab = {column, least(columns, n - column), first, least(depth, k - first), packed};
      pack_slab(product, slab);
      multiply_slab(product, slab);
    }
  }
}

namespace {

/**
 * Stacks of products: a, b, c, count, m, n, k, transposed a, transposed b, then for a and b: how
 * far the next matrix of the stack is (0: the same again).
 */
double batch_multiply(const Call& call) {
  const long count = call.whole(3), m = call.whole(4), n = call.whole(5), k = call.whole(6);
  for (long i = 0; i < count; i++) {
    const float* a = call.floats(0) + i * call.whole(9);
    const float* b = call.floats(1) + i * call.whole(10);
    multiply(m, n, k, call.whole(7) ? turned(a, m) : rows_of(a, k), call.whole(8) ? turned(b, k) : rows_of(b, n),
             call.floats(2) + i * m * n, n, false);
  }
  return 0;
}

} // namespace

extern const NamedKernel GEMM_KERNELS[] = {{"batchMultiply", batch_multiply}};
extern const KernelTable GEMM_TABLE = {GEMM_KERNELS, 1};

} // namespace LEVEL
