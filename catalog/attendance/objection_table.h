/* "This number is wrong" (申诉): raised by the member or for her, answered with a reason by the
 * unit above. All verbs run on a database thread; writing ones inside a write job. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "catalog/store/database.h"

#define OBJECTION_TEXT_MAX_CHARS 1000
#define OBJECTION_LIST_MAX_ROWS  200

typedef enum ObjectionState {
    OBJECTION_OPEN,
    OBJECTION_GRANTED,
    OBJECTION_REFUSED,
    OBJECTION_WITHDRAWN,
    OBJECTION_N_STATES
} ObjectionState;

extern const char *const OBJECTION_STATE_WORDS[]; /* NULL at the end */

typedef struct ObjectionRow {
    char id[ID_TEXT_BYTES], record_id[ID_TEXT_BYTES], member_id[ID_TEXT_BYTES];
    char *text;
    char raised_by[ID_TEXT_BYTES], answered_by[ID_TEXT_BYTES]; /* accounts */
    int64_t raised_at_us, due_at_us, answered_at_us;
    char unit_id[ID_TEXT_BYTES]; /* whose queue it is in */
    ObjectionState state;
    char *answer;
    char correction_id[ID_TEXT_BYTES];     /* "": none */
    char *member_name, *title, *unit_name; /* filled by reading verbs */
} ObjectionRow;

void objection_row_free(ObjectionRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ObjectionRow, objection_row_free)

/* What a record says that others ask about. */
typedef struct ObjectionRecord {
    char id[ID_TEXT_BYTES], register_id[ID_TEXT_BYTES], member_id[ID_TEXT_BYTES],
        unit_id[ID_TEXT_BYTES];
    bool is_newest;
} ObjectionRecord;
/* ERROR_NOT_FOUND. */
bool objection_table_record(Database *database, const char *record_id, ObjectionRecord *ret_record,
                            GError **error);

/* Record, member, text, raised_by, unit and due_at_us are given. ERROR_INVALID for a bad text;
 * ERROR_CONFLICT when one of the record is open, or a newer record replaces it. */
bool objection_table_insert(Database *database, ObjectionRow *row, GError **error);

typedef struct ObjectionAnswer {
    bool is_granted;
    const char *answer; /* obligatory */
    const char *by;
    const char *correction_id; /* of what was granted; NULL: none */
} ObjectionAnswer;
/* ERROR_CONFLICT when it was answered, or by who raised it; ERROR_INVALID without an answer. */
bool objection_table_answer(Database *database, const char *id, const ObjectionAnswer *answer,
                            GError **error);
/* ERROR_CONFLICT when it was answered. */
bool objection_table_withdraw(Database *database, const char *id, GError **error);

ObjectionRow *objection_table_get(Database *database, const char *id, GError **error);

/* What is NULL is not asked for. */
typedef struct ObjectionQuery {
    bool is_everywhere;
    const char *roots_json;            /* in the queues of these units and those below … */
    const char *member_id, *raised_by; /* … and those of this member, and by this account */
    const char *state;
    const char *after; /* id of the last row of the page before */
    unsigned limit;
} ObjectionQuery;
/* ObjectionRow elements, newest first. */
GPtrArray *objection_table_list(Database *database, const ObjectionQuery *query, GError **error);
