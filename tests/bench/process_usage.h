/* What the processes under test have used: CPU, memory, descriptors. Read from /proc. */
#pragma once

#include <stdint.h>

typedef struct ProcessUsage {
    /* Scheduler run time of all threads (first word of schedstat): exact, unlike the sampled
     * utime + stime. Threads that have ended are left out. */
    int64_t cpu_us;
    int64_t rss_kib, pss_kib; /* of smaps_rollup */
    int64_t private_kib;      /* dirty pages that nobody else has: the heap, mostly */
    unsigned descriptors, threads;
} ProcessUsage;

/* Adds the CPU time of one process; cheap enough for the edges of a measured second. A process that
 * is gone adds nothing. */
void process_usage_add_cpu(int pid, ProcessUsage *usage);
/* Adds everything else. */
void process_usage_add_memory(int pid, ProcessUsage *usage);
