#include "launch.h"

#include <cstdio>

#include "settings.h"
#include "shadow.h"
#include "shared.h"
#include "stream.h"
#include "traps.h"

static std::vector<Allocation*> arguments;
static const char* binding = ""; // the kernel whose arguments are being made real

const std::vector<Allocation*>& launch_arguments() { return arguments; }

void* standin_argument(const void* pointer) {
    CUdeviceptr p = (CUdeviceptr)pointer;
    if (!p || (!is_device_address(p) && is_pinned(pointer, 1))) return (void*)pointer;
    std::string what = join("an argument of kernel `", binding, "`");
    Allocation& in = allocation_at(p, what.c_str());
    const Device& on = working_device();
    if (in.device != &on && !(on.peers >> in.device->ordinal & 1))
        throw Fault(CUDA_ERROR_ILLEGAL_ADDRESS,
                    join(what, " on device ", on.ordinal, ": a pointer of device ", in.device->ordinal));
    arguments.push_back(&in);
    return (void*)kernel_view(p);
}

void standin_stop(const char* why) { trap(CUDA_ERROR_LAUNCH_FAILED, why, __builtin_return_address(0)); }

static void run_grid(const Launch& launch, unsigned order) {
    begin_launch_checks();
    begin_access_checks();
    set_dynamic_shared(launch.shared_bytes);
    gridDim = launch.grid, blockDim = launch.block;
    size_t blocks = size_t(gridDim.x) * gridDim.y * gridDim.z;
    for (size_t i = 0; i < blocks; i++) {
        unsigned b = order == 1 ? blocks - 1 - i : i;
        blockIdx = {b % gridDim.x, b / gridDim.x % gridDim.y, b / (gridDim.x * gridDim.y)};
        run_block(*launch.call, order);
    }
    end_access_checks();
}

static std::string place(const Launch& launch, const void* from) {
    std::string line = source_line(from);
    return join("kernel `", launch.kernel, "`", line.empty() ? "" : " at " + line, ", block (", blockIdx.x, ", ",
                blockIdx.y, ", ", blockIdx.z, "), thread (", threadIdx.x, ", ", threadIdx.y, ", ", threadIdx.z, ")");
}

void run_launch(const Launch& launch) {
    if (settings().trace)
        fprintf(stderr, "cuda-standin: launch `%s` <<<(%u, %u, %u), (%u, %u, %u), %zu>>>\n", launch.kernel.c_str(),
                launch.grid.x, launch.grid.y, launch.grid.z, launch.block.x, launch.block.y, launch.block.z,
                launch.shared_bytes);
    give_handler_a_stack();
    binding = launch.kernel.c_str();
    arguments.clear();
    try {
        launch.call->bind();
    } catch (Fault& fault) {
        throw Fault(fault.code, fault.what() + pending_elsewhere());
    }
    Trap frame;
    std::string difference;
    if (!sigsetjmp(frame.frame, 1)) {
        current_trap = &frame;
        if (settings().races)
            difference =
                difference_of_orders(working_device(), settings().order ? settings().order : 1, run_grid, launch);
        else
            run_grid(launch, settings().order);
        current_trap = nullptr;
    } else {
        current_trap = nullptr;
        close_after_kernel();
        forget_fibers();
        throw Fault(frame.code,
                    join(place(launch, frame.from), ": ", frame.message,
                         frame.message.find("uninitialised") == std::string::npos ? uninitialised_before() : ""));
    }
    close_after_kernel();
    if (!difference.empty()) throw Fault(CUDA_ERROR_LAUNCH_FAILED, join("kernel `", launch.kernel, "`: ", difference));
    std::string after = join("after kernel `", launch.kernel, "`");
    for (Allocation* argument : arguments) check_zones(*argument, after);
}
