/* What is to be put right (更正): asked by one person, decided by a second one in the unit above
 * (docs/attendance.md, "Corrections"). Approved ones are what records are computed anew with. All
 * verbs run on a database thread; writing ones inside a write job. Who may is the caller's
 * question, but for the second person. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "catalog/store/database.h"

#define CORRECTION_REASON_MAX_CHARS 500
#define CORRECTION_TITLE_MAX_CHARS  200
#define CORRECTION_LIST_MAX_ROWS    200
#define CORRECTION_MAX_OPEN         20 /* of one record, not decided */
#define CORRECTION_MAX_MEDIA_MS     INT64_C(86400000)
#define CORRECTION_MAX_HOURS_MILLI                                                                 \
    INT64_C(1000000) /* carried over in one row: 1,000 class-hours                                 \
                      */

typedef enum CorrectionKind {
    CORRECTION_PRESENCE,
    CORRECTION_EXCUSE,
    CORRECTION_FAULT,
    CORRECTION_ERASE_CREDIT,
    CORRECTION_CARRIED,
    CORRECTION_N_KINDS
} CorrectionKind;

typedef enum CorrectionState {
    CORRECTION_ASKED,
    CORRECTION_APPROVED,
    CORRECTION_REFUSED,
    CORRECTION_WITHDRAWN,
    CORRECTION_N_STATES
} CorrectionState;

extern const char *const CORRECTION_KIND_WORDS[];  /* NULL at the end */
extern const char *const CORRECTION_STATE_WORDS[]; /* likewise */

typedef struct CorrectionRow {
    char id[ID_TEXT_BYTES];
    char record_id[ID_TEXT_BYTES], register_id[ID_TEXT_BYTES]; /* both "": carried over */
    char member_id[ID_TEXT_BYTES];
    char unit_id[ID_TEXT_BYTES]; /* whose queue it is in */
    CorrectionKind kind;
    char *content; /* JSON by kind */
    char *reason;
    char asked_by[ID_TEXT_BYTES], decided_by[ID_TEXT_BYTES]; /* accounts */
    char *asked_name, *decided_name;
    int64_t asked_at_us, decided_at_us;
    CorrectionState state;
    char *answer;
    char new_record_id[ID_TEXT_BYTES]; /* "": not computed yet */
    char *member_name, *title;         /* filled by reading verbs; title NULL: carried over */
} CorrectionRow;

void correction_row_free(CorrectionRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CorrectionRow, correction_row_free)
/* Of somebody who has no record in the register, which is closed. */
bool correction_row_is_late(const CorrectionRow *row);

/* Record, register, member, unit, kind, content, reason, asked_by and asked_name are given.
 * ERROR_INVALID for a bad reason; ERROR_CONFLICT when the record is not the newest of its chain, or
 * too many are open; of a late one when the register is open, or he has a record in it. */
bool correction_table_insert(Database *database, CorrectionRow *row, GError **error);

typedef struct CorrectionDecision {
    bool is_approved;
    const char *answer; /* may be NULL when approved */
    const char *by, *by_name;
    const char *by_member_id; /* whose account it is; "": nobody's */
} CorrectionDecision;

/* ERROR_CONFLICT when it is decided, by who asked, or by whom it is about; ERROR_INVALID for a
 * refusal without a reason. */
bool correction_table_decide(Database *database, const char *id, const CorrectionDecision *decision,
                             GError **error);
/* By who asked. ERROR_CONFLICT when it is decided. */
bool correction_table_withdraw(Database *database, const char *id, GError **error);

CorrectionRow *correction_table_get(Database *database, const char *id, GError **error);

/* What is NULL is not asked for. */
typedef struct CorrectionQuery {
    bool is_everywhere;
    const char *roots_json; /* in the queues of these units and those below … */
    const char *asked_by;   /* … and those that this account asked for */
    const char *state;
    const char *after; /* id of the last row of the page before */
    unsigned limit;
} CorrectionQuery;
/* CorrectionRow elements, newest first. */
GPtrArray *correction_table_list(Database *database, const CorrectionQuery *query, GError **error);

/* ---- for whoever computes records anew ---- */

/* CorrectionRow elements: approved ones that have no record yet, oldest first. */
GPtrArray *correction_table_waiting(Database *database, unsigned limit, GError **error);
/* The record that it became. */
bool correction_table_set_record(Database *database, const char *id, const char *record_id,
                                 GError **error);
