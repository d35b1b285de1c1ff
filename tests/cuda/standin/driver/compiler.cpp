// libnvrtc: the stand-in's nvcc, run on a file.
#include "compiler.h"

#include <cstdio>
#include <cstring>
#include <dlfcn.h>
#include <filesystem>
#include <fstream>
#include <nvrtc.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

#include "fault.h"

const std::string& compiler_folder() {
    static const std::string folder = [] {
        Dl_info here;
        dladdr((void*)&nvrtcCompileProgram, &here);
        std::string library = here.dli_fname, lib = library.substr(0, library.rfind('/'));
        return lib.substr(0, lib.rfind('/'));
    }();
    return folder;
}

std::string run_compiler(const std::string& arguments) {
    FILE* out = popen(join("'", compiler_folder(), "/bin/nvcc' ", arguments, " 2>&1").c_str(), "r");
    if (!out) return "nvcc of the stand-in does not start";
    std::string said;
    char piece[4096];
    while (size_t n = fread(piece, 1, sizeof piece, out)) said.append(piece, n);
    pclose(out);
    return said;
}

static std::string file_text(const std::string& path) {
    std::ifstream in(path);
    return {std::istreambuf_iterator<char>(in), {}};
}

static std::string quoted(const std::string& word) {
    std::string all = "'";
    for (char c : word) all += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return all + "'";
}

struct Program {
    std::string source, name, ptx, log;
    std::vector<std::pair<std::string, std::string>> headers;
};

nvrtcResult nvrtcVersion(int* major, int* minor) {
    *major = 12, *minor = 2;
    return NVRTC_SUCCESS;
}

nvrtcResult nvrtcCreateProgram(nvrtcProgram* program, const char* source, const char* name, int count,
                               const char* const* headers, const char* const* names) {
    auto* made = new Program{source, name ? name : "default_program", "", "", {}};
    for (int i = 0; i < count; i++) made->headers.push_back({names[i], headers[i]});
    *program = (nvrtcProgram)made;
    return NVRTC_SUCCESS;
}

nvrtcResult nvrtcDestroyProgram(nvrtcProgram* program) {
    delete (Program*)*program;
    *program = nullptr;
    return NVRTC_SUCCESS;
}

nvrtcResult nvrtcCompileProgram(nvrtcProgram handle, int count, const char* const* options) {
    auto& program = *(Program*)handle;
    std::string folder = std::filesystem::temp_directory_path() / "cuda-standin-XXXXXX";
    if (!mkdtemp(folder.data())) return NVRTC_ERROR_INTERNAL_ERROR;
    std::vector<std::string> files{join(folder, "/program.cu"), join(folder, "/program.ptx")};
    // The name in messages and of lines is the one that the program was given.
    std::ofstream(files[0]) << "#line 1 \"" << program.name << "\"\n" << program.source;
    for (auto& [name, text] : program.headers) {
        std::string path = join(folder, "/", name.substr(name.rfind('/') + 1));
        std::ofstream(path) << text;
        files.push_back(path);
    }
    std::string arguments = join("--ptx ", quoted(files[0]), " -o ", quoted(files[1]), " -I", quoted(folder));
    for (int i = 0; i < count; i++) arguments += " " + quoted(options[i]);
    program.log = run_compiler(arguments);
    program.ptx = file_text(files[1]);
    for (auto& file : files) unlink(file.c_str());
    rmdir(folder.c_str());
    return program.ptx.empty() ? NVRTC_ERROR_COMPILATION : NVRTC_SUCCESS;
}

static nvrtcResult give(const std::string& text, char* to) {
    memcpy(to, text.c_str(), text.size() + 1);
    return NVRTC_SUCCESS;
}
static nvrtcResult give_size(const std::string& text, size_t* bytes) {
    *bytes = text.size() + 1;
    return NVRTC_SUCCESS;
}
nvrtcResult nvrtcGetPTXSize(nvrtcProgram program, size_t* bytes) { return give_size(((Program*)program)->ptx, bytes); }
nvrtcResult nvrtcGetPTX(nvrtcProgram program, char* to) { return give(((Program*)program)->ptx, to); }
// There is one form of a program, whatever it is asked for as.
nvrtcResult nvrtcGetCUBINSize(nvrtcProgram program, size_t* bytes) { return nvrtcGetPTXSize(program, bytes); }
nvrtcResult nvrtcGetCUBIN(nvrtcProgram program, char* to) { return nvrtcGetPTX(program, to); }
nvrtcResult nvrtcGetProgramLogSize(nvrtcProgram program, size_t* bytes) {
    return give_size(((Program*)program)->log, bytes);
}
nvrtcResult nvrtcGetProgramLog(nvrtcProgram program, char* to) { return give(((Program*)program)->log, to); }

const char* nvrtcGetErrorString(nvrtcResult result) {
    switch (result) {
    case NVRTC_SUCCESS: return "NVRTC_SUCCESS";
    case NVRTC_ERROR_COMPILATION: return "NVRTC_ERROR_COMPILATION";
    default: return "NVRTC_ERROR";
    }
}
