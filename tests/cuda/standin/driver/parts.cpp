#include "parts.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <unistd.h>

#include "fault.h"

namespace files = std::filesystem;

static std::string name(const Parts& of, uint64_t turn, int rank) { return join(of.folder, "/", turn, ".", rank); }

Parts::Parts(const std::string& id, int ranks, int own) : ranks(ranks), own(own) {
    const char* temporary = getenv("TMPDIR");
    folder = join(temporary ? temporary : "/tmp", "/cuda-standin-ranks-");
    for (int i = 0; i < 16; i++) folder += "0123456789abcdef"[id[i] & 15];
    std::error_code ignored;
    files::create_directory(folder, ignored);
    if (!files::is_directory(folder))
        throw Fault(CUDA_ERROR_INVALID_VALUE, "there is no place for the files of a communicator: " + folder);
}

Parts::~Parts() {
    std::error_code ignored;
    std::ofstream(join(folder, "/gone.", own)).flush();
    for (int rank = 0; rank < ranks; rank++)
        if (!files::exists(join(folder, "/gone.", rank), ignored)) return;
    files::remove_all(folder, ignored);
}

// When all have left something for a turn, all have read what was left for the one before.
void Parts::leave(uint64_t turn, const std::string& head, const std::vector<char>& sent) const {
    std::string place = name(*this, turn, own), temporary = place + ".new";
    {
        std::ofstream out(temporary, std::ios::binary);
        out << head << '\n';
        out.write(sent.data(), sent.size());
    }
    files::rename(temporary, place);
    std::error_code ignored;
    if (turn > 1) files::remove(name(*this, turn - 2, own), ignored);
}

bool Parts::all_are_there(uint64_t turn) const {
    for (int rank = 0; rank < ranks; rank++)
        if (access(name(*this, turn, rank).c_str(), R_OK)) return false;
    return true;
}

std::vector<char> Parts::read(uint64_t turn, int rank, const std::string& head) const {
    std::ifstream in(name(*this, turn, rank), std::ios::binary);
    std::string other;
    std::getline(in, other);
    if (other != head)
        throw Fault(CUDA_ERROR_LAUNCH_FAILED,
                    join("collective: ranks ", own, " and ", rank, " do not ask for the same"));
    return {std::istreambuf_iterator<char>(in), {}};
}
