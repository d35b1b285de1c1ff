// cuBLAS: products against plain loops.
#include <cublas_v2.h>

#include <chrono>
#include <cmath>
#include <random>

#include "cases.h"

static std::mt19937 generator(7);

template <class T> static CUdeviceptr on_device(const std::vector<T>& values) {
    CUdeviceptr made;
    OK(cuMemAlloc_v2(&made, values.size() * sizeof(T)));
    OK(cuMemcpyHtoD_v2(made, values.data(), values.size() * sizeof(T)));
    return made;
}

template <class T> static std::vector<T> random(size_t count) {
    std::vector<T> values(count);
    for (auto& v : values) v = T(std::uniform_real_distribution<float>(-1, 1)(generator));
    return values;
}

static cublasHandle_t handle() {
    static cublasHandle_t made;
    if (!made) EXPECT(cublasCreate_v2(&made) == CUBLAS_STATUS_SUCCESS);
    return made;
}

// Every element of alpha op(A) op(B) + beta C, with leading dimensions that are larger than they must be.
template <class T, class Sum, class Call>
static void agrees(int m, int n, int k, bool ta, bool tb, int batch, Sum beta, double tolerance, Call call) {
    int lda = (ta ? k : m) + 1, ldb = (tb ? n : k) + 2, ldc = m + 3;
    long step_a = (long)lda * (ta ? m : k) + 5, step_b = (long)ldb * (tb ? k : n) + 1, step_c = (long)ldc * n;
    auto a = random<T>(step_a * batch), b = random<T>(step_b * batch), c = random<T>(step_c * batch);
    Sum alpha = 0.5;
    CUdeviceptr da = on_device(a), db = on_device(b), dc = on_device(c);
    EXPECT(call(ta ? CUBLAS_OP_T : CUBLAS_OP_N, tb ? CUBLAS_OP_T : CUBLAS_OP_N, m, n, k, &alpha, da, lda, step_a, db,
                ldb, step_b, &beta, dc, ldc, step_c, batch) == CUBLAS_STATUS_SUCCESS);
    std::vector<T> got(c.size());
    OK(cuMemcpyDtoH_v2(got.data(), dc, got.size() * sizeof(T)));
    for (int q = 0; q < batch; q++)
        for (int j = 0; j < n; j++)
            for (int i = 0; i < ldc; i++) {
                double was = (double)c[q * step_c + i + (long)j * ldc], sum = 0;
                for (int l = 0; l < k && i < m; l++)
                    sum += (double)a[q * step_a + (ta ? l + (long)i * lda : i + (long)l * lda)] *
                           (double)b[q * step_b + (tb ? j + (long)l * ldb : l + (long)j * ldb)];
                double expected = i < m ? alpha * sum + beta * was : was; // what lies between the columns stays
                EXPECT(std::fabs((double)got[q * step_c + i + (long)j * ldc] - expected) <= tolerance);
            }
    OK(cuMemFree_v2(da));
    OK(cuMemFree_v2(db));
    OK(cuMemFree_v2(dc));
}

template <class T, class Sum, class Call> static void agrees_in_all_ways(double tolerance, Call call) {
    for (int ways = 0; ways < 4; ways++) {
        agrees<T, Sum>(1, 1, 1, ways & 1, ways & 2, 1, 0, tolerance, call);
        agrees<T, Sum>(33, 7, 300, ways & 1, ways & 2, 1, 1, tolerance, call);
        agrees<T, Sum>(5, 18, 3, ways & 1, ways & 2, 4, 0.25, tolerance, call);
    }
}

