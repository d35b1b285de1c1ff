// The shared memory of the block that runs. It is fresh in each block, and each variable has a zone behind it.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>

struct Cell;

void set_dynamic_shared(size_t bytes);
void begin_shared();
// Looks for writes past the variables.
void end_shared();
bool is_shared(uintptr_t address);
struct SharedPlace {
    bool inside;      // all of the bytes in one variable
    std::string text; // which, in words; made only where it is not inside
    Cell* cell;
    unsigned offset; // from the beginning of all shared memory
};
SharedPlace shared_place(uintptr_t address, size_t bytes);
std::string describe_shared(uintptr_t address);
