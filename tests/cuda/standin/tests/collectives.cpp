// NCCL over two devices of one process.
#include <nccl.h>

#include <unistd.h>
#include <cstring>
#include <thread>

#include "cases.h"

struct Two {
    ncclComm_t comms[2];
    CUstream streams[2];
    CUdeviceptr x[2], y[2];
    Two() {
        EXPECT(ncclCommInitAll(comms, 2, nullptr) == ncclSuccess);
        for (int i = 0; i < 2; i++) {
            on(i);
            streams[i] = new_stream();
            x[i] = numbers(4), y[i] = zeros(8);
            OK(launch("scale", 1, 4, x[i], i + 1.0f, 4)); // i + 1 times 0, 1, 2, 3
            OK(cuCtxSynchronize());
        }
    }
    static void on(int i) { OK(cuCtxSetCurrent(contexts[i])); }
    float result(int i, int at) {
        on(i);
        OK(cuStreamSynchronize(streams[i]));
        return read(y[i], 8)[at];
    }
    template <class Call> void grouped(Call call) {
        EXPECT(ncclGroupStart() == ncclSuccess);
        for (int i = 0; i < 2; i++) {
            on(i);
            EXPECT(call(i) == ncclSuccess);
        }
        EXPECT(ncclGroupEnd() == ncclSuccess);
    }
};

CASE(collectives) {
    Two t;
    t.grouped([&](int i) { return ncclAllReduce(t.x[i], t.y[i], 4, ncclFloat32, ncclSum, t.comms[i], t.streams[i]); });
    EXPECT(t.result(0, 3) == 9 && t.result(1, 3) == 9);
    t.grouped([&](int i) { return ncclAllReduce(t.x[i], t.y[i], 4, ncclFloat32, ncclAvg, t.comms[i], t.streams[i]); });
    EXPECT(t.result(0, 3) == 4.5f);
    t.grouped([&](int i) { return ncclAllReduce(t.x[i], t.y[i], 4, ncclFloat32, ncclMax, t.comms[i], t.streams[i]); });
    EXPECT(t.result(1, 3) == 6);
    t.grouped([&](int i) { return ncclBroadcast(t.x[i], t.y[i], 4, ncclFloat32, 1, t.comms[i], t.streams[i]); });
    EXPECT(t.result(0, 1) == 2 && t.result(1, 1) == 2);
    t.grouped([&](int i) { return ncclAllGather(t.x[i], t.y[i], 4, ncclFloat32, t.comms[i], t.streams[i]); });
    EXPECT(t.result(0, 3) == 3 && t.result(0, 7) == 6);
    t.grouped(
        [&](int i) { return ncclReduceScatter(t.x[i], t.y[i], 2, ncclFloat32, ncclSum, t.comms[i], t.streams[i]); });
    EXPECT(t.result(0, 1) == 3 && t.result(1, 1) == 9);
    t.grouped([&](int i) { return ncclReduce(t.x[i], t.y[i], 4, ncclFloat32, ncclProd, 0, t.comms[i], t.streams[i]); });
    EXPECT(t.result(0, 3) == 18 && t.result(1, 1) == 9);
    for (auto comm : t.comms) EXPECT(ncclCommDestroy(comm) == ncclSuccess);
}

static void work_of_rank(int i, ncclUniqueId id) {
    Two::on(i);
    ncclComm_t comm;
    EXPECT(ncclCommInitRank(&comm, 2, id, i) == ncclSuccess);
    CUstream s = new_stream();
    CUevent e = new_event();
    CUdeviceptr x = numbers(4);
    for (int round = 0; round < 20; round++) {
        OK(launch_in(s, "scale", 1, 4, x, 0.5f, 4));
        EXPECT(ncclAllReduce(x, x, 4, ncclFloat32, ncclSum, comm, s) == ncclSuccess);
        OK(cuEventRecord(e, s));
        OK(cuStreamWaitEvent(nullptr, e, 0));
        if (round % 5 == 0) EXPECT(read(x, 4)[3] == 3);
    }
    EXPECT(read(x, 4)[3] == 3);
    EXPECT(ncclBroadcast(x, x, 4, ncclFloat32, 0, comm, s) == ncclSuccess);
    OK(cuStreamSynchronize(s));
    EXPECT(ncclCommDestroy(comm) == ncclSuccess);
}

