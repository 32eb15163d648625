/* Days on which a member is not expected, decided by a unit. The reason is sealed: it is opened for
 * that unit alone and stands nowhere else. All verbs run on a database thread; changing ones inside
 * a write job. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "catalog/roster/day.h"
#include "catalog/store/database.h"
#include "catalog/store/field_crypto.h"

#define EXEMPTION_REASON_MAX_CHARS 500
#define EXEMPTION_REASON_COLUMN    "exemption.reason"

typedef struct ExemptionRow {
    char id[ID_TEXT_BYTES], member_id[ID_TEXT_BYTES], unit_id[ID_TEXT_BYTES];
    char from_day[DAY_TEXT_BYTES], until_day[DAY_TEXT_BYTES]; /* from <= exempt < until */
    bool has_reason;
    char decided_by[ID_TEXT_BYTES], revoked_by[ID_TEXT_BYTES]; /* accounts */
    int64_t decided_at_us, revoked_at_us;                      /* 0: it holds */
    char *unit_name;                                           /* filled by reading verbs only */
} ExemptionRow;

void exemption_row_free(ExemptionRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ExemptionRow, exemption_row_free)

/* member_id, unit_id, days and decided_by are given; id, has_reason and decided_at_us are set.
 * `reason` NULL or "": none is kept. ERROR_INVALID for bad days or a bad reason,
 * ERROR_CONFLICT when the member is exempt on some of the days. */
bool exemption_table_insert(Database *database, ExemptionRow *row, const FieldCrypto *crypto,
                            const char *reason, GError **error);
/* ERROR_NOT_FOUND, ERROR_CONFLICT when it is revoked. */
bool exemption_table_revoke(Database *database, const char *id, const char *account_id,
                            GError **error);

ExemptionRow *exemption_table_get(Database *database, const char *id, GError **error);
/* ExemptionRow elements, newest days first, revoked ones too. */
GPtrArray *exemption_table_list(Database *database, const char *member_id, GError **error);
/* In clear; ERROR_NOT_FOUND when none was kept. Caller frees. */
char *exemption_table_reason(Database *database, const char *id, const FieldCrypto *crypto,
                             GError **error);
