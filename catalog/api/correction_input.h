/* A correction as people ask for it, by itself or with the answer to an objection. */
#pragma once

#include "catalog/api/call.h"
#include "catalog/attendance/correction_content.h"
#include "catalog/attendance/objection_table.h"

typedef struct CorrectionInput {
    int kind; /* CorrectionKind, but for hours carried over */
    char *claim, *place_id, *viewing_id, *from, *until;
    int64_t from_ms, to_ms;
    char *reason;
    char *member_id; /* of a late one */
} CorrectionInput;

extern const JsonTable CORRECTION_INPUT;
/* Of somebody who has no record: a presence. */
extern const JsonTable CORRECTION_LATE_INPUT;

/* What is asked for, of which record; the id of the new correction is filled in. */
typedef struct CorrectionWish {
    const CorrectionInput *input;
    const ObjectionRecord *record;
    char id[ID_TEXT_BYTES];
} CorrectionWish;

/* Stores it in the queue of the unit above the record's. */
bool correction_input_insert(Database *database, const Call *call, CorrectionWish *wish,
                             GError **error);
