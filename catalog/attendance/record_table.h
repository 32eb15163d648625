/* Closed records. All verbs run on a database thread; writing ones inside a write job. Nothing is
 * changed here but who is the newest of a chain and how far the log was looked through. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "catalog/attendance/record_draft.h"
#include "catalog/store/database.h"

typedef enum RecordWhen {
    RECORD_FIRST,    /* the register is closed: nothing happens when there is one already */
    RECORD_CONTINUE, /* nothing happens when the figures are those of the newest */
    RECORD_CORRECT,  /* always; of a register that is not closed nothing happens without one */
    RECORD_CARRY,    /* of no register; replaces what the draft says */
    RECORD_N_WHENS
} RecordWhen;

/* Record and leaf in one. Fills in id, closed_at_us and replaces_id of the draft's text; the id is
 * "" when nothing happened. ERROR_UNAVAILABLE while the ledger waits. */
bool record_table_insert(Database *database, RecordDraft *draft, RecordWhen when, GError **error);

/* All of the register have a record: it is closed, and the ledger says so. Again: nothing happens.
 * ERROR_CONFLICT when somebody has none. */
bool record_table_close(Database *database, const RecordFacts *facts, GError **error);

/* ---- reading ---- */

typedef struct RecordRow {
    char id[ID_TEXT_BYTES], register_id[ID_TEXT_BYTES], event_id[ID_TEXT_BYTES];
    char member_id[ID_TEXT_BYTES], unit_id[ID_TEXT_BYTES], group_id[ID_TEXT_BYTES];
    char policy_id[ID_TEXT_BYTES], replaces_id[ID_TEXT_BYTES];
    char *kind, *type_id, *title, *name, *unit_name, *group_name, *state, *how, *confidence,
        *confidence_reason;
    bool is_expected, is_newest;
    int64_t began_at_us, year, policy_version, live_ms, replay_ms, offline_ms, presence_ms,
        required_ms, covered_ms, credited_ms, hours_milli, closed_at_us, leaf;
} RecordRow;

void record_row_free(RecordRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RecordRow, record_row_free)

#define RECORD_LIST_MAX_ROWS 500

/* NULL and 0 are no condition. */
typedef struct RecordQuery {
    const char *roots_json; /* JSON array of units: of them and of what is below */
    const char *member_id, *register_id, *unit_id;
    int64_t year;
    bool with_replaced;    /* the older ones of chains too */
    const char *before_id; /* the last one of the page before */
    unsigned limit;        /* 0: RECORD_LIST_MAX_ROWS */
} RecordQuery;

/* RecordRow elements, the newest first. */
GPtrArray *record_table_list(Database *database, const RecordQuery *query, GError **error);

/* ERROR_NOT_FOUND, in the words of rights_not_found(). */
RecordRow *record_table_get(Database *database, const char *id, GError **error);
/* The whole chain of it, the oldest first. */
GPtrArray *record_table_chain(Database *database, const char *id, GError **error);
/* The canonical text; ERROR_GONE when it was removed by a duty of deletion. Caller frees. */
char *record_table_text(Database *database, const char *id, GError **error);
