/* What a sandbox leaves open. Plain data; paths are borrowed. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

typedef struct SandboxWish {
    const char *folder;      /* the only one that may be written; NULL: none */
    const char *file;        /* may be read, beside it; NULL: none */
    uint64_t max_file_bytes; /* of each file that is written */
    unsigned cpu_s;
    bool reads_system;   /* /usr, /etc/fonts …: character sets, fonts */
    bool runs_programs;  /* those of /usr */
    bool lacks_landlock; /* as on a kernel without it; for the tests */
} SandboxWish;
