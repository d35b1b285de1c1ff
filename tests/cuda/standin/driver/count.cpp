#include "count.h"

#include <algorithm>
#include <cstdio>
#include <unistd.h>

#include "memory.h"
#include "settings.h"

static StandinCounts counts;

static void count_kind(Kind kind, uint64_t& launches) {
    if (kind == Kind::Kernel) launches++;
    if (kind == Kind::Product) counts.products++;
    if (kind == Kind::Copy) counts.copies++;
    if (kind == Kind::Fill) counts.fills++;
    if (kind == Kind::Graph) counts.graph_launches++;
}
void count_work(Kind kind) { count_kind(kind, counts.launches); }
void count_in_graph(Kind kind) { count_kind(kind, counts.launches_in_graphs); }
void count_copied(size_t bytes) { counts.copied_bytes += bytes; }
void count_synchronisation() { counts.synchronisations++; }
void count_allocation(size_t bytes) {
    counts.allocations++;
    counts.bytes_in_use += bytes;
    counts.most_bytes_in_use = std::max(counts.most_bytes_in_use, counts.bytes_in_use);
}
void count_release(size_t bytes) { counts.bytes_in_use -= bytes; }

void standin_counts(StandinCounts* to) {
    std::lock_guard inside(door());
    *to = counts;
}

static void print_counts() {
    auto n = [](uint64_t v) { return (unsigned long long)v; };
    fprintf(stderr,
            "cuda-standin: %llu launches, %llu products, %llu graph launches with %llu launches, %llu copies of %llu "
            "bytes, %llu fills, "
            "%llu synchronisations, %llu allocations, at most %llu bytes at a time\n",
            n(counts.launches), n(counts.products), n(counts.graph_launches), n(counts.launches_in_graphs),
            n(counts.copies), n(counts.copied_bytes), n(counts.fills), n(counts.synchronisations),
            n(counts.allocations), n(counts.most_bytes_in_use));
}

// Whether anything is left.
static bool print_leaks() {
    for (int i = 0; i < settings().devices; i++) finish_all(device(i));
    for (auto& [start, left] : live_allocations())
        report(CUDA_SUCCESS, join("leak: allocation ", left.number, ", of ", left.bytes, " bytes on device ",
                                  left.device->ordinal, ", was never freed"));
    if (pinned_allocations())
        report(CUDA_SUCCESS,
               join("leak: ", pinned_allocations(), " allocations of pinned host memory were never freed"));
    return !live_allocations().empty() || pinned_allocations();
}

// Runs after the program's own exit handlers and destructors.
__attribute__((destructor)) static void at_exit() {
    std::lock_guard inside(door());
    int devices;
    if (cuDeviceGetCount(&devices) != CUDA_SUCCESS) return;
    if (settings().count) print_counts();
    if (settings().leaks && print_leaks()) {
        fflush(nullptr);
        _exit(1);
    }
}
