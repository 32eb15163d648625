/* What a programme that began again leaves behind: the span of media time in which viewers could
 * not see what was made, through no fault of theirs (docs/attendance.md, "Faults"). Media time
 * itself has no hole there; but what lay ahead of the players was not with everybody, and they need
 * time to come back. Pure. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define OUTAGE_BEFORE_US INT64_C(5000000)  /* made, and not shown everywhere yet */
#define OUTAGE_AFTER_US  INT64_C(30000000) /* until the last player is back: its pauses grow */

typedef struct OutageFault {
    bool is_server;         /* the server was gone, else its programme */
    int64_t from_us, to_us; /* media time, half-open; to_us 0: there was none */
} OutageFault;

typedef struct Outage {
    bool is_due, is_server; /* it is over when the programme is ready */
    OutageFault last;
} Outage;

/* A programme ended by itself while everybody watched. */
void outage_programme_lost(Outage *outage);

/* A meeting on air has rows of an earlier life, up to this wall clock. One that ended after the
 * server's start was put to sleep by order. */
void outage_found_past(Outage *outage, int64_t rows_until_us, int64_t server_started_us);

/* The programme is ready, its first row will be at this media time. True: `last` is new. Nothing
 * when it began for the first time. */
bool outage_programme_ready(Outage *outage, int64_t media_us);
