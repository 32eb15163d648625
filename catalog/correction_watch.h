/* Corrections that two persons agreed on, on their way to new records. Owned by the api thread. */
#pragma once

#include "catalog/api/api_env.h"

#define CORRECTION_WATCH_MAX   16 /* at once; the next ones when these are done */
#define CORRECTION_WATCH_PAUSE 60 /* ticks until what failed is tried again */

typedef struct CorrectionWatch {
    ApiEnv *env;
    unsigned n_open; /* looked for, or being computed */
    unsigned pause;  /* ticks to pass over, after trouble */
} CorrectionWatch;

/* Every few seconds: has the records of approved corrections computed anew. What a crash leaves
 * undone is found again. */
void correction_watch_tick(CorrectionWatch *watch);
