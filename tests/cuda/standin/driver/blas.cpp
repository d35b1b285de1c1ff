// libcublas: products of matrices, column by column as there.
#include <cublas_v2.h>

#include "gemm.h"
#include "memory.h"
#include "stream.h"

struct Handle {
    CUstream stream = nullptr;
};

// How a matrix lies in memory: `step` from one of the batch to the next.
struct Matrix {
    CUdeviceptr at;
    int leading;
    long long step;
    size_t reach(int rows, int columns, int batch) const {
        return rows && columns ? step * (batch - 1) + (long long)leading * (columns - 1) + rows : 0;
    }
};

template <class T, class Sum, class Factor = T>
static cublasStatus_t product(cublasHandle_t handle, cublasOperation_t ta, cublasOperation_t tb, int m, int n, int k,
                              Sum alpha, Matrix a, Matrix b, Sum beta, Matrix c, int batch) {
    if (m < 0 || n < 0 || k < 0 || batch < 0 || a.leading < std::max(1, ta ? k : m) ||
        b.leading < std::max(1, tb ? n : k) || c.leading < std::max(1, m)) {
        report(CUDA_ERROR_INVALID_VALUE,
               join("gemm: a leading dimension is too small for (m, n, k) = (", m, ", ", n, ", ", k, ")"));
        return CUBLAS_STATUS_INVALID_VALUE;
    }
    CUresult code = answer([=] {
        submit(stream_of(((Handle*)handle)->stream), Kind::Product, [=] {
            if (!m || !n || !batch) return;
            const Device& on = working_device();
            auto* pa =
                (const T*)resolve(a.at, a.reach(ta ? k : m, ta ? m : k, batch) * sizeof(T), on, "gemm, A", Use::Read);
            auto* pb =
                (const T*)resolve(b.at, b.reach(tb ? n : k, tb ? k : n, batch) * sizeof(T), on, "gemm, B", Use::Read);
            auto* pc =
                (T*)resolve(c.at, c.reach(m, n, batch) * sizeof(T), on, "gemm, C", beta == 0 ? Use::Write : Use::Read);
            for (int i = 0; i < batch; i++)
                gemm<T, Sum, Factor>(ta, tb, m, n, k, alpha, pa + i * a.step, a.leading, pb + i * b.step, b.leading, beta,
                             pc + i * c.step, c.leading);
        });
    });
    return code == CUDA_SUCCESS ? CUBLAS_STATUS_SUCCESS : CUBLAS_STATUS_EXECUTION_FAILED;
}

cublasStatus_t cublasCreate_v2(cublasHandle_t* handle) {
    *handle = (cublasHandle_t) new Handle;
    return CUBLAS_STATUS_SUCCESS;
}
cublasStatus_t cublasDestroy_v2(cublasHandle_t handle) {
    delete (Handle*)handle;
    return CUBLAS_STATUS_SUCCESS;
}
cublasStatus_t cublasSetStream_v2(cublasHandle_t handle, CUstream stream) {
    ((Handle*)handle)->stream = stream;
    return CUBLAS_STATUS_SUCCESS;
}
cublasStatus_t cublasGetStream_v2(cublasHandle_t handle, CUstream* stream) {
    *stream = ((Handle*)handle)->stream;
    return CUBLAS_STATUS_SUCCESS;
}
cublasStatus_t cublasSetWorkspace_v2(cublasHandle_t, void*, size_t) { return CUBLAS_STATUS_SUCCESS; }
cublasStatus_t cublasSetMathMode(cublasHandle_t, int) { return CUBLAS_STATUS_SUCCESS; }

#define GEMM(L, T)                                                                                                     \
    cublasStatus_t cublas##L##gemm_v2(cublasHandle_t h, cublasOperation_t ta, cublasOperation_t tb, int m, int n,      \
                                      int k, const T* alpha, CUdeviceptr a, int lda, CUdeviceptr b, int ldb,           \
                                      const T* beta, CUdeviceptr c, int ldc) {                                         \
        return product<T, T>(h, ta, tb, m, n, k, *alpha, {a, lda, 0}, {b, ldb, 0}, *beta, {c, ldc, 0}, 1);             \
    }                                                                                                                  \
    cublasStatus_t cublas##L##gemmStridedBatched(cublasHandle_t h, cublasOperation_t ta, cublasOperation_t tb, int m,  \
                                                 int n, int k, const T* alpha, CUdeviceptr a, int lda,                 \
                                                 long long step_a, CUdeviceptr b, int ldb, long long step_b,           \
                                                 const T* beta, CUdeviceptr c, int ldc, long long step_c, int batch) { \
        return product<T, T>(h, ta, tb, m, n, k, *alpha, {a, lda, step_a}, {b, ldb, step_b}, *beta, {c, ldc, step_c},  \
                             batch);                                                                                   \
    }
GEMM(S, float)
GEMM(D, double)

