// The cuBLAS calls that the stand-in has.
#pragma once
#include <cuda.h>

enum cublasStatus_t {
    CUBLAS_STATUS_SUCCESS = 0,
    CUBLAS_STATUS_NOT_INITIALIZED = 1,
    CUBLAS_STATUS_INVALID_VALUE = 7,
    CUBLAS_STATUS_EXECUTION_FAILED = 13,
    CUBLAS_STATUS_NOT_SUPPORTED = 15,
};
enum cublasOperation_t { CUBLAS_OP_N, CUBLAS_OP_T, CUBLAS_OP_C };
enum cudaDataType { CUDA_R_32F = 0, CUDA_R_64F = 1, CUDA_R_16F = 2, CUDA_R_16BF = 14 };
enum {
    CUBLAS_COMPUTE_16F = 64,
    CUBLAS_COMPUTE_32F = 68,
    CUBLAS_COMPUTE_32F_FAST_16F = 74,
    CUBLAS_COMPUTE_32F_FAST_16BF = 75,
    CUBLAS_COMPUTE_32F_FAST_TF32 = 77,
    CUBLAS_COMPUTE_64F = 70
};
typedef struct cublasContext* cublasHandle_t;

#pragma GCC visibility push(default)
extern "C" {
cublasStatus_t cublasCreate_v2(cublasHandle_t* handle);
cublasStatus_t cublasDestroy_v2(cublasHandle_t handle);
cublasStatus_t cublasSetStream_v2(cublasHandle_t handle, CUstream stream);
cublasStatus_t cublasGetStream_v2(cublasHandle_t handle, CUstream* stream);
cublasStatus_t cublasSetWorkspace_v2(cublasHandle_t handle, void* workspace, size_t bytes);
cublasStatus_t cublasSetMathMode(cublasHandle_t handle, int mode);
cublasStatus_t cublasSgemm_v2(cublasHandle_t handle, cublasOperation_t ta, cublasOperation_t tb, int m, int n, int k,
                              const float* alpha, CUdeviceptr a, int lda, CUdeviceptr b, int ldb, const float* beta,
                              CUdeviceptr c, int ldc);
cublasStatus_t cublasDgemm_v2(cublasHandle_t handle, cublasOperation_t ta, cublasOperation_t tb, int m, int n, int k,
                              const double* alpha, CUdeviceptr a, int lda, CUdeviceptr b, int ldb, const double* beta,
                              CUdeviceptr c, int ldc);
cublasStatus_t cublasSgemmStridedBatched(cublasHandle_t handle, cublasOperation_t ta, cublasOperation_t tb, int m,
                                         int n, int k, const float* alpha, CUdeviceptr a, int lda, long long step_a,
                                         CUdeviceptr b, int ldb, long long step_b, const float* beta, CUdeviceptr c,
                                         int ldc, long long step_c, int batch);
cublasStatus_t cublasDgemmStridedBatched(cublasHandle_t handle, cublasOperation_t ta, cublasOperation_t tb, int m,
                                         int n, int k, const double* alpha, CUdeviceptr a, int lda, long long step_a,
                                         CUdeviceptr b, int ldb, long long step_b, const double* beta, CUdeviceptr c,
                                         int ldc, long long step_c, int batch);
cublasStatus_t cublasGemmEx(cublasHandle_t handle, cublasOperation_t ta, cublasOperation_t tb, int m, int n, int k,
                            const void* alpha, CUdeviceptr a, cudaDataType type_a, int lda, CUdeviceptr b,
                            cudaDataType type_b, int ldb, const void* beta, CUdeviceptr c, cudaDataType type_c, int ldc,
                            int compute, int algorithm);
cublasStatus_t cublasGemmStridedBatchedEx(cublasHandle_t handle, cublasOperation_t ta, cublasOperation_t tb, int m,
                                          int n, int k, const void* alpha, CUdeviceptr a, cudaDataType type_a, int lda,
                                          long long step_a, CUdeviceptr b, cudaDataType type_b, int ldb,
                                          long long step_b, const void* beta, CUdeviceptr c, cudaDataType type_c,
                                          int ldc, long long step_c, int batch, int compute, int algorithm);
cublasStatus_t cublasSgemv_v2(cublasHandle_t handle, cublasOperation_t ta, int m, int n, const float* alpha,
                              CUdeviceptr a, int lda, CUdeviceptr x, int step_x, const float* beta, CUdeviceptr y,
                              int step_y);
cublasStatus_t cublasDgemv_v2(cublasHandle_t handle, cublasOperation_t ta, int m, int n, const double* alpha,
                              CUdeviceptr a, int lda, CUdeviceptr x, int step_x, const double* beta, CUdeviceptr y,
                              int step_y);
}
#pragma GCC visibility pop
