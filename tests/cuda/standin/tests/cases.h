// What the cases share. A case is a small program; `test` runs each in a process of its own, by its name.
#pragma once
#include <cuda.h>

#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <vector>

extern std::map<std::string, void (*)()> cases;
extern const char* module_file;
extern CUcontext contexts[2]; // of the first two devices, as far as there are any; the first is current

#define CASE(name)                                                                                                     \
    static void name();                                                                                                \
    static bool is_a_case_##name = (cases[#name] = name);                                                              \
    static void name()

inline void expect(bool holds, const char* text, int line) {
    if (holds) return;
    fprintf(stderr, "line %d: %s\n", line, text);
    exit(2);
}
#define EXPECT(what) expect(what, #what, __LINE__)
#define OK(call) expect((call) == CUDA_SUCCESS, #call, __LINE__)

constexpr int n = 1000;

CUfunction kernel(const char* name);
// Device memory with the numbers 0, 1, 2 ... in it.
CUdeviceptr numbers(int count = n);
CUdeviceptr zeros(int count);
std::vector<float> read(CUdeviceptr from, int count);

template <class... A> CUresult launch_in(CUstream stream, const char* name, int grid, int block, A... arguments) {
    void* parameters[] = {&arguments..., nullptr};
    return cuLaunchKernel(kernel(name), grid, 1, 1, block, 1, 1, block * sizeof(float), stream, parameters, nullptr);
}
template <class... A> CUresult launch(const char* name, int grid, int block, A... arguments) {
    return launch_in(nullptr, name, grid, block, arguments...);
}

// A stream that does not wait for the default stream.
inline CUstream new_stream() {
    CUstream made;
    OK(cuStreamCreate(&made, CU_STREAM_NON_BLOCKING));
    return made;
}
inline CUevent new_event() {
    CUevent made;
    OK(cuEventCreate(&made, CU_EVENT_DISABLE_TIMING));
    return made;
}
