// C = alpha op(A) op(B) + beta C, columns after columns, with sums of type `Sum`.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <vector>

struct Bfloat16 {
    uint16_t bits;
    Bfloat16() = default;
    explicit Bfloat16(float v) {
        uint32_t all;
        memcpy(&all, &v, 4);
        bits = v != v ? 0x7fff : (all + 0x7fff + (all >> 16 & 1)) >> 16;
    }
    explicit operator float() const {
        uint32_t all = (uint32_t)bits << 16;
        float v;
        memcpy(&v, &all, 4);
        return v;
    }
};

// A tile of C stays in registers: `rows` by `columns`, from packed strips of A and B.
constexpr int tile_columns = 4;
template <class Sum> constexpr int tile_rows = 64 / sizeof(Sum);
constexpr int depth = 256;  // of the strips, so that they stay in the cache

template <class Sum> using Tile = Sum[tile_columns][tile_rows<Sum>];

template <class Sum> __attribute__((always_inline)) inline void add_to_tile(int k, const Sum* a, const Sum* b, Tile<Sum>& tile) {
    constexpr int rows = tile_rows<Sum>;
    typedef Sum Column __attribute__((vector_size(rows * sizeof(Sum)), aligned(sizeof(Sum))));
    Column sums[tile_columns];
    for (int j = 0; j < tile_columns; j++) memcpy(&sums[j], tile[j], sizeof(Column));
    for (int l = 0; l < k; l++) {
        Column column;
        memcpy(&column, a + l * rows, sizeof(Column));
        for (int j = 0; j < tile_columns; j++) sums[j] += column * b[l * tile_columns + j];
    }
    for (int j = 0; j < tile_columns; j++) memcpy(tile[j], &sums[j], sizeof(Column));
}

// The same code for the processors that can do more.
template <class Sum> __attribute__((target("avx2,fma"))) void add_to_tile_avx2(int k, const Sum* a, const Sum* b, Tile<Sum>& tile) { add_to_tile(k, a, b, tile); }
template <class Sum> void add_to_tile_plain(int k, const Sum* a, const Sum* b, Tile<Sum>& tile) { add_to_tile(k, a, b, tile); }

template <class T, class Sum>
void gemm(bool ta, bool tb, int m, int n, int k, Sum alpha, const T* a, long lda, const T* b, long ldb, Sum beta, T* c, long ldc) {
    constexpr int rows = tile_rows<Sum>;
    static const bool fast = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    auto add = fast ? add_to_tile_avx2<Sum> : add_to_tile_plain<Sum>;
    int row_strips = (m + rows - 1) / rows, column_strips = (n + tile_columns - 1) / tile_columns;
    std::vector<Sum> sums((size_t)row_strips * rows * column_strips * tile_columns), packed_a((size_t)row_strips * rows * depth),
        packed_b((size_t)column_strips * tile_columns * depth);
    for (int from = 0; from < k; from += depth) {
        int deep = std::min(depth, k - from);
        for (int strip = 0; strip < row_strips; strip++)
            for (int l = 0; l < deep; l++)
                for (int r = 0; r < rows; r++) {
                    int i = strip * rows + r;
                    packed_a[((size_t)strip * deep + l) * rows + r] = i < m ? Sum(ta ? a[from + l + i * lda] : a[i + (from + l) * lda]) : Sum(0);
                }
        for (int strip = 0; strip < column_strips; strip++)
            for (int l = 0; l < deep; l++)
                for (int s = 0; s < tile_columns; s++) {
                    int j = strip * tile_columns + s;
                    packed_b[((size_t)strip * deep + l) * tile_columns + s] = j < n ? Sum(tb ? b[j + (from + l) * ldb] : b[from + l + j * ldb]) : Sum(0);
                }
        for (int column = 0; column < column_strips; column++)
            for (int row = 0; row < row_strips; row++)
                add(deep, &packed_a[(size_t)row * deep * rows], &packed_b[(size_t)column * deep * tile_columns],
                    *(Tile<Sum>*)&sums[((size_t)column * row_strips + row) * rows * tile_columns]);
    }
    for (int j = 0; j < n; j++)
        for (int i = 0; i < m; i++) {
            size_t tile = (size_t)(j / tile_columns) * row_strips + i / rows;
            Sum sum = alpha * sums[tile * rows * tile_columns + j % tile_columns * rows + i % rows];
            T& to = c[i + j * ldc];
            to = T(beta == 0 ? sum : sum + beta * Sum(to));
        }
}
