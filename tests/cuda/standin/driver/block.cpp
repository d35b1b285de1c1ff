#include "block.h"

#include <memory>
#include <sys/mman.h>
#include <utility>
#include <vector>

#include "fault.h"
#include "shared.h"
#include "traps.h"

constexpr size_t stack_bytes = 256 << 10, guard_bytes = 4096;

uint3 threadIdx, blockIdx;
dim3 blockDim, gridDim;

// Saves what a function has to keep, leaves the stack pointer in `*save`, and goes on with another stack.
extern "C" void standin_switch(void** save, void* to);
asm(R"(
.text
.globl standin_switch
.hidden standin_switch
.type standin_switch, @function
standin_switch:
    push %rbp; push %rbx; push %r12; push %r13; push %r14; push %r15
    mov %rsp, (%rdi)
    mov %rsi, %rsp
    pop %r15; pop %r14; pop %r13; pop %r12; pop %rbx; pop %rbp
    ret
)");

struct Fiber {
    char* stack;
    void* at; // its stack pointer while it does not run
    int thread = 0;
    bool done = false;

    Fiber()
        : stack((char*)mmap(nullptr, stack_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
                            -1, 0)) {
        if (stack == MAP_FAILED)
            throw Fault(CUDA_ERROR_OUT_OF_MEMORY, "the system gives no memory for the stack of a thread");
        mprotect(stack, guard_bytes, PROT_NONE);
    }
    ~Fiber() { munmap(stack, stack_bytes); }
    Fiber(const Fiber&) = delete;
};

struct Warp {
    unsigned alive = 0; // lanes that have not returned
    unsigned mask = 0;  // lanes that the exchange is between
    unsigned arrived = 0;
    unsigned epoch = 0;
    Fiber* waiting[32];
    // Of this exchange and the last, which some lanes may not have read yet.
    uint64_t lanes[2][32];
    unsigned shown[2];
};

static std::vector<std::unique_ptr<Fiber>> fibers;
static std::vector<Fiber*> idle, runnable, at_barrier;
static size_t in_exchange;
static std::vector<int> turns; // the order in which threads start
static size_t started;
static std::vector<Warp> warps;
static unsigned epoch;
static int barrier_line, votes, counted_votes;
static Fiber* running;
static void* scheduler;
static const standin_call* kernel;

static void enter(int thread) {
    running->thread = thread;
    unsigned t = thread;
    threadIdx = {t % blockDim.x, t / blockDim.x % blockDim.y, t / (blockDim.x * blockDim.y)};
}

static void release_warp(Warp& warp) {
    if (!warp.arrived || warp.arrived != (warp.mask & warp.alive)) return;
    warp.shown[warp.epoch % 2] = warp.arrived;
    for (int lane = 31; lane >= 0; lane--)
        if (warp.arrived >> lane & 1) runnable.push_back(warp.waiting[lane]), in_exchange--;
    warp.arrived = 0;
    warp.epoch++;
}

static void fiber_main() {
    for (;;) {
        while (started < turns.size()) {
            int thread = turns[started++];
            enter(thread);
            kernel->run_thread();
            Warp& warp = warps[thread / 32];
            warp.alive &= ~(1u << thread % 32);
            release_warp(warp);
        }
        running->done = true;
        standin_switch(&running->at, scheduler);
    }
}

static void wait_for_others() {
    Fiber* me = running;
    standin_switch(&me->at, scheduler);
    enter(me->thread);
}

int standin_barrier(int line, int vote) {
    if (at_barrier.empty())
        barrier_line = line;
    else if (barrier_line != line)
        trap(CUDA_ERROR_LAUNCH_FAILED,
             join("threads of a block wait at different __syncthreads, in lines ", barrier_line, " and ", line),
             __builtin_return_address(0));
    votes += vote;
    at_barrier.push_back(running);
    wait_for_others();
    return counted_votes;
}

unsigned standin_exchange(unsigned mask, uint64_t value, uint64_t** lanes) {
    int lane = running->thread % 32;
    Warp& warp = warps[running->thread / 32];
    const void* from = __builtin_return_address(0);
    if (!(mask >> lane & 1)) trap(CUDA_ERROR_LAUNCH_FAILED, "a lane exchanges with a mask that leaves it out", from);
    if (warp.arrived && warp.mask != mask)
        trap(CUDA_ERROR_LAUNCH_FAILED, "lanes of a warp exchange with different masks at a time", from);
    unsigned turn = warp.epoch % 2;
    warp.mask = mask, warp.arrived |= 1u << lane;
    warp.lanes[turn][lane] = value, warp.waiting[lane] = running;
    in_exchange++;
    release_warp(warp);
    wait_for_others();
    *lanes = warp.lanes[turn];
    return warp.shown[turn];
}

unsigned standin_active_lanes() { return warps[running->thread / 32].alive; }

Place current_place() {
    unsigned block = blockIdx.x + gridDim.x * (blockIdx.y + gridDim.y * blockIdx.z);
    return {block, running->thread, epoch, warps[running->thread / 32].epoch};
}

static void choose_turns(unsigned order) {
    size_t n = size_t(blockDim.x) * blockDim.y * blockDim.z;
    turns.resize(n);
    for (size_t i = 0; i < n; i++) turns[i] = order == 1 ? n - 1 - i : i;
    for (size_t i = n; order > 1 && i > 1; i--) {
        order = order * 1664525 + 1013904223;
        std::swap(turns[i - 1], turns[(order >> 8) % i]);
    }
    warps.assign((n + 31) / 32, Warp{});
    for (size_t t = 0; t < n; t++) warps[t / 32].alive |= 1u << t % 32;
}

static Fiber* idle_fiber() {
    if (idle.empty()) {
        fibers.push_back(std::make_unique<Fiber>());
        Fiber* made = fibers.back().get();
        void** top = (void**)(made->stack + stack_bytes) - 2;
        *top = (void*)fiber_main;
        made->at = top - 6; // the registers that standin_switch takes from the stack
        idle.push_back(made);
    }
    Fiber* taken = idle.back();
    idle.pop_back();
    return taken;
}

static void release_barrier() {
    if (in_exchange)
        trap(CUDA_ERROR_LAUNCH_FAILED,
             "some threads of a block wait in an exchange of a warp, the others at __syncthreads", nullptr);
    runnable.assign(at_barrier.rbegin(), at_barrier.rend());
    at_barrier.clear();
    counted_votes = std::exchange(votes, 0);
    epoch++;
}

void run_block(const standin_call& call, unsigned order) {
    kernel = &call;
    started = 0, epoch = 0;
    choose_turns(order);
    begin_shared();
    for (;;) {
        if (!runnable.empty()) {
            running = runnable.back();
            runnable.pop_back();
        } else if (started < turns.size()) {
            running = idle_fiber();
        } else if (!at_barrier.empty()) {
            release_barrier();
            continue;
        } else if (in_exchange) {
            trap(CUDA_ERROR_LAUNCH_FAILED, "lanes of a warp wait in an exchange for others that do not come", nullptr);
        } else
            break;
        running->done = false;
        standin_switch(&scheduler, running->at);
        if (running->done) idle.push_back(running);
    }
    end_shared();
}

void forget_fibers() {
    idle.clear(), runnable.clear(), at_barrier.clear(), fibers.clear();
    in_exchange = 0, votes = 0;
}

bool is_stack_guard(uintptr_t address) {
    for (auto& fiber : fibers)
        if (address >= (uintptr_t)fiber->stack && address < (uintptr_t)fiber->stack + guard_bytes) return true;
    return false;
}
