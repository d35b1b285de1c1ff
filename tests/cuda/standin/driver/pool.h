// Memory pools. They keep no memory back, for an address that is never used twice tells more; what a program sees of
// them is how much is in use.
#pragma once
#include <cstddef>
#include <cstdint>

struct Device;

struct Pool {
    Device* device;
    uint64_t threshold = 0; // CU_MEMPOOL_ATTR_RELEASE_THRESHOLD
    size_t used = 0, most = 0;
    int reuse[3] = {1, 1, 1};

    void take(size_t bytes) {
        used += bytes;
        if (used > most) most = used;
    }
    void give_back(size_t bytes) { used -= bytes; }
};
