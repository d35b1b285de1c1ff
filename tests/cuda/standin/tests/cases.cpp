// cases MODULE NAME: runs a case. It ends with 1 where the driver answers an error at the end, with 2 where a value is
// wrong.
#include "cases.h"

std::map<std::string, void (*)()> cases __attribute__((init_priority(200)));
CUcontext contexts[2];
const char* module_file;

CUfunction kernel(const char* name) {
    static std::map<CUcontext, CUmodule> modules;
    CUcontext context;
    OK(cuCtxGetCurrent(&context));
    CUmodule& module = modules[context];
    if (!module) OK(cuModuleLoad(&module, module_file));
    CUfunction found;
    OK(cuModuleGetFunction(&found, module, name));
    return found;
}

CUdeviceptr numbers(int count) {
    std::vector<float> values(count);
    for (int i = 0; i < count; i++) values[i] = i;
    CUdeviceptr made;
    OK(cuMemAlloc_v2(&made, count * sizeof(float)));
    OK(cuMemcpyHtoD_v2(made, values.data(), count * sizeof(float)));
    return made;
}

CUdeviceptr zeros(int count) {
    CUdeviceptr made;
    OK(cuMemAlloc_v2(&made, count * sizeof(float)));
    OK(cuMemsetD8_v2(made, 0, count * sizeof(float)));
    return made;
}

std::vector<float> read(CUdeviceptr from, int count) {
    std::vector<float> values(count);
    OK(cuMemcpyDtoH_v2(values.data(), from, count * sizeof(float)));
    return values;
}

int main(int count, char** words) {
    if (count != 3 || !cases.count(words[2])) return fprintf(stderr, "no such case\n"), 3;
    module_file = words[1];
    OK(cuInit(0));
    int devices;
    OK(cuDeviceGetCount(&devices));
    for (int i = devices < 2 ? devices - 1 : 1; i >= 0; i--) {
        OK(cuDevicePrimaryCtxRetain(&contexts[i], i));
        OK(cuCtxSetCurrent(contexts[i]));
    }
    cases[words[2]]();
    bool failed = cuCtxSynchronize() != CUDA_SUCCESS;
    exit(failed ? 1 : 0);
}
