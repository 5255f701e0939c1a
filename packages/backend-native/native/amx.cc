#include "amx.h"

#if defined(__AMX_BF16__)
namespace LEVEL {
namespace {

typedef uint16_t Half;

/** Sixteen pairs of neighbouring depths: the upper parts, and what is left of them. */
struct Pairs {
  __m512i upper, rest;
};

INLINE __m512i widened(__m256bh v) { return _mm512_cvtepu16_epi32((__m256i)v); }

/** Pairs of two vectors: lane i is (even[i], odd[i]). */
template <bool SPLIT> INLINE Pairs pairs_of(__m512 even, __m512 odd) {
  const __m512i e = widened(_mm512_cvtneps_pbh(even)), o = _mm512_slli_epi32(widened(_mm512_cvtneps_pbh(odd)), 16);
  Pairs pairs = {_mm512_or_si512(e, o), _mm512_setzero_si512()};
  if (SPLIT) {
    const __m512 even_rest = _mm512_sub_ps(even, (__m512)_mm512_slli_epi32(e, 16));
    const __m512 odd_rest = _mm512_sub_ps(odd, (__m512)o);
    pairs.rest = _mm512_or_si512(widened(_mm512_cvtneps_pbh(even_rest)),
                                 _mm512_slli_epi32(widened(_mm512_cvtneps_pbh(odd_rest)), 16));
  }
  return pairs;
}

/** Pairs of 32 numbers side by side: lane i is (x[2i], x[2i + 1]). */
template <bool SPLIT> INLINE Pairs pairs_along(__m512 low, __m512 high) {
  const __m512i upper = (__m512i)_mm512_cvtne2ps_pbh(high, low);
  Pairs pairs = {upper, _mm512_setzero_si512()};
  if (SPLIT) {
    const __m512i first = _mm512_slli_epi32(_mm512_cvtepu16_epi32(_mm512_castsi512_si256(upper)), 16);
    const __m512i second = _mm512_slli_epi32(_mm512_cvtepu16_epi32(_mm512_extracti64x4_epi64(upper, 1)), 16);
    pairs.rest = (__m512i)_mm512_cvtne2ps_pbh(_mm512_sub_ps(high, (__m512)second), _mm512_sub_ps(low, (__m512)first));
  }
  return pairs;
}

/** The transpose of 16 × 16 dwords. */
INLINE void turn(__m512i lines[16]) {
  __m512i t[16];
#pragma GCC unroll 8
  for (int i = 0; i < 8; i++) {
    t[2 * i] = _mm512_unpacklo_epi32(lines[2 * i], lines[2 * i + 1]);
    t[2 * i + 1] = _mm512_unpackhi_epi32(lines[2 * i], lines[2 * i + 1]);
  }
#pragma GCC unroll 4
  for (int i = 0; i < 4; i++) {
    lines[4 * i] = _mm512_unpacklo_epi64(t[4 * i], t[4 * i + 2]);
    lines[4 * i + 1] = _mm512_unpackhi_epi64(t[4 * i], t[4 * i + 2]);
    lines[4 * i + 2] = _mm512_unpacklo_epi64(t[4 * i + 1], t[4 * i + 3]);
    lines[4 * i + 3] = _mm512_unpackhi_epi64(t[4 * i + 1], t[4 * i + 3]);
  }
#pragma GCC unroll 4
  for (int i = 0; i < 4; i++) {
    t[i] = _mm512_shuffle_i32x4(lines[i], lines[4 + i], 0x88);
    t[4 + i] = _mm512_shuffle_i32x4(lines[i], lines[4 + i], 0xdd);
    t[8 + i] = _mm512_shuffle_i32x4(lines[8 + i], lines[12 + i], 0x88);
    t[12 + i] = _mm512_shuffle_i32x4(lines[8 + i], lines[12 + i], 0xdd);
  }
#pragma GCC unroll 4
  for (int i = 0; i < 4; i++) {
    lines[i] = _mm512_shuffle_i32x4(t[i], t[8 + i], 0x88);
    lines[8 + i] = _mm512_shuffle_i32x4(t[i], t[8 + i], 0xdd);
    lines[4 + i] = _mm512_shuffle_i32x4(t[4 + i], t[12 + i], 0x88);
    lines[12 + i] = _mm512_shuffle_i32x4(t[4 + i], t[12 + i], 0xdd);
  }
}

INLINE __mmask16 first_of(long count) { return count >= 16 ? 0xffff : count <= 0 ? 0 : (__mmask16)((1u << count) - 1); }

/**
 * One tile's lines, upper parts and rest, of 16 items and 32 depths. Element (item, depth) is
 * at[item·item_step + depth·depth_step], one of the steps being 1. BY_DEPTH: line p holds pairs of
 * depths 2p, 2p + 1 of all items; else line i holds all pairs of item i.
 */
template <bool SPLIT, bool BY_DEPTH>
INLINE void make_tile(const float* at, long item_step, long depth_step, long items, long depth, __m512i upper[16],
                      __m512i rest[16]) {
  if (item_step == 1) {
    const __mmask16 lanes = first_of(items);
#pragma GCC unroll 16
    for (int p = 0; p < 16; p++) {
      const float* even = at + 2 * p * depth_step;
      const Pairs pairs = pairs_of<SPLIT>(_mm512_maskz_loadu_ps(2 * p < depth ? lanes : 0, even),
                                          _mm512_maskz_loadu_ps(2 * p + 1 < depth ? lanes : 0, even + depth_step));
      upper[p] = pairs.upper;
      rest[p] = pairs.rest;
    }
    if (BY_DEPTH) return;
  } else {
    const __mmask16 low = first_of(depth), high = first_of(depth - 16);
#pragma GCC unroll 16
    for (int i = 0; i < 16; i++) {
      const float* line = at + i * item_step;
      const Pairs pairs = pairs_along<SPLIT>(_mm512_maskz_loadu_ps(i < items ? low : 0, line),
                                             _mm512_maskz_loadu_ps(i < items ? high : 0, line + 16));
      upper[i] = pairs.upper;
      rest[i] = pairs.rest;
    }
    if (!BY_DEPTH) return;
  }
  turn(upper);
  if (SPLIT) turn(rest);
}

/** Dwords of a tile, and of one depth step of a panel: two tiles, twice where split. */
constexpr long TILE = 16 * LINE;
template <bool SPLIT> constexpr long STEP_DWORDS = (SPLIT ? 4 : 2) * TILE;

/** Panel of 32 items: for every 32 of depth [items 0-15, items 16-31], upper parts first. */
template <bool SPLIT, bool BY_DEPTH>
void pack_items(const float* at, long item_step, long depth_step, long depth, long items, float* panel) {
  for (long d = 0; d < depth; d += 32, panel += STEP_DWORDS<SPLIT>)
    for (long half = 0; half < 2; half++) {
      __m512i upper[16], rest[16];
      make_tile<SPLIT, BY_DEPTH>(at + 16 * half * item_step + d * depth_step, item_step, depth_step, items - 16 * half,
                                 depth - d, upper, rest);
      float* to = panel + half * TILE;
      for (int i = 0; i < 16; i++) _mm512_storeu_si512(to + i * LINE, upper[i]);
      if (SPLIT)
        for (int i = 0; i < 16; i++) _mm512_storeu_si512(to + 2 * TILE + i * LINE, rest[i]);
    }
}

} // namespace

/** Eight tiles of 16 lines of 64 bytes. Not on the stack: gcc takes the instruction for one that reads 8 bytes of it. */
alignas(64) static const struct {
  uint8_t palette = 1, start = 0, reserved[14] = {};
  uint16_t bytes[16] = {64, 64, 64, 64, 64, 64, 64, 64};
  uint8_t rows[16] = {16, 16, 16, 16, 16, 16, 16, 16};
} TILE_CONFIG = {};

void begin_tiles() { _tile_loadconfig(&TILE_CONFIG); }

void end_tiles() { _tile_release(); }

template <bool SPLIT> void pack_amx_columns(Matrix b, long depth, long columns, float* panel) {
  pack_items<SPLIT, true>(b.at, b.column, b.row, depth, columns, panel);
}

template <bool SPLIT> void pack_amx_rows(Matrix a, long depth, long rows, float* panel) {
  pack_items<SPLIT, false>(a.at, a.row, a.column, depth, rows, panel);
}

// The compilers' macros cast their arguments without parentheses of their own: sums stand in some here.

/** c [32, 32] in tiles 0 to 3, two by two; a's tiles pass through 4 and 5, b's through 6 and 7. */
#define PRODUCTS()          \
  _tile_dpbf16ps(0, 4, 6);  \
  _tile_dpbf16ps(1, 4, 7);  \
  _tile_dpbf16ps(2, 5, 6);  \
  _tile_dpbf16ps(3, 5, 7)

template <bool SPLIT>
void amx_tile(long rows, long columns, long depth, const float* a, const float* b, float* c, long stride,
              bool accumulate, const float* bias) {
  const bool direct = rows == 32 && columns == 32 && !bias;
  alignas(64) float buffer[32 * 32];
  for (long i = 0; i < rows; i++) {
    __builtin_prefetch(c + i * stride, 1);
    __builtin_prefetch(c + i * stride + 16, 1);
  }
  if (direct && accumulate) {
    const long bytes = 4 * stride;
    _tile_loadd(0, c, bytes);
    _tile_loadd(1, (c + 16), bytes);
    _tile_loadd(2, (c + 16 * stride), bytes);
    _tile_loadd(3, (c + 16 * stride + 16), bytes);
  } else {
    _tile_zero(0);
    _tile_zero(1);
    _tile_zero(2);
    _tile_zero(3);
  }
  for (long d = 0; d < depth; d += 32, a += STEP_DWORDS<SPLIT>, b += STEP_DWORDS<SPLIT>) {
    _tile_loadd(6, b, 64);
    _tile_loadd(7, (b + TILE), 64);
    if (SPLIT) {
      _tile_loadd(4, (a + 2 * TILE), 64);
      _tile_loadd(5, (a + 3 * TILE), 64);
      PRODUCTS();
    }
    _tile_loadd(4, a, 64);
    _tile_loadd(5, (a + TILE), 64);
    PRODUCTS();
    if (SPLIT) {
      _tile_loadd(6, (b + 2 * TILE), 64);
      _tile_loadd(7, (b + 3 * TILE), 64);
      PRODUCTS();
    }
  }
  float* to = direct ? c : buffer;
  const long row = direct ? stride : 32, bytes = 4 * row;
  _tile_stored(0, to, bytes);
  _tile_stored(1, (to + 16), bytes);
  _tile_stored(2, (to + 16 * row), bytes);
  _tile_stored(3, (to + 16 * row + 16), bytes);
  if (direct) return;
  for (long i = 0; i < rows; i++)
    for (long j = 0; j < columns; j += LANES) {
      const __mmask16 lanes = first_of(columns - j);
      float* at = c + i * stride + j;
      __m512 sum = _mm512_load_ps(buffer + i * 32 + j);
      if (accumulate) sum = _mm512_add_ps(sum, _mm512_maskz_loadu_ps(lanes, at));
      if (bias) sum = _mm512_add_ps(sum, _mm512_maskz_loadu_ps(lanes, bias + j));
      _mm512_mask_storeu_ps(at, lanes, sum);
    }
}

template void pack_amx_columns<true>(Matrix, long, long, float*);
template void pack_amx_columns<false>(Matrix, long, long, float*);
template void pack_amx_rows<true>(Matrix, long, long, float*);
template void pack_amx_rows<false>(Matrix, long, long, float*);
template void amx_tile<true>(long, long, long, const float*, const float*, float*, long, bool, const float*);
template void amx_tile<false>(long, long, long, const float*, const float*, float*, long, bool, const float*);

} // namespace LEVEL
#endif