// Each rank with work before and after, in a thread or a process of its own.
CASE(collectives_of_threads) {
    ncclUniqueId id;
    EXPECT(ncclGetUniqueId(&id) == ncclSuccess);
    std::thread other(work_of_rank, 1, id);
    work_of_rank(0, id);
    other.join();
}
CASE(collectives_of_processes) {
    ncclUniqueId id;
    EXPECT(ncclGetUniqueId(&id) == ncclSuccess);
    std::string hexadecimal;
    for (char c : id.internal) hexadecimal += {"0123456789abcdef"[c >> 4 & 15], "0123456789abcdef"[c & 15]};
    setenv("RANK_OF", hexadecimal.c_str(), 1);
    std::string again = "/proc/" + std::to_string(getpid()) + "/exe '" + module_file + "' second_rank";
    FILE* other = popen(again.c_str(), "r");
    work_of_rank(0, id);
    EXPECT(pclose(other) == 0);
}
CASE(second_rank) {
    ncclUniqueId id;
    const char* digits = getenv("RANK_OF");
    for (int i = 0; i < 128; i++) {
        char two[3] = {digits[2 * i], digits[2 * i + 1], 0};
        id.internal[i] = (char)strtol(two, nullptr, 16);
    }
    work_of_rank(1, id);
}

// One thread that asks rank after rank, without a group: the first cannot be done before the last has come.
CASE(collective_without_a_group) {
    Two t;
    for (int i = 0; i < 2; i++) {
        Two::on(i);
        EXPECT(ncclAllReduce(t.x[i], t.y[i], 4, ncclFloat32, ncclSum, t.comms[i], t.streams[i]) == ncclSuccess);
    }
    EXPECT(t.result(0, 3) == 9);
}

CASE(collective_without_one_rank) {
    Two t;
    Two::on(0);
    EXPECT(ncclAllReduce(t.x[0], t.y[0], 4, ncclFloat32, ncclSum, t.comms[0], t.streams[0]) == ncclSuccess);
    if (cuStreamSynchronize(t.streams[0])) exit(1);
}

// What waits for a rank that does not come ends where it is given up, and has changed nothing.
CASE(collective_that_is_given_up) {
    Two::on(0);
    ncclUniqueId id;
    ncclComm_t comm;
    EXPECT(ncclGetUniqueId(&id) == ncclSuccess);
    EXPECT(ncclCommInitRank(&comm, 2, id, 0) == ncclSuccess);
    CUstream s = new_stream();
    CUevent e = new_event();
    CUdeviceptr x = numbers(4);
    OK(cuCtxSynchronize());
    EXPECT(ncclAllReduce(x, x, 4, ncclFloat32, ncclSum, comm, s) == ncclSuccess);
    OK(cuEventRecord(e, s));
    EXPECT(cuEventQuery(e) == CUDA_ERROR_NOT_READY);
    EXPECT(ncclCommAbort(comm) == ncclSuccess);
    OK(cuEventSynchronize(e));
    EXPECT(read(x, 4)[3] == 3);
}

CASE(devices_are_told_apart) {
    CUuuid a, b, again;
    OK(cuDeviceGetUuid_v2(&a, 0));
    OK(cuDeviceGetUuid_v2(&b, 1));
    OK(cuDeviceGetUuid_v2(&again, 0));
    EXPECT(memcmp(&a, &b, 16) && !memcmp(&a, &again, 16));
}

CASE(collectives_that_differ) {
    Two t;
    t.grouped(
        [&](int i) { return ncclAllReduce(t.x[i], t.y[i], 4 - i, ncclFloat32, ncclSum, t.comms[i], t.streams[i]); });
    Two::on(0);
    if (cuStreamSynchronize(t.streams[0]) || (Two::on(1), cuStreamSynchronize(t.streams[1]))) exit(1);
}
