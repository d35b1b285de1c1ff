#include "memory.h"

#include <algorithm>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "count.h"
#include "pool.h"
#include "settings.h"
#include "shadow.h"
#include "capture.h"
#include "stream.h"

constexpr size_t page = 4096;
constexpr size_t least_gap = 1 << 20;
constexpr size_t alignment = 16;                // the widest access of a thread
constexpr unsigned char fresh = 0xff;           // NaN in every type
constexpr unsigned char zone[2] = {0xf5, 0xff}; // NaN in every type too, and no value that a kernel writes

struct Views {
    int file;
    uintptr_t program, kernel; // where each view begins
    size_t size;
};

static uintptr_t reserve(size_t size) {
    void* at = mmap(nullptr, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return at == MAP_FAILED ? 0 : (uintptr_t)at;
}

static const Views& views() {
    static const Views made = [] {
        Views v{memfd_create("cuda-standin", MFD_CLOEXEC), 0, 0, size_t(1) << 44};
        // A limit on addresses may be set: then take less.
        while (v.size > page && !((v.program = reserve(v.size)) && (v.kernel = reserve(v.size)))) {
            if (v.program) munmap((void*)v.program, v.size);
            v.size /= 2;
        }
        if (v.file < 0 || ftruncate(v.file, v.size))
            throw Fault(CUDA_ERROR_OUT_OF_MEMORY, "the system gives no file for device memory");
        return v;
    }();
    return made;
}

static bool within(uintptr_t address, uintptr_t view) { return address >= view && address - view < views().size; }
bool is_device_address(uintptr_t address) {
    return within(address, views().program) || within(address, views().kernel);
}
static uintptr_t normal(uintptr_t address) {
    return within(address, views().program) ? address - views().program + views().kernel : address;
}
uintptr_t kernel_view(CUdeviceptr pointer) { return normal(pointer); }

std::map<uintptr_t, Allocation>& live_allocations() {
    static auto* all = new std::map<uintptr_t, Allocation>;
    return *all;
}

// What was freed, for messages. Old ones are forgotten.
static std::map<uintptr_t, size_t>& freed() {
    static auto* all = new std::map<uintptr_t, size_t>;
    return *all;
}

template <class Map> static auto at_or_before(Map& map, uintptr_t address) {
    auto after = map.upper_bound(address);
    return after == map.begin() ? map.end() : std::prev(after);
}

Allocation* find_allocation(uintptr_t address) {
    address = normal(address);
    auto found = at_or_before(live_allocations(), address);
    return found != live_allocations().end() && address <= found->first + found->second.bytes ? &found->second
                                                                                              : nullptr;
}

std::string describe(uintptr_t address) {
    address = normal(address);
    if (Allocation* in = find_allocation(address))
        return join(address - in->start, " bytes into an allocation of ", in->bytes, " bytes on device ",
                    in->device->ordinal);
    auto old = at_or_before(freed(), address);
    if (old != freed().end() && address < old->first + std::max<size_t>(old->second, 1))
        return join(address - old->first, " bytes into an allocation of ", old->second, " bytes that was freed");
    auto below = at_or_before(live_allocations(), address);
    auto above = below == live_allocations().end() ? live_allocations().begin() : std::next(below);
    if (above != live_allocations().end() && above->first - address < page)
        return join(above->first - address, " bytes before an allocation of ", above->second.bytes, " bytes");
    if (below != live_allocations().end() && within(address, views().kernel))
        return join(address - below->first, " bytes into an allocation of ", below->second.bytes,
                    " bytes, past its end");
    return join("address ", (void*)address, ", which no allocation is near");
}

// A place that no allocation of before has had, as long as there is one: pointers to freed memory stay recognisable.
static uintptr_t place(const Device& on, size_t need) {
    static std::map<int, uintptr_t> next;
    size_t share = views().size / settings().devices / page * page;
    uintptr_t begin = views().kernel + on.ordinal * share, end = begin + share;
    uintptr_t& cursor = next.try_emplace(on.ordinal, begin + least_gap).first->second;
    for (int rounds = 0; rounds < 2;) {
        if (cursor + need > end) {
            cursor = begin + least_gap, rounds++;
            continue;
        }
        auto last = at_or_before(live_allocations(), cursor + need);
        if (last == live_allocations().end() || last->second.mapped_end + least_gap <= cursor) {
            uintptr_t at = cursor;
            cursor += need;
            return at;
        }
        cursor = last->second.mapped_end + least_gap;
    }
    throw Fault(CUDA_ERROR_OUT_OF_MEMORY, "no addresses are left for device memory");
}

CUdeviceptr allocate(Device& on, size_t bytes, Pool* pool) {
    // What waits to be freed in a stream is not in the way.
    if (on.used + bytes > settings().memory) finish_all(on);
    if (on.used + bytes > settings().memory)
        throw Fault(CUDA_ERROR_OUT_OF_MEMORY, join(bytes, " bytes asked for and ", on.used, " in use, of ",
                                                   settings().memory, " on device ", on.ordinal));
    size_t mapped = (std::max<size_t>(bytes, 1) + page - 1) / page * page;
    uintptr_t base = place(on, mapped + std::max(least_gap, mapped));
    void* at = mmap((void*)base, mapped, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED | MAP_POPULATE, views().file,
                    base - views().kernel);
    if (at == MAP_FAILED) throw Fault(CUDA_ERROR_OUT_OF_MEMORY, "the system gives no memory for a device");
    uintptr_t start = base + (mapped - bytes) / alignment * alignment, end = base + mapped;
    for (uintptr_t a = base; a < start; a++) *(unsigned char*)a = zone[a & 1];
    memset((void*)start, fresh, bytes);
    for (uintptr_t a = start + bytes; a < end; a++) *(unsigned char*)a = zone[a & 1];
    static unsigned long number = 0;
    Allocation& made =
        live_allocations().try_emplace(start, start, bytes, base, end, &on, ++number, pool).first->second;
    if (settings().checked) made.shadow = std::make_shared<Shadow>(bytes);
    freed().erase(start);
    on.used += bytes;
    if (pool) pool->take(bytes);
    count_allocation(bytes);
    return start - views().kernel + views().program;
}

Allocation& allocation_at(CUdeviceptr pointer, const char* what) {
    if (!is_device_address(pointer))
        throw Fault(CUDA_ERROR_ILLEGAL_ADDRESS, join(what, ": a host pointer where a device pointer is expected"));
    Allocation* found = find_allocation(pointer);
    if (!found) throw Fault(CUDA_ERROR_ILLEGAL_ADDRESS, join(what, ": no allocation is there: ", describe(pointer)));
    return *found;
}

void release(CUdeviceptr pointer) {
    if (!pointer) return;
    if (!is_device_address(pointer))
        throw Fault(CUDA_ERROR_INVALID_VALUE, "free: a host pointer where a device pointer is expected");
    auto found = live_allocations().find(normal(pointer));
    if (found == live_allocations().end())
        throw Fault(CUDA_ERROR_INVALID_VALUE, join("free: not the start of an allocation: ", describe(pointer)));
    Allocation& old = found->second;
    check_zones(old, "found when it was freed");
    size_t mapped = old.mapped_end - old.mapped;
    fallocate(views().file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, old.mapped - views().kernel, mapped);
    mmap((void*)old.mapped, mapped, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_NORESERVE, -1, 0);
    old.device->used -= old.bytes;
    if (old.pool) old.pool->give_back(old.bytes);
    count_release(old.bytes);
    if (freed().size() > 1 << 16) freed().clear();
    freed()[old.start] = old.bytes;
    live_allocations().erase(found);
}

char* resolve(CUdeviceptr pointer, size_t bytes, const Device& on, const char* what, Use use) {
    if (!is_device_address(pointer) && is_pinned((void*)pointer, bytes)) return (char*)pointer;
    Allocation& in = allocation_at(pointer, what);
    if (in.device != &on && !(on.peers >> in.device->ordinal & 1))
        throw Fault(CUDA_ERROR_ILLEGAL_ADDRESS,
                    join(what, " on device ", on.ordinal, ": a pointer of device ", in.device->ordinal));
    size_t offset = normal(pointer) - in.start;
    if (offset + bytes > in.bytes)
        throw Fault(CUDA_ERROR_ILLEGAL_ADDRESS, join(what, ": ", bytes, " bytes from ", offset,
                                                     " bytes into an allocation of ", in.bytes, " bytes pass its end"));
    if (in.shadow && use == Use::Write) in.shadow->set_written(offset, bytes);
    if (in.shadow && use == Use::Read)
        if (size_t hole = in.shadow->first_unwritten(offset, bytes); hole != offset + bytes)
            throw Fault(CUDA_ERROR_ILLEGAL_ADDRESS,
                        join(what, ": reads uninitialised memory, ", describe(in.start + hole), pending_elsewhere()));
    return (char*)normal(pointer);
}

void copy_memory(CUdeviceptr to, const Device& to_device, CUdeviceptr from, const Device& from_device, size_t bytes) {
    char* target = resolve(to, bytes, to_device, "copy, to", Use::Neither);
    char* source = resolve(from, bytes, from_device, "copy, from", Use::Neither);
    memmove(target, source, bytes);
    Allocation *into = find_allocation(to), *out_of = find_allocation(from);
    if (into && into->shadow && out_of && out_of->shadow)
        memmove(&into->shadow->written[normal(to) - into->start],
                &out_of->shadow->written[normal(from) - out_of->start], bytes);
}

void check_zones(const Allocation& allocation, const std::string& after) {
    auto check = [&](uintptr_t from, uintptr_t to, const char* side) {
        for (uintptr_t a = from; a < to; a++)
            if (*(unsigned char*)a != zone[a & 1])
                throw Fault(CUDA_ERROR_ILLEGAL_ADDRESS,
                            join(after, ": a write ", side, " of an allocation of ", allocation.bytes,
                                 " bytes on device ", allocation.device->ordinal));
    };
    check(allocation.mapped, allocation.start, "before the start");
    check(allocation.start + allocation.bytes, allocation.mapped_end, "past the end");
}

static std::vector<Allocation*> opened;

bool open_for_kernel(uintptr_t address, const Device& on) {
    if (!within(address, views().program)) return false;
    Allocation* in = find_allocation(address);
    if (!in || in->opened || normal(address) >= in->start + in->bytes) return false;
    if (in->device != &on && !(on.peers >> in->device->ordinal & 1)) return false;
    uintptr_t offset = in->mapped - views().kernel;
    void* at = mmap((void*)(views().program + offset), in->mapped_end - in->mapped, PROT_READ | PROT_WRITE,
                    MAP_SHARED | MAP_FIXED, views().file, offset);
    if (at == MAP_FAILED) return false;
    in->opened = true;
    opened.push_back(in);
    return true;
}

void close_after_kernel() {
    for (Allocation* in : opened) {
        in->opened = false;
        mmap((void*)(in->mapped - views().kernel + views().program), in->mapped_end - in->mapped, PROT_NONE,
             MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_NORESERVE, -1, 0);
    }
    opened.clear();
}

CUresult cuMemAlloc_v2(CUdeviceptr* pointer, size_t bytes) {
    return answer([=] {
        Device& on = current_device();
        forbid_in_capture("cuMemAlloc");
        if (!bytes) throw Fault(CUDA_ERROR_INVALID_VALUE, "cuMemAlloc of 0 bytes");
        *pointer = allocate(on, bytes, nullptr);
    });
}

// Like the device's, it waits for all work that may use the memory.
CUresult cuMemFree_v2(CUdeviceptr pointer) {
    return answer([=] {
        Device& on = current_device();
        forbid_in_capture("cuMemFree");
        if (!pointer) return;
        finish_all(on);
        if (Allocation* in = find_allocation(pointer); in && in->device != &on) finish_all(*in->device);
        release(pointer);
    });
}
