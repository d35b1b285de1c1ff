// The checks before each access of a checked module: bounds to the byte, uninitialised memory, races.
#include <algorithm>
#include <optional>

#include "block.h"
#include "launch.h"
#include "memory.h"
#include "shadow.h"
#include "shared.h"
#include "stream.h"
#include "traps.h"

static const char* verb(int kind) {
    return kind == STANDIN_READ ? "reads" : kind == STANDIN_WRITE ? "writes" : "updates";
}

[[noreturn]] static void tell_race(const char* race, unsigned other, int kind, const std::string& where,
                                   const void* from) {
    bool blocks = std::string(race).rfind("block ", 0) == 0;
    std::string who = blocks ? join("block ", other, " ", race + 6) : join("thread ", other, " of this block ", race);
    trap(CUDA_ERROR_LAUNCH_FAILED,
         join("race: ", who, " and this thread ", verb(kind), " ", where,
              blocks ? ", not both by atomics and with no fence" : ", with no barrier") +
             " between",
         from);
}

// The first read of uninitialised memory in a launch. It is told at the end, for a thread that is about to write there
// is the better explanation.
struct Hole {
    std::string where;
    const void* from;
    uint3 block, thread;
};
static std::optional<Hole> first_hole;

static void note_hole(const std::string& where, const void* from) {
    if (!first_hole) first_hole = {where, from, blockIdx, threadIdx};
}

void begin_access_checks() { first_hole.reset(); }

void end_access_checks() {
    if (!first_hole) return;
    blockIdx = first_hole->block, threadIdx = first_hole->thread;
    trap(CUDA_ERROR_LAUNCH_FAILED, "reads uninitialised memory, " + first_hole->where, first_hole->from);
}

std::string uninitialised_before() {
    return first_hole ? ", after a read of uninitialised memory, " + first_hole->where : "";
}

// Calls `each(cell number, mask of its bytes)` for the cells that the bytes lie in.
template <class Each> static void each_cell(size_t offset, size_t bytes, Each each) {
    for (size_t end = offset + bytes; offset < end;) {
        size_t begin = offset % 4, count = std::min(4 - begin, end - offset);
        each(offset / 4, uint8_t(((1 << count) - 1) << begin));
        offset += count;
    }
}

static void check_shared(uintptr_t address, size_t bytes, int kind, const void* from) {
    SharedPlace place = shared_place(address, bytes);
    if (!place.inside)
        trap(CUDA_ERROR_ILLEGAL_ADDRESS, join("illegal address: ", verb(kind), " ", bytes, " bytes at ", place.text),
             from);
    Cell* first = place.cell - place.offset / 4;
    Place by = current_place();
    each_cell(place.offset, bytes, [&](size_t i, uint8_t mask) {
        unsigned other;
        Cell& cell = first[i];
        const char* race = note_access(cell, by, mask, kind, true, &other);
        if (race) tell_race(race, other, kind, describe_shared(address), from);
        if (kind != STANDIN_WRITE && (cell.valid & mask) != mask) note_hole(describe_shared(address), from);
        cell.valid |= mask;
    });
}

// An argument gives the right to its own allocation. A pointer that was found in memory is one of the programs' view,
// and gives the right to what it points to.
static Allocation* allowed(uintptr_t address, size_t bytes, int kind, const void* from) {
    for (Allocation* in : launch_arguments())
        if (address >= in->start && address - in->start < in->bytes) return in;
    Allocation* in = find_allocation(address);
    if (!in || kernel_view(address) == in->start + in->bytes)
        trap(CUDA_ERROR_ILLEGAL_ADDRESS,
             join("illegal address: ", verb(kind), " ", bytes, " bytes at ", describe(address), pending_elsewhere()),
             from);
    if (kernel_view(address) == address)
        trap(CUDA_ERROR_ILLEGAL_ADDRESS,
             join("illegal address: ", verb(kind), " ", bytes, " bytes at ", describe(address),
                  ", which is no argument of the kernel"),
             from);
    return in;
}

static void check_global(uintptr_t address, size_t bytes, int kind, const void* from) {
    Allocation* in = allowed(address, bytes, kind, from);
    size_t offset = kernel_view(address) - in->start;
    if (offset + bytes > in->bytes)
        trap(CUDA_ERROR_ILLEGAL_ADDRESS,
             join("illegal address: ", verb(kind), " ", bytes, " bytes at ", describe(address)), from);
    Shadow& shadow = *in->shadow;
    Place by = current_place();
    each_cell(offset, bytes, [&](size_t i, uint8_t mask) {
        unsigned other;
        if (const char* race = note_access(shadow.cell(i), by, mask, kind, false, &other))
            tell_race(race, other, kind, describe(address), from);
    });
    if (kind != STANDIN_WRITE)
        if (size_t hole = shadow.first_unwritten(offset, bytes); hole != offset + bytes)
            note_hole(describe(in->start + hole) + pending_elsewhere(), from);
    if (kind != STANDIN_READ) shadow.set_written(offset, bytes);
}

void standin_access(const void* address, size_t bytes, int kind, const void* from) {
    uintptr_t a = (uintptr_t)address;
    if (!current_trap)
        return;
    else if (is_shared(a))
        check_shared(a, bytes, kind, from);
    else if (is_device_address(a))
        check_global(a, bytes, kind, from);
}

void standin_misaligned(const void* address, const void* from) {
    uintptr_t a = (uintptr_t)address;
    if (current_trap && (is_shared(a) || is_device_address(a)))
        trap(CUDA_ERROR_ILLEGAL_ADDRESS, "misaligned address: " + (is_shared(a) ? describe_shared(a) : describe(a)),
             from);
}

void standin_fence() { note_fence(current_place()); }
