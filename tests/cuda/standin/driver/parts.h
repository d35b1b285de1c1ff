// What ranks of several processes give each other: files in a folder that the communicator's id names. The n-th call of
// a rank leaves its part there, and each reads those of all.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

struct Parts {
    std::string folder;
    int ranks;
    int own;

    // Makes the folder where no other rank has.
    Parts(const std::string& id, int ranks, int own);
    // The last rank to go takes the folder with it.
    ~Parts();
    void leave(uint64_t turn, const std::string& head, const std::vector<char>& sent) const;
    bool all_are_there(uint64_t turn) const;
    // What a rank has left: the same head as one's own, or it asks for something else.
    std::vector<char> read(uint64_t turn, int rank, const std::string& head) const;
};
