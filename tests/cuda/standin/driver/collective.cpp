// libnccl. The n-th call of each rank belongs to the n-th of the others, and is a piece of work in the stream of each.
// If one process has made all ranks at once, the last whose turn comes does it for all; otherwise each gives its part
// to the others by files.
#include <nccl.h>

#include <cstdlib>
#include <cstring>
#include <map>
#include <random>
#include <utility>

#include "gemm.h"
#include "memory.h"
#include "parts.h"
#include "stream.h"

enum class Pattern { AllReduce, Reduce, Broadcast, AllGather, ReduceScatter };

struct Call {
    Pattern pattern;
    CUdeviceptr send, receive;
    size_t count;
    ncclDataType_t type;
    ncclRedOp_t operation;
    int root;
    StreamRef stream;
    uint64_t turn = 0; // how much of the stream's work was before it
};

struct Meeting {
    std::map<int, Call> calls; // by rank
    bool done = false;
};

struct Ranks {
    int size;
    std::map<uint64_t, std::shared_ptr<Meeting>> meetings; // those to which not all have come
};

struct Rank {
    std::shared_ptr<Ranks> all;
    int rank;
    Device* device;
    std::shared_ptr<Parts> parts; // if the ranks may be in several processes
    uint64_t called = 0;
    std::shared_ptr<bool> aborted = std::make_shared<bool>(false); // what waits for others ends, and gives nothing
};

// ---- What is done

static size_t size_of(ncclDataType_t type) {
    switch (type) {
    case ncclInt8:
    case ncclUint8: return 1;
    case ncclFloat16:
    case ncclBfloat16: return 2;
    case ncclInt64:
    case ncclUint64:
    case ncclFloat64: return 8;
    default: return 4;
    }
}

// Sums are taken in the type `Sum` in the order of ranks, so that all get the same bits.
template <class T, class Sum>
static void reduce(std::vector<char>& into, const std::vector<std::vector<char>>& from, ncclRedOp_t operation) {
    for (size_t i = 0; i < into.size() / sizeof(T); i++) {
        auto value = [&](size_t rank) {
            T one;
            memcpy((void*)&one, &from[rank][i * sizeof(T)], sizeof(T));
            return Sum(one);
        };
        Sum all = value(0);
        for (size_t rank = 1; rank < from.size(); rank++) {
            Sum one = value(rank);
            all = operation == ncclProd  ? all * one
                  : operation == ncclMax ? std::max(all, one)
                  : operation == ncclMin ? std::min(all, one)
                                         : all + one;
        }
        if (operation == ncclAvg) all = all / Sum(from.size());
        T result = T(all);
        memcpy(&into[i * sizeof(T)], (void*)&result, sizeof(T));
    }
}

static void reduce(std::vector<char>& into, const std::vector<std::vector<char>>& from, ncclDataType_t type,
                   ncclRedOp_t operation) {
    switch (type) {
    case ncclInt8: return reduce<int8_t, int>(into, from, operation);
    case ncclUint8: return reduce<uint8_t, unsigned>(into, from, operation);
    case ncclInt32: return reduce<int32_t, int32_t>(into, from, operation);
    case ncclUint32: return reduce<uint32_t, uint32_t>(into, from, operation);
    case ncclInt64: return reduce<int64_t, int64_t>(into, from, operation);
    case ncclUint64: return reduce<uint64_t, uint64_t>(into, from, operation);
    case ncclFloat16: return reduce<_Float16, float>(into, from, operation);
    case ncclFloat32: return reduce<float, float>(into, from, operation);
    case ncclFloat64: return reduce<double, double>(into, from, operation);
    case ncclBfloat16: return reduce<Bfloat16, float>(into, from, operation);
    }
}

static std::vector<char> sent_by(const Call& call, int rank, int ranks) {
    size_t bytes = call.count * size_of(call.type);
    if (call.pattern == Pattern::ReduceScatter) bytes *= ranks;
    if (call.pattern == Pattern::Broadcast && rank != call.root) bytes = 0;
    if (!bytes) return {};
    const char* from = resolve(call.send, bytes, *call.stream->device, "what a collective sends", Use::Read);
    return {from, from + bytes};
}

static std::vector<char> joined(const Call& call, const std::vector<std::vector<char>>& sent) {
    if (call.pattern == Pattern::Broadcast) return sent[call.root];
    std::vector<char> all;
    if (call.pattern == Pattern::AllGather)
        for (auto& one : sent) all.insert(all.end(), one.begin(), one.end());
    else
        all.resize(sent[0].size()), reduce(all, sent, call.type, call.operation);
    return all;
}

