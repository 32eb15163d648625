/* Attendance registers (签到册): one for each meeting, study session, and member who watches a
 * lesson alone. docs/attendance.md, "Register". All verbs run on a database thread; writing ones
 * inside a write job. Moments are microseconds since 1970. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "catalog/store/database.h"

#define REGISTER_LIST_MAX_ROWS 100

typedef enum RegisterKind {
    REGISTER_MEETING,
    REGISTER_STUDY,
    REGISTER_LESSON,
    REGISTER_N_KINDS
} RegisterKind;

extern const char *const REGISTER_KIND_WORDS[]; /* indexed by RegisterKind, ended by NULL */

typedef struct RegisterRow {
    char id[ID_TEXT_BYTES];
    RegisterKind kind;
    char event_id[ID_TEXT_BYTES];  /* meeting, study session or lesson */
    char member_id[ID_TEXT_BYTES]; /* of a lesson; else "" */
    char *type_id;                 /* of meetings */
    char *title;
    char unit_id[ID_TEXT_BYTES];  /* "": the whole tree */
    char place_id[ID_TEXT_BYTES]; /* of a study session; else "" */
    int64_t began_at_us;
    int64_t ended_at_us;  /* 0: it goes on */
    int64_t closes_at_us; /* 0: not known yet */
    int64_t closed_at_us; /* 0: it is open */
    int64_t revision;
} RegisterRow;

void register_row_free(RegisterRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RegisterRow, register_row_free)

/* ERROR_NOT_FOUND in the words of rights_not_found(). */
RegisterRow *register_table_get(Database *database, const char *id, GError **error);
/* *ret_row is NULL when the event has none. `member_id`: of a lesson, else "". */
bool register_table_find(Database *database, RegisterKind kind, const char *event_id,
                         const char *member_id, RegisterRow **ret_row, GError **error);

/* Whose registers to list; see register_reach.h for what a reach is. */
typedef struct RegisterQuery {
    const char *roots_json; /* units: registers of them, of what is below, of places there, and
                               those that expect somebody there; NULL: everything */
    const char *place_id; /* study sessions of this place and meetings that it may take part in, or
                             NULL */
    const char *event_id; /* or NULL */
    bool is_open;         /* only those that entries may still be made in */
    int64_t before_us;    /* began before; 0: no bound */
    int64_t since_us;     /* began then or later; 0: no bound */
    const char *kind;     /* a word of REGISTER_KIND_WORDS, or NULL */
    const char *state;    /* "running", "open" (ended, not closed), "closed", or NULL */
    const char *title;    /* a part of it, whatever the case of Latin letters; or NULL */
    unsigned limit;       /* 0: REGISTER_LIST_MAX_ROWS */
} RegisterQuery;

/* RegisterRow elements, the newest first; none of lessons unless `event_id` asks for them. */
GPtrArray *register_table_list(Database *database, const RegisterQuery *query, GError **error);

/* Something in it was entered. */
bool register_table_raise(Database *database, const char *id, GError **error);

/* ---- closing ---- */

/* RegisterRow elements whose time is over and that are not closed, the longest waiting first. */
GPtrArray *register_table_due(Database *database, int64_t now_us, unsigned limit, GError **error);

/* What it was closed with. ERROR_CONFLICT when it is closed, or its event goes on. */
typedef struct RegisterClosing {
    const char *policy_id;
    int64_t policy_version;
    int64_t at_us;
} RegisterClosing;
bool register_table_close(Database *database, const char *id, const RegisterClosing *closing,
                          GError **error);
