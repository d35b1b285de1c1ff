// Graphs that were captured, and their replay.
#include <memory>
#include <set>

#include "capture.h"
#include "count.h"

// An executable graph keeps what it needs; a graph may be destroyed before it.
struct Executable {
    std::shared_ptr<const Graph> graph;
};

static std::set<void*>& handles() {
    static auto* all = new std::set<void*>;
    return *all;
}
template <class T> static T& of_handle(void* handle, const char* what) {
    if (!handles().count(handle))
        throw Fault(CUDA_ERROR_INVALID_HANDLE, join(what, " that is none (or was destroyed)"));
    return *(T*)handle;
}

CUresult cuGraphGetNodes(CUgraph graph, CUgraphNode* nodes, size_t* count) {
    return answer([=] {
        if (nodes)
            throw Fault(CUDA_ERROR_NOT_SUPPORTED, "cuGraphGetNodes, but for the number of nodes, is not implemented");
        *count = ((Graph*)graph)->nodes.size();
    });
}

CUresult cuGraphInstantiateWithFlags(CUgraphExec* executable, CUgraph graph, unsigned long long) {
    return answer([=] {
        auto* made = new Executable{std::make_shared<Graph>(*(Graph*)graph)};
        handles().insert(made);
        *executable = (CUgraphExec)made;
    });
}

CUresult cuGraphInstantiate_v2(CUgraphExec* executable, CUgraph graph, CUgraphNode*, char*, size_t) {
    return cuGraphInstantiateWithFlags(executable, graph, 0);
}

CUresult cuGraphLaunch(CUgraphExec handle, CUstream stream) {
    return answer([=] {
        auto graph = of_handle<Executable>(handle, "an executable graph").graph;
        StreamRef in = stream_of(stream);
        if (in->capture) throw Fault(CUDA_ERROR_NOT_SUPPORTED, "cuGraphLaunch in a capture is not implemented");
        submit(in, Kind::Graph, [graph] {
            for (auto& node : graph->nodes) {
                count_in_graph(node.kind);
                node.run();
            }
        });
    });
}

CUresult cuGraphUpload(CUgraphExec handle, CUstream) {
    return answer([=] { of_handle<Executable>(handle, "an executable graph"); });
}

CUresult cuGraphExecDestroy(CUgraphExec handle) {
    return answer([=] {
        Executable& old = of_handle<Executable>(handle, "an executable graph");
        handles().erase(&old);
        delete &old;
    });
}

CUresult cuGraphDestroy(CUgraph graph) {
    return answer([=] { delete (Graph*)graph; });
}
