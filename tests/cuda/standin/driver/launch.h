// One launch of a kernel.
#pragma once
#include "block.h"
#include "memory.h"

struct Launch {
    std::string kernel;
    dim3 grid, block;
    size_t shared_bytes;
    std::shared_ptr<standin_call> call;
};

// Throws what the kernel does wrong.
void run_launch(const Launch& launch);
// The allocations that the arguments of the running launch point to.
const std::vector<Allocation*>& launch_arguments();

// Around the grid, in checked runs (access.cpp).
void begin_access_checks();
void end_access_checks();
// What may have led to another fault.
std::string uninitialised_before();

// Runs `grid` in two orders, and puts the memory back in between; the first place where the results differ, in words,
// or nothing.
std::string difference_of_orders(const Device& on, unsigned order, void (*grid)(const Launch&, unsigned),
                                 const Launch& launch);
