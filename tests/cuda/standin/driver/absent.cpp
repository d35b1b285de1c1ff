// What programs are likely to ask for and the stand-in does not have: it says so.
#include <cublas_v2.h>
#include <nccl.h>
#include <nvrtc.h>

#include "fault.h"

#define ABSENT(function)                                                                                               \
    extern "C" __attribute__((visibility("default"))) CUresult function();                                             \
    CUresult function() { return report(CUDA_ERROR_NOT_SUPPORTED, #function " is not implemented"); }
#define ABSENT_BLAS(function)                                                                                          \
    extern "C" __attribute__((visibility("default"))) cublasStatus_t function();                                       \
    cublasStatus_t function() {                                                                                        \
        report(CUDA_ERROR_NOT_SUPPORTED, #function " is not implemented");                                             \
        return CUBLAS_STATUS_NOT_SUPPORTED;                                                                            \
    }
#define ABSENT_NVRTC(function)                                                                                         \
    extern "C" __attribute__((visibility("default"))) nvrtcResult function();                                          \
    nvrtcResult function() {                                                                                           \
        report(CUDA_ERROR_NOT_SUPPORTED, #function " is not implemented");                                             \
        return NVRTC_ERROR_INVALID_INPUT;                                                                              \
    }

#define ABSENT_NCCL(function)                                                                                          \
    extern "C" __attribute__((visibility("default"))) ncclResult_t function();                                         \
    ncclResult_t function() {                                                                                          \
        report(CUDA_ERROR_NOT_SUPPORTED, #function " is not implemented");                                             \
        return ncclInvalidUsage;                                                                                       \
    }

ABSENT(cuCtxCreate_v2)
ABSENT(cuCtxDestroy_v2)
ABSENT(cuDestroyExternalMemory)
ABSENT(cuExternalMemoryGetMappedBuffer)
ABSENT(cuImportExternalMemory)
ABSENT(cuFuncGetAttribute)
ABSENT(cuFuncSetCacheConfig)
ABSENT(cuGraphAddKernelNode)
ABSENT(cuGraphCreate)
ABSENT(cuGraphExecUpdate)
ABSENT(cuIpcGetMemHandle)
ABSENT(cuIpcOpenMemHandle_v2)
ABSENT(cuLaunchCooperativeKernel)
ABSENT(cuLaunchKernelEx)
ABSENT(cuMemAdvise)
ABSENT(cuMemAllocManaged)
ABSENT(cuMemAllocPitch_v2)
ABSENT(cuMemCreate)
ABSENT(cuMemMap)
ABSENT(cuMemPrefetchAsync)
ABSENT(cuMemcpy)
ABSENT(cuMemcpy2D_v2)
ABSENT(cuMemcpy2DAsync_v2)
ABSENT(cuMemcpyAsync)
ABSENT(cuModuleGetGlobal_v2)
ABSENT(cuModuleGetTexRef)
ABSENT(cuModuleLoadFatBinary)
ABSENT(cuOccupancyAvailableDynamicSMemPerBlock)
ABSENT(cuOccupancyMaxActiveBlocksPerMultiprocessor)
ABSENT(cuOccupancyMaxActiveBlocksPerMultiprocessorWithFlags)
ABSENT(cuOccupancyMaxActiveClusters)
ABSENT(cuOccupancyMaxPotentialBlockSize)
ABSENT(cuOccupancyMaxPotentialBlockSizeWithFlags)
ABSENT(cuOccupancyMaxPotentialClusterSize)
ABSENT(cuPointerGetAttribute)
ABSENT(cuPointerGetAttributes)
ABSENT(cuProfilerStart)
ABSENT(cuProfilerStop)
ABSENT(cuStreamAddCallback)
ABSENT(cuStreamGetCaptureInfo)
ABSENT(cuStreamGetCaptureInfo_v2)
ABSENT(cuTexObjectCreate)
ABSENT_BLAS(cublasLtCreate)
ABSENT_BLAS(cublasLtDestroy)
ABSENT_BLAS(cublasLtMatmul)
ABSENT_BLAS(cublasLtMatmulAlgoGetHeuristic)
ABSENT_BLAS(cublasLtMatmulDescCreate)
ABSENT_BLAS(cublasLtMatmulDescDestroy)
ABSENT_BLAS(cublasLtMatmulDescSetAttribute)
ABSENT_BLAS(cublasLtMatmulPreferenceCreate)
ABSENT_BLAS(cublasLtMatmulPreferenceDestroy)
ABSENT_BLAS(cublasLtMatmulPreferenceSetAttribute)
ABSENT_BLAS(cublasLtMatrixLayoutCreate)
ABSENT_BLAS(cublasLtMatrixLayoutDestroy)
ABSENT_BLAS(cublasLtMatrixLayoutSetAttribute)
ABSENT_BLAS(cublasHgemm)
ABSENT_BLAS(cublasSaxpy_v2)
ABSENT_BLAS(cublasSgemmBatched)
ABSENT_BLAS(cublasSger_v2)
ABSENT_BLAS(cublasSgeam)
ABSENT_NVRTC(nvrtcAddNameExpression)
ABSENT_NVRTC(nvrtcGetLoweredName)
ABSENT_NCCL(ncclCommInitRankConfig)
ABSENT_NCCL(ncclCommSplit)
ABSENT_NCCL(ncclRecv)
ABSENT_NCCL(ncclSend)