CASE(products_f32) {
    agrees_in_all_ways<float, float>(2e-5, [](auto ta, auto tb, int m, int n, int k, auto* alpha, auto a, int lda,
                                              long sa, auto b, int ldb, long sb, auto* beta, auto c, int ldc, long sc,
                                              int batch) {
        if (batch > 1)
            return cublasSgemmStridedBatched(handle(), ta, tb, m, n, k, alpha, a, lda, sa, b, ldb, sb, beta, c, ldc, sc,
                                             batch);
        return cublasSgemm_v2(handle(), ta, tb, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
    });
}
CASE(products_f64) {
    agrees_in_all_ways<double, double>(1e-12, [](auto ta, auto tb, int m, int n, int k, auto* alpha, auto a, int lda,
                                                 long sa, auto b, int ldb, long sb, auto* beta, auto c, int ldc,
                                                 long sc, int batch) {
        if (batch > 1)
            return cublasDgemmStridedBatched(handle(), ta, tb, m, n, k, alpha, a, lda, sa, b, ldb, sb, beta, c, ldc, sc,
                                             batch);
        return cublasDgemm_v2(handle(), ta, tb, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
    });
}
CASE(products_f16) {
    agrees_in_all_ways<_Float16, float>(1e-2, [](auto ta, auto tb, int m, int n, int k, auto* alpha, auto a, int lda,
                                                 long sa, auto b, int ldb, long sb, auto* beta, auto c, int ldc,
                                                 long sc, int batch) {
        if (batch > 1)
            return cublasGemmStridedBatchedEx(handle(), ta, tb, m, n, k, alpha, a, CUDA_R_16F, lda, sa, b, CUDA_R_16F,
                                              ldb, sb, beta, c, CUDA_R_16F, ldc, sc, batch, CUBLAS_COMPUTE_32F, 0);
        return cublasGemmEx(handle(), ta, tb, m, n, k, alpha, a, CUDA_R_16F, lda, b, CUDA_R_16F, ldb, beta, c,
                            CUDA_R_16F, ldc, CUBLAS_COMPUTE_32F, 0);
    });
}
CASE(product_bf16) {
    std::vector<unsigned short> three{0x4040}, out(1); // in bfloat16
    CUdeviceptr x = on_device(three), y = on_device(out);
    float one = 1, zero = 0;
    EXPECT(cublasGemmEx(handle(), CUBLAS_OP_N, CUBLAS_OP_N, 1, 1, 1, &one, x, CUDA_R_16BF, 1, x, CUDA_R_16BF, 1, &zero,
                        y, CUDA_R_16BF, 1, CUBLAS_COMPUTE_32F, 0) == CUBLAS_STATUS_SUCCESS);
    OK(cuMemcpyDtoH_v2(out.data(), y, 2));
    EXPECT(out[0] == 0x4110);
}
// Factors of 32 bits are rounded to what the compute type says: 1 + 2^-9 is 1 in bfloat16 alone, 1 + 2^-12 in both.
CASE(products_of_rounded_factors) {
    for (float little : {0x1p-9f, 0x1p-12f}) {
        std::vector<float> a{1 + little}, b{8}, out(1);
        CUdeviceptr x = on_device(a), y = on_device(b), z = on_device(out);
        float one = 1, zero = 0;
        for (int compute : {CUBLAS_COMPUTE_32F, CUBLAS_COMPUTE_32F_FAST_16F, CUBLAS_COMPUTE_32F_FAST_16BF}) {
            EXPECT(cublasGemmEx(handle(), CUBLAS_OP_N, CUBLAS_OP_N, 1, 1, 1, &one, x, CUDA_R_32F, 1, y, CUDA_R_32F, 1,
                                &zero, z, CUDA_R_32F, 1, compute, 0) == CUBLAS_STATUS_SUCCESS);
            bool is_rounded = compute == CUBLAS_COMPUTE_32F_FAST_16BF ||
                              (compute == CUBLAS_COMPUTE_32F_FAST_16F && little == 0x1p-12f);
            EXPECT(read(z, 1)[0] == (is_rounded ? 8 : 8 + 8 * little));
        }
    }
}
CASE(products_with_vectors) {
    const int m = 13, n = 6, lda = 15;
    auto a = random<float>(lda * n), x = random<float>(60), y = random<float>(60);
    for (int ways = 0; ways < 8; ways++) {
        bool ta = ways & 1;
        int step_x = ways & 2 ? 3 : 1, step_y = ways & 4 ? 4 : 1, rows = ta ? n : m, sum = ta ? m : n;
        float alpha = 2, beta = 0.5;
        CUdeviceptr dy = on_device(y);
        EXPECT(cublasSgemv_v2(handle(), ta ? CUBLAS_OP_T : CUBLAS_OP_N, m, n, &alpha, on_device(a), lda, on_device(x),
                              step_x, &beta, dy, step_y) == CUBLAS_STATUS_SUCCESS);
        std::vector<float> got = read(dy, 60);
        for (int i = 0; i < rows; i++) {
            double expected = 0;
            for (int l = 0; l < sum; l++) expected += (double)(ta ? a[l + i * lda] : a[i + l * lda]) * x[l * step_x];
            EXPECT(std::fabs(got[i * step_y] - (alpha * expected + beta * y[i * step_y])) < 1e-5);
        }
        for (int i = 0; i < 60; i++)
            if (i % step_y || i / step_y >= rows) EXPECT(got[i] == y[i]);
    }
}
// 2 * 384^3 operations: seconds in plain loops over columns, milliseconds in tiles.
CASE(product_is_fast) {
    const int side = 384;
    CUdeviceptr a = on_device(random<float>(side * side)), c = zeros(side * side);
    float one = 1, zero = 0;
    auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < 10; i++)
        EXPECT(cublasSgemm_v2(handle(), CUBLAS_OP_N, CUBLAS_OP_T, side, side, side, &one, a, side, a, side, &zero, c,
                              side) == CUBLAS_STATUS_SUCCESS);
    double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    if (getenv("PRINT")) fprintf(stderr, "%.1f GFLOP/s\n", 20.0 * side * side * side / seconds * 1e-9);
    EXPECT(seconds < 5);
}
CASE(product_past_the_end) {
    CUdeviceptr a = zeros(16);
    float one = 1, zero = 0;
    cublasSgemm_v2(handle(), CUBLAS_OP_N, CUBLAS_OP_N, 4, 5, 4, &one, a, 4, a, 4, &zero, a, 4);
}
CASE(product_with_a_wrong_dimension) {
    CUdeviceptr a = zeros(16);
    float one = 1, zero = 0;
    if (cublasSgemm_v2(handle(), CUBLAS_OP_N, CUBLAS_OP_N, 4, 4, 4, &one, a, 3, a, 4, &zero, a, 4) ==
        CUBLAS_STATUS_INVALID_VALUE)
        exit(1);
}
