// How much a program asks of the device.
#pragma once
#include "stream.h"

void count_work(Kind kind);
void count_in_graph(Kind kind);
void count_copied(size_t bytes);
void count_synchronisation();
void count_allocation(size_t bytes);
void count_release(size_t bytes);
