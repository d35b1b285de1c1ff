#include "shared.h"

#include <cstring>
#include <vector>

#include "block.h"
#include "shadow.h"
#include "traps.h"

constexpr size_t most_static = 48 << 10, most = 227 << 10, zone_bytes = 64;
constexpr unsigned char fresh = 0xff, zone = 0xf5;

struct Variable {
    const void* key;
    const char* name;
    char* at;
    size_t bytes;
};
alignas(128) static char memory[512 << 10];
static size_t used, static_bytes, dynamic_bytes;
static std::vector<Variable> variables;
static std::vector<Cell> cells;

void set_dynamic_shared(size_t bytes) { dynamic_bytes = bytes; }

void begin_shared() { variables.clear(), used = 0, static_bytes = 0; }

static char* end_of(const Variable& v) {
    return v.at + (v.bytes + zone_bytes - 1) / zone_bytes * zone_bytes + zone_bytes;
}

static void* variable(const void* key, size_t bytes, const char* name) {
    for (auto& v : variables)
        if (v.key == key) return v.at;
    Variable made{key, name, memory + used, bytes};
    char* end = end_of(made);
    if (end > memory + sizeof memory)
        trap(CUDA_ERROR_LAUNCH_FAILED, join("more shared memory than a block can have, with `", name, "`"),
             __builtin_return_address(0));
    memset(made.at, fresh, bytes);
    memset(made.at + bytes, zone, end - made.at - bytes);
    used = end - memory;
    variables.push_back(made);
    return made.at;
}

void* standin_shared(const void* key, size_t bytes, const char* name) {
    size_t before = variables.size();
    void* at = variable(key, bytes, name);
    if (variables.size() > before && (static_bytes += bytes) > most_static)
        trap(CUDA_ERROR_LAUNCH_FAILED, join("more than 48 KiB of static shared memory, with `", name, "`"),
             __builtin_return_address(0));
    return at;
}

void* standin_dynamic_shared() {
    static char key;
    if (dynamic_bytes > most)
        trap(CUDA_ERROR_LAUNCH_FAILED, "more than 227 KiB of dynamic shared memory", __builtin_return_address(0));
    return dynamic_bytes ? variable(&key, dynamic_bytes, "dynamic shared memory") : nullptr;
}

void end_shared() {
    for (auto& v : variables)
        for (char* p = v.at + v.bytes; p < end_of(v); p++)
            if ((unsigned char)*p != zone)
                trap(CUDA_ERROR_ILLEGAL_ADDRESS,
                     join("a write past the end of shared memory `", v.name, "` of ", v.bytes, " bytes"), nullptr);
}

bool is_shared(uintptr_t address) { return address - (uintptr_t)memory < sizeof memory; }

std::string describe_shared(uintptr_t address) {
    for (size_t i = variables.size(); i-- > 0;)
        if (address >= (uintptr_t)variables[i].at)
            return join(address - (uintptr_t)variables[i].at, " bytes into shared memory `", variables[i].name, "` of ",
                        variables[i].bytes, " bytes");
    return "shared memory before its first variable";
}

SharedPlace shared_place(uintptr_t address, size_t bytes) {
    if (cells.empty()) cells.resize(sizeof memory / 4);
    unsigned offset = address - (uintptr_t)memory;
    for (auto& v : variables)
        if (address >= (uintptr_t)v.at && address + bytes <= (uintptr_t)v.at + v.bytes)
            return {true, "", &cells[offset / 4], offset};
    return {false, describe_shared(address), nullptr, offset};
}
