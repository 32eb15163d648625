/* What a correction says, by its kind: read from what people send, written as JSON that records are
 * computed with (docs/attendance.md, "Corrections"). Pure. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "catalog/attendance/correction_table.h"

/* What is not of the kind is passed over. Texts borrowed. */
typedef struct CorrectionContent {
    const char *claim, *place_id, *viewing_id; /* "room" and a place, "beside" and a viewing */
    const char *from, *until;                  /* RFC 3339 moments */
    int64_t from_ms, to_ms;                    /* of the event's media */
    const char *title, *began, *source;        /* carried over; began: a day */
    int64_t hours_milli;                       /* thousandths of class-hours */
} CorrectionContent;

/* Caller frees. ERROR_INVALID: one sentence. */
char *correction_content_write(CorrectionKind kind, const CorrectionContent *content,
                               GError **error);

/* The mirror for hours carried over: texts are owned by *ret_store, which the caller frees with
 * g_strfreev(). False for what the verb above does not write. */
bool correction_content_read_carried(const char *json, CorrectionContent *ret_content,
                                     GStrv *ret_store);
