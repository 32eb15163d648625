/* What the handlers of reports share. */
#pragma once

#include "catalog/api/report_ask.h"

typedef struct ReportCall {
    ReportAsk ask;
    bool is_xlsx;
    GBytes *file; /* owned */
    int64_t n_people;
} ReportCall;

extern const CallState REPORT_CALL; /* a call whose state is one */

/* Fills `ask` from the path and the query. False when it answered and freed the call. */
bool report_call_read(Call *take_call);
