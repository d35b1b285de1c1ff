// NVRTC: sources that are compiled at run time.
#include <nvrtc.h>

#include "cases.h"

static std::string compile(const char* source, std::vector<const char*> options, std::string* log) {
    const char* text = "#define FACTOR 3\n";
    const char* name = "factor.h";
    nvrtcProgram program;
    EXPECT(nvrtcCreateProgram(&program, source, "mine.cu", 1, &text, &name) == NVRTC_SUCCESS);
    nvrtcResult result = nvrtcCompileProgram(program, options.size(), options.data());
    size_t bytes;
    EXPECT(nvrtcGetProgramLogSize(program, &bytes) == NVRTC_SUCCESS);
    log->resize(bytes);
    EXPECT(nvrtcGetProgramLog(program, log->data()) == NVRTC_SUCCESS);
    if (result != NVRTC_SUCCESS) return "";
    EXPECT(nvrtcGetPTXSize(program, &bytes) == NVRTC_SUCCESS);
    std::string ptx(bytes, 0);
    EXPECT(nvrtcGetPTX(program, ptx.data()) == NVRTC_SUCCESS);
    EXPECT(nvrtcDestroyProgram(&program) == NVRTC_SUCCESS);
    return ptx;
}

static const char* source = R"(#include "factor.h"
#include <cuda_fp16.h>
extern "C" __global__ void scaled(float* x) { x[threadIdx.x] *= FACTOR * MORE; }
#if __WORDSIZE == 64
typedef long int intptr_t;
#else
typedef int intptr_t;
#endif)";

CASE(compiled_at_run_time) {
    std::string log, ptx = compile(source, {"-DMORE=2", "--gpu-architecture=sm_90", "--use_fast_math"}, &log);
    CUmodule module;
    CUfunction scaled;
    OK(cuModuleLoadData(&module, ptx.c_str()));
    OK(cuModuleGetFunction(&scaled, module, "scaled"));
    CUdeviceptr x = numbers(32);
    void* parameters[] = {&x};
    OK(cuLaunchKernel(scaled, 1, 1, 1, 32, 1, 1, 0, nullptr, parameters, nullptr));
    EXPECT(read(x, 32)[31] == 6 * 31);
    OK(cuModuleUnload(module));
}
CASE(does_not_compile_at_run_time) {
    std::string log;
    EXPECT(compile(source, {"-DNOTHING"}, &log).empty());
    fputs(log.c_str(), stderr);
    exit(1);
}
