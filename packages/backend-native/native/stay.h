// The library's own place in the process.
#pragma once

/** Keeps the library where it is until the process ends: its threads go on when nobody has it open any more. */
void stay_loaded();