static void give(const Call& call, int rank, const std::vector<char>& all) {
    size_t bytes = call.count * size_of(call.type), from = 0;
    if (call.pattern == Pattern::Reduce && rank != call.root) return;
    if (call.pattern == Pattern::ReduceScatter) from = rank * bytes;
    if (call.pattern == Pattern::AllGather) bytes = all.size();
    if (bytes)
        memcpy(resolve(call.receive, bytes, *call.stream->device, "the result of a collective", Use::Write),
               all.data() + from, bytes);
}

// What has to be the same in the calls of all ranks.
static std::string head(const Call& call) {
    return join((int)call.pattern, " ", call.count, " ", call.type, " ", call.operation, " ", call.root);
}

static void perform(Meeting& meeting) {
    const Call& first = meeting.calls.begin()->second;
    std::vector<std::vector<char>> sent;
    for (auto& [rank, call] : meeting.calls) {
        if (head(call) != head(first))
            throw Fault(CUDA_ERROR_LAUNCH_FAILED, join("collective: ranks 0 and ", rank, " do not ask for the same"));
        sent.push_back(sent_by(call, rank, meeting.calls.size()));
    }
    std::vector<char> all = joined(first, sent);
    for (auto& [rank, call] : meeting.calls) give(call, rank, all);
}

// In each rank's stream: what the others have to do before is done first.
static void meet(const std::shared_ptr<Meeting>& meeting) {
    if (meeting->done) return;
    meeting->done = true;
    for (auto& [rank, call] : meeting->calls) finish(*call.stream, call.turn);
    perform(*meeting);
}

// ---- Who calls

static thread_local int depth_of_groups = 0;
static thread_local std::vector<std::pair<Rank*, Call>> grouped;

// The rank leaves its part when its turn comes, and goes on when all have.
static void enter_with_parts(const Rank& rank, const Call& call, uint64_t turn) {
    auto [parts, aborted] = std::pair(rank.parts, rank.aborted);
    int own = rank.rank, size = rank.all->size;
    incomplete_collectives++;
    submit(call.stream, Kind::Order, [=] { parts->leave(turn, head(call), sent_by(call, own, size)); });
    submit(
        call.stream, Kind::Collective,
        [=] {
            incomplete_collectives--;
            if (*aborted) return;
            std::vector<std::vector<char>> sent;
            for (int other = 0; other < size; other++) sent.push_back(parts->read(turn, other, head(call)));
            give(call, own, joined(call, sent));
        },
        [=] { return *aborted || parts->all_are_there(turn); });
}

static void enter(Rank& rank, Call call) {
    if (call.stream->capture) throw Fault(CUDA_ERROR_NOT_SUPPORTED, "a collective in a capture is not implemented");
    uint64_t turn = rank.called++;
    if (rank.parts) return enter_with_parts(rank, call, turn);
    auto& slot = rank.all->meetings[turn];
    if (!slot) slot = std::make_shared<Meeting>(), incomplete_collectives++;
    auto meeting = slot;
    bool complete = (int)meeting->calls.size() + 1 == rank.all->size;
    if (complete) rank.all->meetings.erase(turn), incomplete_collectives--;
    StreamRef stream = call.stream;
    call.turn = stream->submitted;
    meeting->calls.emplace(rank.rank, std::move(call));
    submit(
        stream, Kind::Collective, [meeting, aborted = rank.aborted] { *aborted ? void() : meet(meeting); },
        [meeting, aborted = rank.aborted, size = rank.all->size] {
            return *aborted || (int)meeting->calls.size() == size;
        });
    if (complete)
        for (auto& [other, its] : meeting->calls) proceed(*its.stream);
}

static ncclResult_t as_nccl(CUresult code) {
    return code == CUDA_SUCCESS               ? ncclSuccess
           : code == CUDA_ERROR_INVALID_VALUE ? ncclInvalidArgument
                                              : ncclUnhandledCudaError;
}

static ncclResult_t call(ncclComm_t comm, CUstream stream, Call call) {
    return as_nccl(answer([=]() mutable {
        Rank& rank = *(Rank*)comm;
        if (call.root < 0 || call.root >= rank.all->size)
            throw Fault(CUDA_ERROR_INVALID_VALUE,
                        join("a collective with root ", call.root, " of ", rank.all->size, " ranks"));
        call.stream = stream ? stream_of(stream) : rank.device->legacy;
        if (call.stream->device != rank.device)
            throw Fault(CUDA_ERROR_INVALID_VALUE,
                        join("a collective of rank ", rank.rank, ", on device ", rank.device->ordinal,
                             ", in a stream of device ", call.stream->device->ordinal));
        if (depth_of_groups)
            grouped.push_back({&rank, call});
        else
            enter(rank, call);
    }));
}

ncclResult_t ncclGroupStart() {
    depth_of_groups++;
    return ncclSuccess;
}

