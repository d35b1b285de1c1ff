// C = alpha op(A) op(B) + beta C, columns after columns, with sums of type `Sum` of factors that are rounded to `Factor`.
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

// A tile of C stays in registers: two vectors of rows by six columns, from packed strips of A and B.
constexpr int tile_columns = 6, vector_bytes = 32, depth = 256; // the strips' depth keeps them in the cache
template <class Sum> constexpr int tile_rows = 2 * vector_bytes / sizeof(Sum);

template <class Sum> using Tile = Sum[tile_columns][tile_rows<Sum>];

template <class Sum>
__attribute__((always_inline)) inline void add_to_tile(int k, const Sum* a, const Sum* b, Tile<Sum>& tile) {
    typedef Sum Vector __attribute__((vector_size(vector_bytes), aligned(sizeof(Sum)), may_alias));
    constexpr int lanes = vector_bytes / sizeof(Sum);
    Vector sums[tile_columns][2] = {};
    for (int l = 0; l < k; l++) {
        Vector upper = *(const Vector*)(a + l * 2 * lanes), lower = *(const Vector*)(a + l * 2 * lanes + lanes);
#pragma GCC unroll 6
        for (int j = 0; j < tile_columns; j++) {
            Sum factor = b[l * tile_columns + j];
            sums[j][0] += upper * factor;
            sums[j][1] += lower * factor;
        }
    }
#pragma GCC unroll 6
    for (int j = 0; j < tile_columns; j++) {
        *(Vector*)&tile[j][0] += sums[j][0];
        *(Vector*)&tile[j][lanes] += sums[j][1];
    }
}

// The same code for the processors that can do more.
template <class Sum>
__attribute__((target("avx2,fma"))) void add_to_tile_avx2(int k, const Sum* a, const Sum* b, Tile<Sum>& tile) {
    add_to_tile(k, a, b, tile);
}
template <class Sum> void add_to_tile_plain(int k, const Sum* a, const Sum* b, Tile<Sum>& tile) {
    add_to_tile(k, a, b, tile);
}

template <class T, class Sum, class Factor = T>
void gemm(bool ta, bool tb, int m, int n, int k, Sum alpha, const T* a, long lda, const T* b, long ldb, Sum beta, T* c,
          long ldc) {
    constexpr int rows = tile_rows<Sum>;
    static const bool fast = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    auto add = fast ? add_to_tile_avx2<Sum> : add_to_tile_plain<Sum>;
    int row_strips = (m + rows - 1) / rows, column_strips = (n + tile_columns - 1) / tile_columns;
    std::vector<Sum> sums((size_t)row_strips * rows * column_strips * tile_columns),
        packed_a((size_t)row_strips * rows * std::min(depth, k)),
        packed_b((size_t)column_strips * tile_columns * std::min(depth, k));
    for (int from = 0; from < k; from += depth) {
        int deep = std::min(depth, k - from);
        for (int strip = 0; strip < row_strips; strip++)
            for (int l = 0; l < deep; l++)
                for (int r = 0; r < rows; r++) {
                    int i = strip * rows + r;
                    packed_a[((size_t)strip * deep + l) * rows + r] =
                        i < m ? Sum(Factor(ta ? a[from + l + i * lda] : a[i + (from + l) * lda])) : Sum(0);
                }
        for (int strip = 0; strip < column_strips; strip++)
            for (int l = 0; l < deep; l++)
                for (int s = 0; s < tile_columns; s++) {
                    int j = strip * tile_columns + s;
                    packed_b[((size_t)strip * deep + l) * tile_columns + s] =
                        j < n ? Sum(Factor(tb ? b[j + (from + l) * ldb] : b[from + l + j * ldb])) : Sum(0);
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
