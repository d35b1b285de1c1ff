#include "traps.h"

#include <csignal>
#include <cstdio>
#include <cstring>
#include <dlfcn.h>
#include <memory>
#include <ucontext.h>

#include "block.h"
#include "compiler.h"
#include "memory.h"
#include "stream.h"

thread_local Trap* current_trap = nullptr;
static struct sigaction before_segv, before_bus, before_fpe;

void trap(CUresult code, const std::string& message, const void* from) {
    current_trap->code = code, current_trap->message = message, current_trap->from = from;
    siglongjmp(current_trap->frame, 1);
}

static void on_fault(int signal, siginfo_t* info, void* context) {
    uintptr_t address = (uintptr_t)info->si_addr;
    bool known = info->si_code != SI_KERNEL; // the processor does not tell an address that can be none
    if (current_trap) {
        if (known && open_for_kernel(address, working_device())) return;
        const void* from = (void*)(((ucontext_t*)context)->uc_mcontext.gregs[REG_RIP] + 1); // as if it returned there
        if (known && is_stack_guard(address))
            trap(CUDA_ERROR_LAUNCH_FAILED, "stack overflow: more than 256 KiB in one thread", from);
        std::string what = !known                       ? "no address at all"
                           : is_device_address(address) ? describe(address)
                                                        : join((void*)address, ", which is no device memory");
        trap(CUDA_ERROR_ILLEGAL_ADDRESS, "illegal address: " + what + pending_elsewhere(), from);
    }
    if (known && is_device_address(address))
        report(CUDA_SUCCESS, "host code follows a device pointer, " + describe(address));
    // Whoever was there before goes on with it: the access is repeated when this returns.
    sigaction(signal, signal == SIGSEGV ? &before_segv : &before_bus, nullptr);
}

static void on_division(int, siginfo_t*, void* context) {
    const void* from = (void*)(((ucontext_t*)context)->uc_mcontext.gregs[REG_RIP] + 1);
    if (current_trap) trap(CUDA_ERROR_LAUNCH_FAILED, "integer division by zero, whose result is undefined", from);
    sigaction(SIGFPE, &before_fpe, nullptr);
}

void set_traps() {
    struct sigaction action{};
    action.sa_sigaction = on_fault;
    action.sa_flags = SA_SIGINFO | SA_NODEFER | SA_ONSTACK;
    sigaction(SIGSEGV, &action, &before_segv);
    sigaction(SIGBUS, &action, &before_bus);
    action.sa_sigaction = on_division;
    sigaction(SIGFPE, &action, &before_fpe);
}

void give_handler_a_stack() {
    constexpr size_t size = 128 << 10;
    static thread_local std::unique_ptr<char[]> stack;
    if (stack) return;
    stack.reset(new char[size]);
    stack_t chosen{};
    chosen.ss_sp = stack.get(), chosen.ss_size = size;
    sigaltstack(&chosen, nullptr);
}

std::string source_line(const void* instruction) {
    Dl_info in;
    if (!instruction || !dladdr(instruction, &in) || !in.dli_fname || !strstr(in.dli_fname, "/modules/")) return "";
    // One byte back, for a return address is that of the next instruction.
    std::string ask = join("addr2line -i -e '", in.dli_fname, "' ",
                           (void*)((uintptr_t)instruction - (uintptr_t)in.dli_fbase - 1), " 2>/dev/null");
    FILE* answer = popen(ask.c_str(), "r");
    if (!answer) return "";
    // From the innermost function out to the first that is the program's own.
    std::string found, own_headers = compiler_folder() + "/kernel/";
    for (char line[4096]; fgets(line, sizeof line, answer);)
        if (std::string text = line; found.empty() && text[0] != '?' && text.rfind(own_headers, 0) != 0)
            found = text.substr(0, text.find_first_of(" \n"));
    pclose(answer);
    return found.substr(found.rfind('/') + 1);
}