ncclResult_t ncclGroupEnd() {
    return as_nccl(answer([] {
        if (!depth_of_groups) throw Fault(CUDA_ERROR_INVALID_VALUE, "ncclGroupEnd without ncclGroupStart");
        if (--depth_of_groups) return;
        for (auto& [rank, call] : std::exchange(grouped, {})) enter(*rank, call);
    }));
}

ncclResult_t ncclAllReduce(CUdeviceptr send, CUdeviceptr receive, size_t count, ncclDataType_t type,
                           ncclRedOp_t operation, ncclComm_t comm, CUstream stream) {
    return call(comm, stream, {Pattern::AllReduce, send, receive, count, type, operation, 0, nullptr});
}
ncclResult_t ncclReduce(CUdeviceptr send, CUdeviceptr receive, size_t count, ncclDataType_t type, ncclRedOp_t operation,
                        int root, ncclComm_t comm, CUstream stream) {
    return call(comm, stream, {Pattern::Reduce, send, receive, count, type, operation, root, nullptr});
}
ncclResult_t ncclBroadcast(CUdeviceptr send, CUdeviceptr receive, size_t count, ncclDataType_t type, int root,
                           ncclComm_t comm, CUstream stream) {
    return call(comm, stream, {Pattern::Broadcast, send, receive, count, type, ncclSum, root, nullptr});
}
ncclResult_t ncclAllGather(CUdeviceptr send, CUdeviceptr receive, size_t count, ncclDataType_t type, ncclComm_t comm,
                           CUstream stream) {
    return call(comm, stream, {Pattern::AllGather, send, receive, count, type, ncclSum, 0, nullptr});
}
ncclResult_t ncclReduceScatter(CUdeviceptr send, CUdeviceptr receive, size_t count, ncclDataType_t type,
                               ncclRedOp_t operation, ncclComm_t comm, CUstream stream) {
    return call(comm, stream, {Pattern::ReduceScatter, send, receive, count, type, operation, 0, nullptr});
}

// ---- Communicators

ncclResult_t ncclGetVersion(int* version) {
    const char* other = getenv("CUDA_STANDIN_NCCL");
    *version = other ? atoi(other) : 21805;
    return ncclSuccess;
}

const char* ncclGetErrorString(ncclResult_t result) {
    return result == ncclSuccess ? "no error" : "an error of NCCL (cuda-standin has printed it)";
}

ncclResult_t ncclGetUniqueId(ncclUniqueId* id) {
    std::random_device random;
    for (char& c : id->internal) c = (char)random();
    return ncclSuccess;
}

ncclResult_t ncclCommInitRank(ncclComm_t* comm, int size, ncclUniqueId id, int rank) {
    return as_nccl(answer([=] {
        if (size < 1 || rank < 0 || rank >= size)
            throw Fault(CUDA_ERROR_INVALID_VALUE, join("ncclCommInitRank of rank ", rank, " of ", size));
        auto parts = std::make_shared<Parts>(std::string(id.internal, sizeof id.internal), size, rank);
        *comm = (ncclComm_t) new Rank{std::make_shared<Ranks>(Ranks{size, {}}), rank, &current_device(), parts};
    }));
}

ncclResult_t ncclCommInitAll(ncclComm_t* comms, int count, const int* devices) {
    return as_nccl(answer([=] {
        auto all = std::make_shared<Ranks>(Ranks{count, {}});
        for (int i = 0; i < count; i++)
            comms[i] = (ncclComm_t) new Rank{all, i, &device(devices ? devices[i] : i), nullptr};
    }));
}

ncclResult_t ncclCommDestroy(ncclComm_t comm) {
    delete (Rank*)comm;
    return ncclSuccess;
}
ncclResult_t ncclCommAbort(ncclComm_t comm) {
    return as_nccl(answer([=] {
        Rank* rank = (Rank*)comm;
        *rank->aborted = true;
        for (auto& stream : rank->device->streams) proceed(*stream);
        delete rank;
    }));
}

ncclResult_t ncclCommGetAsyncError(ncclComm_t comm, ncclResult_t* error) {
    *error = ((Rank*)comm)->device->error == CUDA_SUCCESS ? ncclSuccess : ncclUnhandledCudaError;
    return ncclSuccess;
}
ncclResult_t ncclCommCount(ncclComm_t comm, int* count) {
    *count = ((Rank*)comm)->all->size;
    return ncclSuccess;
}
ncclResult_t ncclCommCuDevice(ncclComm_t comm, int* d) {
    *d = ((Rank*)comm)->device->ordinal;
    return ncclSuccess;
}
ncclResult_t ncclCommUserRank(ncclComm_t comm, int* rank) {
    *rank = ((Rank*)comm)->rank;
    return ncclSuccess;
}
