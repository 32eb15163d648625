/* How attendance is worth hours (docs/attendance.md, "Policy"), as data: for a unit and what is
 * below it, from a calendar year on, by the kind of the register. Versions are never changed. All
 * verbs run on a database thread; writing ones inside a write job. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "catalog/credit/credit_policy.h"
#include "catalog/store/database.h"

#define POLICY_FIRST_YEAR       2000
#define POLICY_LAST_YEAR        2999
#define POLICY_MAX_VERSIONS     1000
#define POLICY_REASON_MAX_CHARS 500
#define POLICY_KIND_BYTES       8

/* "meeting", "study", "lesson", NULL. */
extern const char *const POLICY_KINDS[];
/* Words of CreditCounts, NULL-terminated. */
extern const char *const POLICY_COUNTS_WORDS[];

typedef struct PolicyRow {
    char id[ID_TEXT_BYTES];      /* one for a kind and unit */
    int64_t version;             /* from 1 on */
    char unit_id[ID_TEXT_BYTES]; /* "": the whole tree */
    char kind[POLICY_KIND_BYTES];
    int from_year;
    char *preset; /* that it was made from */
    CreditPolicy credit;
    int64_t yearly_hours_milli, yearly_hours_lead_milli; /* class-hours; of the kind study only */
    char *reason;
    char made_by[ID_TEXT_BYTES]; /* account; "": it came with the server */
    char *made_name;             /* as it was called then */
    int64_t made_at_us;
    int64_t leaf;    /* of the ledger; -1: it is not there yet */
    char *unit_name; /* filled by policy_table_list() only; NULL: the whole tree */
} PolicyRow;

void policy_row_free(PolicyRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PolicyRow, policy_row_free)

/* What counts for an event of this kind in that year: of the nearest unit that has one (`unit_id`
 * itself, then upwards, then the whole tree), the version with the latest year that has come, of
 * these the newest. There always is one. `unit_id` NULL or "": the whole tree. ERROR_INVALID for
 * an unknown kind. */
bool policy_table_find(Database *database, const char *kind, const char *unit_id, int year,
                       PolicyRow **ret_row, GError **error);

/* One version; ERROR_NOT_FOUND. */
PolicyRow *policy_table_get(Database *database, const char *id, int64_t version, GError **error);

/* Kind, unit, year, preset, values, reason, made_by and made_name are given; the rest is set.
 * ERROR_INVALID for values out of their bounds. The leaf follows by policy_seal_all(). */
bool policy_table_insert(Database *database, PolicyRow *row, GError **error);

/* Pure. ERROR_INVALID: one sentence. */
bool policy_table_check(const PolicyRow *row, GError **error);

/* {0}: every version of all policies. */
typedef struct PolicyQuery {
    const char *roots_json; /* JSON array of ids: policies of these units, those below and those
                               that hold for them; NULL: all */
    const char *kind;       /* NULL: all */
    const char *id;         /* versions of one policy; NULL: all */
    bool is_unsealed;       /* only those that the ledger does not have */
} PolicyQuery;

/* PolicyRow elements by kind, unit, newest version first. */
GPtrArray *policy_table_list(Database *database, const PolicyQuery *query, GError **error);
