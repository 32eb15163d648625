/* The system calls of a sandbox, as two tables: those of reading, decoding and writing files, and
 * those of running a program. All others fail with EPERM. */
#pragma once

#include <stdbool.h>

/* For the rest of this process's life. False: the kernel refused. */
bool sandbox_filter_load(bool runs_programs);
