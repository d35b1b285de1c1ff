// The threads of one block. A fiber runs one thread after the other until one has to wait; then another fiber goes on.
#pragma once
#include <cstdint>
#include <string>

#include "../kernel/vectors.h"
#include "../kernel/driver.h"

struct Place {
    unsigned block;      // in the grid
    int thread;          // in the block
    unsigned epoch;      // barriers that the block has passed
    unsigned warp_epoch; // exchanges that the warp has passed
};

// Runs all threads of the block `blockIdx`. `order` as in the settings.
void run_block(const standin_call& call, unsigned order);
// After a trap: the fibers are in the middle of something.
void forget_fibers();
Place current_place();
bool is_stack_guard(uintptr_t address);
