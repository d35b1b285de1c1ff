// What checked runs know of memory: which bytes were written, and who has accessed them in the launch that runs.
#pragma once
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <vector>

struct Place;

// Which of the four bytes of a cell one thread has accessed last, and when.
struct Slot {
    uint16_t thread;
    uint8_t mask;
    uint8_t atomic;
    uint32_t warp_epoch;
};

// The accesses to four bytes. Blocks run one after the other, so that what those before the running one have done is
// kept in a few bits, and what its own threads have done since its last barrier by thread.
struct Cell {
    uint32_t launch, block, epoch;
    Slot writer, reader, other_reader;                   // two readers are enough: whoever writes is not one of them
    uint8_t written, updated, read;                      // masks of the running block: plain writes, atomics, reads
    uint8_t before_written, before_updated, before_read; // of the blocks before it
    uint8_t valid;                                       // shared memory: bytes that the block has written
    uint32_t fences;                                     // of the running block, at its last access
    uint32_t before_block, before_fences; // the block before it that did not publish its accesses, or the last
};

struct Shadow {
    std::vector<uint8_t> written;
    std::unique_ptr<Cell, decltype(&free)> cells{nullptr,
                                                 &free}; // none until a kernel runs; untouched ones take no memory

    explicit Shadow(size_t bytes) : written(bytes) {}
    void set_written(size_t offset, size_t bytes);
    // The first byte that nothing has written, or the end.
    size_t first_unwritten(size_t offset, size_t bytes) const;
    // `start` is the address of the first byte, which a cell may begin before.
    Cell& cell(size_t index);
};

// Of a race in words; nothing if there is none. Notes the access.
const char* note_access(Cell& cell, const Place& by, uint8_t mask, int kind, bool shared, unsigned* other);
void begin_launch_checks();
void note_fence(const Place& by);
