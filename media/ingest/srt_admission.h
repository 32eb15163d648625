/* Which SRT callers may come in, asked from libsrt's own thread while it shakes hands. No lock: the
 * keys are a set that never changes, and the pointer to it is exchanged.
 *
 * One reader: libsrt calls the listen callback of one port from the one receiving thread of that
 * port. It marks the set that it reads; the ingest thread frees an old set only when it is not
 * marked. */
#pragma once

#include <stddef.h>

#include "media/ingest/ingest_keys.h"

typedef struct SrtAdmission {
    IngestKeys *current; /* atomic; NULL: nobody may come in */
    IngestKeys *marked;  /* atomic; what the reader uses now */
    GPtrArray *retired;  /* the ingest thread's */
} SrtAdmission;

typedef enum SrtEntry {
    SRT_ENTRY_OPEN,
    SRT_ENTRY_NO_KEY,
    SRT_ENTRY_MALFORMED,
    SRT_ENTRY_PLAY,
    SRT_ENTRY_UNKNOWN,
    SRT_ENTRY_CLOSED,
    SRT_ENTRY_BOTH_TAKEN,
    SRT_N_ENTRIES,
} SrtEntry;

typedef struct SrtDecision {
    SrtEntry entry;
    int reject_code; /* SRT_REJX_…, 0 for an open entry */
    char passphrase[INGEST_PASS_BYTES];
    char meeting_id[INGEST_ID_BYTES];
    char reason[INGEST_REASON_BYTES];
} SrtDecision;

void srt_admission_init(SrtAdmission *admission);
void srt_admission_clear(SrtAdmission *admission); /* nobody reads any more */

/* On the ingest thread. */
void srt_admission_replace(SrtAdmission *admission, IngestKeys *take_keys);

/* On libsrt's thread. `stream_id` as it came; may be NULL. */
void srt_admission_decide(SrtAdmission *admission, const char *stream_id,
                          SrtDecision *ret_decision);