cublasStatus_t cublasGemmStridedBatchedEx(cublasHandle_t h, cublasOperation_t ta, cublasOperation_t tb, int m, int n,
                                          int k, const void* alpha, CUdeviceptr a, cudaDataType type_a, int lda,
                                          long long step_a, CUdeviceptr b, cudaDataType type_b, int ldb,
                                          long long step_b, const void* beta, CUdeviceptr c, cudaDataType type_c,
                                          int ldc, long long step_c, int batch, int compute, int) {
    Matrix A{a, lda, step_a}, B{b, ldb, step_b}, C{c, ldc, step_c};
    bool alike = type_a == type_b && type_b == type_c,
         sums_f32 = compute == CUBLAS_COMPUTE_32F || compute == CUBLAS_COMPUTE_32F_FAST_16F ||
                    compute == CUBLAS_COMPUTE_32F_FAST_16BF || compute == CUBLAS_COMPUTE_32F_FAST_TF32;
    if (alike && sums_f32) {
        float x = *(const float*)alpha, y = *(const float*)beta;
        if (type_a == CUDA_R_32F && compute == CUBLAS_COMPUTE_32F_FAST_16BF)
            return product<float, float, Bfloat16>(h, ta, tb, m, n, k, x, A, B, y, C, batch);
        if (type_a == CUDA_R_32F && compute == CUBLAS_COMPUTE_32F_FAST_16F)
            return product<float, float, _Float16>(h, ta, tb, m, n, k, x, A, B, y, C, batch);
        if (type_a == CUDA_R_32F) return product<float, float>(h, ta, tb, m, n, k, x, A, B, y, C, batch);
        if (type_a == CUDA_R_16F) return product<_Float16, float>(h, ta, tb, m, n, k, x, A, B, y, C, batch);
        if (type_a == CUDA_R_16BF) return product<Bfloat16, float>(h, ta, tb, m, n, k, x, A, B, y, C, batch);
    }
    if (alike && type_a == CUDA_R_64F && compute == CUBLAS_COMPUTE_64F)
        return product<double, double>(h, ta, tb, m, n, k, *(const double*)alpha, A, B, *(const double*)beta, C, batch);
    report(CUDA_ERROR_NOT_SUPPORTED, join("cublasGemmEx with types ", type_a, ", ", type_b, ", ", type_c,
                                          " and sums of type ", compute, " is not implemented"));
    return CUBLAS_STATUS_NOT_SUPPORTED;
}

cublasStatus_t cublasGemmEx(cublasHandle_t h, cublasOperation_t ta, cublasOperation_t tb, int m, int n, int k,
                            const void* alpha, CUdeviceptr a, cudaDataType type_a, int lda, CUdeviceptr b,
                            cudaDataType type_b, int ldb, const void* beta, CUdeviceptr c, cudaDataType type_c, int ldc,
                            int compute, int algorithm) {
    return cublasGemmStridedBatchedEx(h, ta, tb, m, n, k, alpha, a, type_a, lda, 0, b, type_b, ldb, 0, beta, c, type_c,
                                      ldc, 0, 1, compute, algorithm);
}

template <class T>
static cublasStatus_t times_vector(cublasHandle_t handle, cublasOperation_t ta, int m, int n, T alpha, CUdeviceptr a,
                                   int lda, CUdeviceptr x, int step_x, T beta, CUdeviceptr y, int step_y) {
    if (step_x <= 0 || step_y <= 0) {
        report(CUDA_ERROR_NOT_SUPPORTED, "gemv with a step that is not positive is not implemented");
        return CUBLAS_STATUS_NOT_SUPPORTED;
    }
    // As a product with rows of one element: the steps are its leading dimensions.
    int rows = ta ? n : m, sum = ta ? m : n;
    if (step_y == 1)
        return product<T, T>(handle, ta, step_x == 1 ? CUBLAS_OP_N : CUBLAS_OP_T, rows, 1, sum, alpha, {a, lda, 0},
                             {x, step_x == 1 ? std::max(1, sum) : step_x, 0}, beta, {y, std::max(1, rows), 0}, 1);
    return product<T, T>(handle, step_x == 1 ? CUBLAS_OP_T : CUBLAS_OP_N, ta ? CUBLAS_OP_N : CUBLAS_OP_T, 1, rows, sum,
                         alpha, {x, step_x == 1 ? std::max(1, sum) : step_x, 0}, {a, lda, 0}, beta, {y, step_y, 0}, 1);
}
cublasStatus_t cublasSgemv_v2(cublasHandle_t h, cublasOperation_t ta, int m, int n, const float* alpha, CUdeviceptr a,
                              int lda, CUdeviceptr x, int step_x, const float* beta, CUdeviceptr y, int step_y) {
    return times_vector(h, ta, m, n, *alpha, a, lda, x, step_x, *beta, y, step_y);
}
cublasStatus_t cublasDgemv_v2(cublasHandle_t h, cublasOperation_t ta, int m, int n, const double* alpha, CUdeviceptr a,
                              int lda, CUdeviceptr x, int step_x, const double* beta, CUdeviceptr y, int step_y) {
    return times_vector(h, ta, m, n, *alpha, a, lda, x, step_x, *beta, y, step_y);
}
