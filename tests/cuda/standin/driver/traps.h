// What ends a kernel in the middle: an access that the hardware refuses, or one that a check does.
#pragma once
#include "fault.h"

#include <csetjmp>

// The frame of a launch: a fault jumps here from the stack of the kernel's thread, and leaves what it was.
struct Trap {
    sigjmp_buf frame;
    CUresult code = CUDA_SUCCESS;
    std::string message;
    const void* from = nullptr; // the instruction
};
extern thread_local Trap* current_trap;

[[noreturn]] void trap(CUresult code, const std::string& message, const void* from);
void set_traps();
// A kernel that overflows its stack leaves none for the handler, which has its own.
void give_handler_a_stack();
// "file:line" of an instruction of a module, as far as it is known.
std::string source_line(const void* instruction);
