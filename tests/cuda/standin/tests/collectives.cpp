// NCCL over two devices of one process.
#include <nccl.h>

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

// A thread for each rank, each with work before and after.
CASE(collectives_of_threads) {
    ncclUniqueId id;
    EXPECT(ncclGetUniqueId(&id) == ncclSuccess);
    auto work = [&](int i) {
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
        EXPECT(ncclCommDestroy(comm) == ncclSuccess);
    };
    std::thread other(work, 1);
    work(0);
    other.join();
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

CASE(collectives_that_differ) {
    Two t;
    t.grouped(
        [&](int i) { return ncclAllReduce(t.x[i], t.y[i], 4 - i, ncclFloat32, ncclSum, t.comms[i], t.streams[i]); });
    Two::on(0);
    if (cuStreamSynchronize(t.streams[0]) || (Two::on(1), cuStreamSynchronize(t.streams[1]))) exit(1);
}
