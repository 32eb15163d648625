/* What came back during the measured part of a run, and its report as one JSON line. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "tests/bench/histogram.h"
#include "tests/bench/load_options.h"
#include "tests/bench/load_pool.h"
#include "tests/bench/process_usage.h"

#define LOAD_MAX_STATUS 600

typedef enum LoadFault {
    LOAD_FAULT_CONNECT, /* LoadLoss … */
    LOAD_FAULT_IDLE_LOST,
    LOAD_FAULT_ANSWER_LOST,
    LOAD_FAULT_MALFORMED,
    LOAD_FAULT_STATUS,     /* another status than expected */
    LOAD_FAULT_LENGTH,     /* another body length than expected */
    LOAD_FAULT_UNANSWERED, /* at the end of the run */
    LOAD_N_FAULTS,
} LoadFault;

/* One firing of a key that many requests were held for: all answers with the same x-fired-us. */
typedef struct LoadRelease {
    int64_t fired_at_us;
    unsigned answers;
    int64_t last_us; /* after firing */
} LoadRelease;

typedef struct LoadTally {
    uint64_t answers, body_bytes;
    uint64_t statuses[LOAD_MAX_STATUS];
    uint64_t faults[LOAD_N_FAULTS];
    uint64_t reopened; /* because the server said Connection: close */
    GArray *releases;  /* LoadRelease, in order of time */
    Histogram latency[LOAD_MAX_PATHS];
    Histogram late; /* open loop: sent after it was due, for want of a free connection or of CPU */

    int64_t open_us; /* time to open all connections */
    int64_t started_us, ended_us;
    ProcessUsage usage_at_start, usage_at_end;
    int64_t own_cpu_us; /* of the generator, in the measured part */
} LoadTally;

LoadTally *load_tally_new(void);
void load_tally_free(LoadTally *tally);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LoadTally, load_tally_free)

/* Edges of the measured part. */
void load_tally_start(LoadTally *tally, const LoadOptions *options);
void load_tally_end(LoadTally *tally, const LoadOptions *options);

void load_tally_add_answer(LoadTally *tally, const LoadOptions *options,
                           const LoadConnection *connection);
void load_tally_add_fault(LoadTally *tally, LoadFault fault);
uint64_t load_tally_faults(const LoadTally *tally);

/* Prints the JSON line; reads memory and descriptors of the processes, still with all connections
 * open. */
void load_tally_print(const LoadTally *tally, const LoadOptions *options);
