// What the files of this target share about threads.
#pragma once
#include "threads.h"

/** The caller's included. */
constexpr int MOST_THREADS = 64;
