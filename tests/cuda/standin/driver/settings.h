// What the environment asks for (README.md). Read once.
#pragma once
#include <cstddef>

struct Settings {
    int devices;    // CUDA_STANDIN_DEVICES
    size_t memory;  // CUDA_STANDIN_MEMORY, in bytes
    unsigned order; // CUDA_STANDIN_ORDER. 0: ascending, 1: descending, else the seed of a shuffle
    bool races;     // CUDA_STANDIN_RACES
    bool checked;   // CUDA_STANDIN_CHECK
    int defer;      // CUDA_STANDIN_DEFER. 0: at once, 1: as late as may be, 2: so, and the youngest stream first
    int patience;   // CUDA_STANDIN_PATIENCE, in seconds
    bool peers;     // CUDA_STANDIN_PEERS
    bool leaks;     // CUDA_STANDIN_LEAKS
    bool count;     // CUDA_STANDIN_COUNT
    bool trace;     // CUDA_STANDIN_TRACE
};
const Settings& settings();
