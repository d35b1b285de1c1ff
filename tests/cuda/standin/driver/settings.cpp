#include "settings.h"

#include <algorithm>
#include <cstdlib>

static long number(const char* name, long otherwise) {
    const char* value = std::getenv(name);
    return value && *value ? std::atol(value) : otherwise;
}

const Settings& settings() {
    static const Settings read{
        .devices = (int)std::clamp(number("CUDA_STANDIN_DEVICES", 1), 0l, 32l),
        .memory = (size_t)number("CUDA_STANDIN_MEMORY", 8 << 10) << 20,
        .order = (unsigned)number("CUDA_STANDIN_ORDER", 0),
        .races = number("CUDA_STANDIN_RACES", 0) != 0,
        .checked = number("CUDA_STANDIN_CHECK", 0) != 0,
        .defer = (int)number("CUDA_STANDIN_DEFER", 0),
        .patience = (int)number("CUDA_STANDIN_PATIENCE", 30),
        .peers = number("CUDA_STANDIN_PEERS", 1) != 0,
        .leaks = number("CUDA_STANDIN_LEAKS", 0) != 0,
        .count = number("CUDA_STANDIN_COUNT", 0) != 0,
        .trace = number("CUDA_STANDIN_TRACE", 0) != 0,
    };
    return read;
}
