#include "shadow.h"

#include <algorithm>
#include <cstring>
#include <unordered_map>

#include "block.h"

static uint32_t launch;
// How often a block has fenced: what it did before is published.
static std::unordered_map<uint32_t, uint32_t> fences;

void Shadow::set_written(size_t offset, size_t bytes) { memset(written.data() + offset, 1, bytes); }

size_t Shadow::first_unwritten(size_t offset, size_t bytes) const {
    auto from = written.begin() + offset;
    return std::find(from, from + bytes, 0) - written.begin();
}

Cell& Shadow::cell(size_t index) {
    if (!cells) cells.reset((Cell*)calloc(written.size() / 4 + 2, sizeof(Cell)));
    return cells.get()[index];
}

void begin_launch_checks() { launch++, fences.clear(); }

static uint32_t fences_of(uint32_t block) {
    if (fences.empty()) return 0;
    auto found = fences.find(block);
    return found == fences.end() ? 0 : found->second;
}

void note_fence(const Place& by) { fences[by.block]++; }

static void next_block(Cell& cell, const Place& by) {
    bool published = fences_of(cell.before_block) > cell.before_fences;
    uint8_t before = cell.before_written | cell.before_updated | cell.before_read;
    // A block that has published nothing stays the one to be named.
    if (!before || published) {
        cell.before_block = cell.block, cell.before_fences = cell.fences;
        cell.before_written = cell.written, cell.before_updated = cell.updated, cell.before_read = cell.read;
    }
    cell.block = by.block, cell.epoch = by.epoch;
    cell.written = cell.updated = cell.read = cell.valid = 0;
    cell.writer = cell.reader = cell.other_reader = Slot{};
}

static bool meets(const Slot& slot, const Place& by, uint8_t mask) {
    if (!(slot.mask & mask) || slot.thread == by.thread) return false;
    return slot.thread / 32 != by.thread / 32 || slot.warp_epoch == by.warp_epoch;
}

const char* note_access(Cell& cell, const Place& by, uint8_t mask, int kind, bool shared, unsigned* other) {
    if (cell.launch != launch) {
        cell = Cell();
        cell.launch = launch, cell.block = by.block, cell.epoch = by.epoch;
    }
    if (cell.block != by.block) next_block(cell, by);
    if (cell.epoch != by.epoch) {
        cell.epoch = by.epoch;
        cell.writer = cell.reader = cell.other_reader = Slot{};
    }
    const char* race = nullptr;
    bool writes = kind != STANDIN_READ, atomic = kind == STANDIN_ATOMIC;
    if (meets(cell.writer, by, mask) && !(atomic && cell.writer.atomic)) race = "writes", *other = cell.writer.thread;
    for (Slot* slot : {&cell.reader, &cell.other_reader})
        if (writes && meets(*slot, by, mask)) race = "reads", *other = slot->thread;
    if (!race && !shared) {
        uint8_t touched = cell.before_written | (atomic ? 0 : cell.before_updated);
        bool unpublished = fences_of(cell.before_block) <= cell.before_fences;
        if (unpublished && touched & mask)
            race = "block writes", *other = cell.before_block;
        else if (unpublished && writes && cell.before_read & mask)
            race = "block reads", *other = cell.before_block;
    }
    Slot now{(uint16_t)by.thread, mask, atomic, by.warp_epoch};
    if (writes) {
        cell.writer = now;
        (atomic ? cell.updated : cell.written) |= mask;
    } else {
        if (cell.reader.mask && cell.reader.thread != by.thread)
            cell.other_reader = now;
        else
            cell.reader = now;
        cell.read |= mask;
    }
    cell.fences = fences_of(by.block);
    return race;
}
