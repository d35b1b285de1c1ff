#include "fault.h"

#include <cstdio>
#include <map>

CUresult report(CUresult code, const std::string& text) {
    fprintf(stderr, "cuda-standin: %s\n", text.c_str());
    return code;
}

// Never destroyed: destructors of the program may call the driver at the very end.
std::recursive_mutex& door() {
    static auto* only = new std::recursive_mutex;
    return *only;
}

struct Words {
    const char *name, *text;
};
static const Words* words_for(CUresult error) {
    static const std::map<int, Words> all{
        {0, {"CUDA_SUCCESS", "no error"}},
        {1, {"CUDA_ERROR_INVALID_VALUE", "invalid argument"}},
        {2, {"CUDA_ERROR_OUT_OF_MEMORY", "out of memory"}},
        {3, {"CUDA_ERROR_NOT_INITIALIZED", "initialization error"}},
        {101, {"CUDA_ERROR_INVALID_DEVICE", "invalid device ordinal"}},
        {200, {"CUDA_ERROR_INVALID_IMAGE", "device kernel image is invalid"}},
        {201, {"CUDA_ERROR_INVALID_CONTEXT", "invalid device context"}},
        {217, {"CUDA_ERROR_PEER_ACCESS_UNSUPPORTED", "peer access is not supported between these two devices"}},
        {400, {"CUDA_ERROR_INVALID_HANDLE", "invalid resource handle"}},
        {500, {"CUDA_ERROR_NOT_FOUND", "named symbol not found"}},
        {600, {"CUDA_ERROR_NOT_READY", "device not ready"}},
        {700, {"CUDA_ERROR_ILLEGAL_ADDRESS", "an illegal memory access was encountered (cuda-standin has printed it)"}},
        {704, {"CUDA_ERROR_PEER_ACCESS_ALREADY_ENABLED", "peer access is already enabled"}},
        {705, {"CUDA_ERROR_PEER_ACCESS_NOT_ENABLED", "peer access has not been enabled"}},
        {719, {"CUDA_ERROR_LAUNCH_FAILED", "unspecified launch failure (cuda-standin has printed it)"}},
        {801, {"CUDA_ERROR_NOT_SUPPORTED", "operation not supported (cuda-standin has printed which)"}},
        {900, {"CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED", "operation not permitted when stream is capturing"}},
        {901, {"CUDA_ERROR_STREAM_CAPTURE_INVALIDATED", "operation failed due to a previous error during capture"}},
        {902, {"CUDA_ERROR_STREAM_CAPTURE_MERGE", "operation would result in a merge of separate capture sequences"}},
        {903, {"CUDA_ERROR_STREAM_CAPTURE_UNMATCHED", "capture was not ended in the same stream as it began"}},
        {904, {"CUDA_ERROR_STREAM_CAPTURE_UNJOINED", "capturing stream has unjoined work"}},
        {905, {"CUDA_ERROR_STREAM_CAPTURE_ISOLATION", "dependency created on uncaptured work in another stream"}},
        {906,
         {"CUDA_ERROR_STREAM_CAPTURE_IMPLICIT",
          "operation would make the legacy stream depend on a capturing blocking stream"}},
        {907, {"CUDA_ERROR_CAPTURED_EVENT", "operation not permitted on an event last recorded in a capturing stream"}},
    };
    auto found = all.find(error);
    return found == all.end() ? nullptr : &found->second;
}

CUresult cuGetErrorName(CUresult error, const char** name) {
    const Words* words = words_for(error);
    *name = words ? words->name : nullptr;
    return words ? CUDA_SUCCESS : CUDA_ERROR_INVALID_VALUE;
}

CUresult cuGetErrorString(CUresult error, const char** text) {
    const Words* words = words_for(error);
    *text = words ? words->text : nullptr;
    return words ? CUDA_SUCCESS : CUDA_ERROR_INVALID_VALUE;
}
