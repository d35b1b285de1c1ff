// bin/nvcc as the driver calls it.
#pragma once
#include <string>

// The folder that `CUDA_ROOT` names, found by where this library lies.
const std::string& compiler_folder();
// What it says; whether it has worked is seen by what it writes.
std::string run_compiler(const std::string& arguments);
