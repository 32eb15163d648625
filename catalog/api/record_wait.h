/* A call that waits for the thread `record`: answered by it, or with ERROR_UNAVAILABLE when that
 * takes longer than RECORD_WAIT_S. On the api thread. */
#pragma once

#include "catalog/api/call.h"

#define RECORD_WAIT_S 12 /* pages wait 15 s for an answer */

typedef struct RecordWait RecordWait;

RecordWait *record_wait_new(Call *take_call);
/* The call, which goes on; NULL when it was answered already. Once. */
Call *record_wait_end(RecordWait *wait);
/* With the call, if it still waits: the server stops. */
void record_wait_free(void *wait);
