// The processor's cores.
#pragma once

/** Cores that this process may use, each once however many threads of the hardware it runs; 0: the system does not say. */
int physical_cores();
