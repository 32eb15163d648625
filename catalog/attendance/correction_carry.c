#include "catalog/attendance/correction_carry.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "catalog/attendance/correction_content.h"
#include "catalog/attendance/policy_seal.h"
#include "catalog/attendance/policy_table.h"
#include "catalog/attendance/record_carry.h"
#include "catalog/attendance/record_table.h"
#include "catalog/roster/day.h"

#define CARRIED_POLICY_KIND "study"
#define CARRIED_TYPE_ID     "study"

bool correction_carry_concerns(const CorrectionRow *row) {
    return !*row->register_id;
}

bool correction_carry_check(Database *database, const CorrectionRow *row, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "SELECT count(*) FROM correction WHERE member_id = ?1 AND kind = 'carried'"
                         " AND (state = 'asked' OR (state = 'approved' AND EXISTS (SELECT 1"
                         " FROM record WHERE record.id = new_record_id AND is_newest = 1)))"
                         " AND json_extract(content, '$.title') = json_extract(?2, '$.title')"
                         " AND json_extract(content, '$.began') = json_extract(?2, '$.began')",
                         error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, row->member_id);
    statement_bind_text(statement, 2, row->content);
    if (statement_step(statement, error) != STATEMENT_ROW)
        return false;
    if (statement_int64(statement, 0) == 0)
        return true;
    g_set_error_literal(error, BASE_ERROR, ERROR_CONFLICT,
                        "cannot carry these hours over: the member has them already");
    return false;
}

/* ---- the record ---- */

/* The member's home at the time when the hours are entered, and the unit below the root that it
 * lies in: what a register of the whole tree says of him (register_snapshot.c). */
static const char HOME[] =
    "WITH RECURSIVE up (id, parent_id, name, depth) AS ("
    " SELECT unit.id, unit.parent_id, unit.name, 0 FROM membership"
    " JOIN unit ON unit.id = membership.unit_id"
    " WHERE membership.member_id = ?1 AND is_home = 1 AND until_day IS NULL"
    " UNION ALL SELECT unit.id, unit.parent_id, unit.name, up.depth + 1"
    " FROM up JOIN unit ON unit.id = up.parent_id),"
    " ranked AS (SELECT id, name, depth, row_number() OVER (ORDER BY depth DESC) AS place FROM up)"
    " SELECT home.id, home.name, crowd.id, crowd.name FROM ranked AS home JOIN ranked AS crowd"
    " WHERE home.depth = 0 ORDER BY crowd.place = 2 DESC, crowd.place LIMIT 1";

static bool insert(Database *database, const CorrectionRow *row, RecordCarried *carried,
                   char ret_record_id[ID_TEXT_BYTES], GError **error) {
    g_autoptr(PolicyRow) policy = NULL;
    char day[DAY_TEXT_BYTES];
    day_of(carried->began_at_us, day);
    if (!policy_seal_all(database, error) ||
        !policy_table_find(database, CARRIED_POLICY_KIND, carried->unit_id, atoi(day), &policy,
                           error))
        return false;
    carried->hour_ms = policy->credit.hour_ms;
    g_autoptr(RecordDraft) draft = record_carry_new(carried);
    g_strlcpy(draft->text.policy_id, policy->id, sizeof draft->text.policy_id);
    draft->text.policy_version = policy->version;
    if (!record_table_insert(database, draft, RECORD_CARRY, error))
        return false;
    g_strlcpy(ret_record_id, draft->text.id, ID_TEXT_BYTES);
    return correction_table_set_record(database, row->id, ret_record_id, error);
}

static bool write_of(Database *database, const CorrectionRow *row, const CorrectionContent *content,
                     GError **error) {
    char record_id[ID_TEXT_BYTES];
    g_autofree char *why = g_strdup_printf("%s (%s)", row->reason, content->source);
    g_autoptr(Statement) home = database_prepare(database, HOME, error);
    if (!home)
        return false;
    statement_bind_text(home, 1, row->member_id);
    StatementStep step = statement_step(home, error);
    if (step == STATEMENT_DONE)
        g_set_error_literal(error, BASE_ERROR, ERROR_CONFLICT,
                            "cannot carry these hours over: the member belongs to no unit now");
    if (step != STATEMENT_ROW)
        return false;
    RecordCarried carried = {.member_id = row->member_id,
                             .name = row->member_name,
                             .unit_id = statement_text(home, 0),
                             .unit_name = statement_text(home, 1),
                             .group_id = statement_text(home, 2),
                             .group_name = statement_text(home, 3),
                             .type_id = CARRIED_TYPE_ID,
                             .title = content->title,
                             .began_at_us = day_begin_us(content->began),
                             .hours_milli = content->hours_milli,
                             .reason = why,
                             .approved = row->decided_name};
    return insert(database, row, &carried, record_id, error);
}

/* ---- taken away ---- */

static const char OLD[] =
    "SELECT member_id, name, unit_id, unit_name, group_id, group_name, type_id, title, began_at_us,"
    " policy_id, policy_version FROM record WHERE id = ?1 AND is_newest = 1";

static bool write_none(Database *database, const CorrectionRow *row, Statement *old,
                       GError **error) {
    const RecordCarried carried = {.member_id = statement_text(old, 0),
                                   .name = statement_text(old, 1),
                                   .unit_id = statement_text(old, 2),
                                   .unit_name = statement_text(old, 3),
                                   .group_id = statement_text(old, 4),
                                   .group_name = statement_text(old, 5),
                                   .type_id = statement_text(old, 6),
                                   .title = statement_text(old, 7),
                                   .began_at_us = statement_int64(old, 8),
                                   .reason = row->reason,
                                   .approved = row->decided_name};
    g_autoptr(RecordDraft) draft = record_carry_new(&carried);
    statement_copy_text(old, 9, draft->text.policy_id, sizeof draft->text.policy_id);
    draft->text.policy_version = statement_int64(old, 10);
    g_strlcpy(draft->text.replaces_id, row->record_id, sizeof draft->text.replaces_id);
    return record_table_insert(database, draft, RECORD_CARRY, error) &&
           correction_table_set_record(database, row->id, draft->text.id, error);
}

static bool take_away(Database *database, const CorrectionRow *row, GError **error) {
    g_autoptr(Statement) old = database_prepare(database, OLD, error);
    if (!old)
        return false;
    statement_bind_text(old, 1, row->record_id);
    StatementStep step = statement_step(old, error);
    if (step == STATEMENT_DONE)
        g_set_error_literal(error, BASE_ERROR, ERROR_CONFLICT,
                            "cannot correct this record: a newer one replaces it");
    return step == STATEMENT_ROW && write_none(database, row, old, error);
}

bool correction_carry_write(Database *database, const char *id, GError **error) {
    database_assert_current(database);
    g_autoptr(CorrectionRow) row = correction_table_get(database, id, error);
    CorrectionContent content;
    g_auto(GStrv) store = NULL;
    if (!row)
        return false;
    if (row->kind == CORRECTION_ERASE_CREDIT)
        return take_away(database, row, error);
    if (correction_content_read_carried(row->content, &content, &store))
        return write_of(database, row, &content, error);
    g_set_error(error, BASE_ERROR, ERROR_CORRUPT,
                "cannot carry hours over: the correction %s has a damaged content", id);
    return false;
}
