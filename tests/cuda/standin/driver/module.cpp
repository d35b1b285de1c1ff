// Modules: the translated source that bin/nvcc wrote as "PTX". Its compiled form is made here where it is missing.
#include <cstring>
#include <dlfcn.h>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

#include "capture.h"
#include "compiler.h"
#include "launch.h"
#include "settings.h"

struct Module {
    void* library;
};
struct Function {
    std::string name;
    standin_call* (*call)(void** parameters);
};

static const char* heading = "// cuda-standin\n// ";

static std::string compiled(const std::string& name, const std::string& image) {
    std::string library = join(compiler_folder(), "/modules/", name, settings().checked ? "-checked.so" : ".so");
    if (!access(library.c_str(), R_OK)) return library;
    mkdir(join(compiler_folder(), "/modules").c_str(), 0777);
    std::string source = join(library, ".", getpid(), ".cpp");
    std::ofstream(source) << image;
    std::string log =
        run_compiler(join("--standin-module ", name, " '", source, "'", settings().checked ? " checked" : ""));
    unlink(source.c_str());
    if (access(library.c_str(), R_OK)) throw Fault(CUDA_ERROR_INVALID_IMAGE, "a module that does not compile:\n" + log);
    return library;
}

CUresult cuModuleLoadData(CUmodule* module, const void* image) {
    return answer([=] {
        current_device();
        std::string text = (const char*)image;
        size_t end = text.find('\n', strlen(heading));
        if (text.rfind(heading, 0) != 0 || end == std::string::npos)
            throw Fault(CUDA_ERROR_INVALID_IMAGE, "this module was not made by the stand-in's nvcc, which has to come "
                                                  "first on PATH when the program is built");
        std::string library = compiled(text.substr(strlen(heading), end - strlen(heading)), text);
        void* loaded = dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
        if (!loaded) throw Fault(CUDA_ERROR_INVALID_IMAGE, dlerror());
        *module = (CUmodule) new Module{loaded};
    });
}

CUresult cuModuleLoadDataEx(CUmodule* module, const void* image, unsigned, int*, void**) {
    return cuModuleLoadData(module, image);
}

CUresult cuModuleLoad(CUmodule* module, const char* file) {
    std::ifstream in(file);
    std::string text(std::istreambuf_iterator<char>(in), {});
    return cuModuleLoadData(module, text.c_str());
}

// Its kernels may still wait in a stream: the library stays.
CUresult cuModuleUnload(CUmodule module) {
    return answer([=] { delete (Module*)module; });
}

CUresult cuModuleGetFunction(CUfunction* function, CUmodule module, const char* name) {
    return answer([=] {
        auto call =
            (standin_call * (*)(void**)) dlsym(((Module*)module)->library, join("standin_kernel_", name).c_str());
        if (!call) throw Fault(CUDA_ERROR_NOT_FOUND, join("the module has no kernel `", name, "`"));
        *function = (CUfunction) new Function{name, call};
    });
}

// Shared memory beyond 48 KiB and the like: there is enough of everything.
CUresult cuFuncSetAttribute(CUfunction, int, int) {
    return answer([] {});
}

CUresult cuLaunchKernel(CUfunction function, unsigned grid_x, unsigned grid_y, unsigned grid_z, unsigned block_x,
                        unsigned block_y, unsigned block_z, unsigned shared_bytes, CUstream stream, void** parameters,
                        void** extra) {
    return answer([=] {
        const Function& f = *(Function*)function;
        if (extra) throw Fault(CUDA_ERROR_NOT_SUPPORTED, "cuLaunchKernel with `extra` is not implemented");
        if (!grid_x || !grid_y || !grid_z || !block_x || !block_y || !block_z ||
            size_t(block_x) * block_y * block_z > 1024 || block_z > 64 || grid_y > 65535 || grid_z > 65535)
            throw Fault(CUDA_ERROR_INVALID_VALUE,
                        join("kernel `", f.name, "`: a grid of (", grid_x, ", ", grid_y, ", ", grid_z, ") blocks of (",
                             block_x, ", ", block_y, ", ", block_z, ") threads cannot be launched"));
        if (shared_bytes > 227 << 10)
            throw Fault(CUDA_ERROR_INVALID_VALUE,
                        join("kernel `", f.name, "`: ", shared_bytes, " bytes of shared memory are more than 227 KiB"));
        auto launch = std::make_shared<Launch>(
            Launch{f.name, {grid_x, grid_y, grid_z}, {block_x, block_y, block_z}, shared_bytes, nullptr});
        launch->call.reset(f.call(parameters));
        submit(stream_of(stream), Kind::Kernel, [launch] { run_launch(*launch); });
    });
}
