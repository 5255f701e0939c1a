// Attention's products on Intel's matrix unit (AMX).
#pragma once
#include "amx.h"
#include "pair_panels.h"

#if defined(__AMX_BF16__)
namespace LEVEL {
namespace {

/** Two neighbouring depths are one element; tiles take 16 of these at a time. */
struct AmxTiles {
  static constexpr long PER = 2, ROWS = 32, COLUMNS = 32, BLOCK = 2 * ROWS;
  static constexpr bool ROUNDS = true;
  static long length(long depth) { return round_up(depth, 32) / 2; }
  static long start(long depth) { return depth / 32 * 16; }

  static void begin() { begin_tiles(); }
  static void end() { end_tiles(); }

  static void pack(const Matrix& b, long depth, long columns, float* panel) {
    pack_pairs<COLUMNS>(b, depth, columns, panel);
    const long used = (depth + 1) / 2;
    memset(panel + used * COLUMNS, 0, sizeof(float) * (size_t)((length(depth) - used) * COLUMNS));
  }
  static Rows take_rows(const Numbers& rows, long row, long count, long depth, float* space) {
    if (rows.half && row % 2 == 0 && depth % 32 == 0 && count % ROWS == 0) return {(const float*)rows.at, row / 2};
    return pack_rows(rows, row, count, depth, space);
  }
  static void store_part(float* row, long j, Vec v) { store_halves((Half*)row + j, v, LANES); }
  /** Tile by tile of 16 columns and 32 rows: line i becomes the pairs of rows of column i. */
  static void join_rows(float* rows, long row, long count, long columns) {
    for (long i = 0; i < count; i += ROWS)
      for (long j = columns - LINE; j >= 0; j -= LINE) { // backwards: writes behind what it has read
        float* tile = rows + i * row;
        __m512i lines[LINE];
#pragma GCC unroll 16
        for (long p = 0; p < LINE; p++)
          lines[p] = pairs_of_items((const Half*)(tile + 2 * p * row) + j, 2 * row, count - i - 2 * p, LINE);
        turn(lines);
#pragma GCC unroll 16
        for (long p = 0; p < LINE; p++) _mm512_storeu_si512(tile + 2 * p * row + j, lines[p]);
      }
  }

  /** Where row is 1, a's tiles are those of join_rows. */
  static void multiply(long rows, long columns, long k, const float* a, long row, long step, const float* panel, float* c,
                       long stride, bool accumulate) {
    if (rows == ROWS && columns == COLUMNS) return full_tile(k, a, row, step, panel, c, stride, accumulate);
    alignas(64) float sums[ROWS * COLUMNS];
    full_tile(k, a, row, step, panel, sums, COLUMNS, false);
    add_part(rows, columns, sums, COLUMNS, c, stride, accumulate, nullptr);
  }

private:
  static void full_tile(long k, const float* a, long row, long step, const float* b, float* c, long stride,
                        bool accumulate) {
    const bool joined = row == 1;
    const long line = 4 * (joined ? step : row), below = LINE * row, next = LINE * step;
    const long bytes = 4 * stride, columns = 4 * COLUMNS;
    if (accumulate) {
      _tile_loadd(0, c, bytes);
      _tile_loadd(1, (c + LINE), bytes);
      _tile_loadd(2, (c + LINE * stride), bytes);
      _tile_loadd(3, (c + LINE * stride + LINE), bytes);
    } else {
      _tile_zero(0);
      _tile_zero(1);
      _tile_zero(2);
      _tile_zero(3);
    }
    for (; k > 0; k -= LINE, a += next, b += LINE * COLUMNS) {
      _tile_loadd(6, b, columns);
      _tile_loadd(4, a, line);
      _tile_dpbf16ps(0, 4, 6);
      _tile_loadd(7, (b + LINE), columns);
      _tile_dpbf16ps(1, 4, 7);
      _tile_loadd(5, (a + below), line);
      _tile_dpbf16ps(2, 5, 6);
      _tile_dpbf16ps(3, 5, 7);
    }
    _tile_stored(0, c, bytes);
    _tile_stored(1, (c + LINE), bytes);
    _tile_stored(2, (c + LINE * stride), bytes);
    _tile_stored(3, (c + LINE * stride + LINE), bytes);
  }
};

} // namespace
} // namespace LEVEL
#endif
