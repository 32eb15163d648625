#include "catalog/attendance/record_load.h"

#include <string.h>

#include "base/clock.h"
#include "catalog/attendance/record_changes.h"
#include "catalog/attendance/record_parts.h"
#include "catalog/attendance/record_policy.h"
#include "catalog/rights/rights.h"
#include "catalog/roster/day.h"

#define YEAR_CHARS       4
#define EARLIER_STAYS_US (INT64_C(7) * 24 * 3600 * 1000000) /* may reach into this event */

/* ---- the register ---- */

static RecordKind kind_of(const char *word) {
    unsigned kind = 0;
    while (kind < RECORD_CARRIED && strcmp(RECORD_KIND_WORDS[kind], word) != 0)
        kind++;
    return (RecordKind)kind;
}

static const CreditEventKind EVENT_KINDS[RECORD_N_KINDS] = {
    [RECORD_MEETING] = CREDIT_MEETING,
    [RECORD_STUDY] = CREDIT_STUDY,
    [RECORD_LESSON] = CREDIT_LESSON,
    [RECORD_CARRIED] = CREDIT_LESSON,
};

static void read_register(Statement *statement, RecordFacts *facts) {
    char day[DAY_TEXT_BYTES];
    statement_copy_text(statement, 0, facts->id, sizeof facts->id);
    facts->kind = kind_of(statement_text(statement, 1));
    statement_copy_text(statement, 2, facts->event_id, sizeof facts->event_id);
    facts->type_id = statement_dup_text(statement, 3);
    facts->title = statement_dup_text(statement, 4);
    statement_copy_text(statement, 5, facts->unit_id, sizeof facts->unit_id);
    facts->began_at_us = statement_int64(statement, 6);
    facts->ended_at_us = statement_int64(statement, 7);
    facts->closes_at_us = statement_int64(statement, 8);
    facts->closed_at_us = statement_int64(statement, 9);
    facts->event.kind = EVENT_KINDS[facts->kind];
    g_strlcpy(facts->event.id, facts->event_id, sizeof facts->event.id);
    day_of(facts->began_at_us, day);
    day[YEAR_CHARS] = '\0';
    facts->year = (int)g_ascii_strtoll(day, NULL, 10);
}

static bool load_register(Database *database, const char *id, RecordFacts *facts, GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        "SELECT id, kind, event_id, type_id, title, ifnull(unit_id, ''), began_at_us,"
        " ifnull(ended_at_us, 0), ifnull(closes_at_us, 0), ifnull(closed_at_us, 0)"
        " FROM register WHERE id = ?1",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, id);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_ROW)
        read_register(statement, facts);
    return step == STATEMENT_ROW || (step == STATEMENT_DONE && rights_not_found(error));
}

/* ---- who ---- */

static const char PERSONS[] =
    "SELECT p.member_id, ifnull(p.account_id, ifnull((SELECT id FROM account"
    " WHERE account.member_id = p.member_id), '')), p.name, p.unit_id, p.unit_name, p.group_id,"
    " p.group_name, p.is_expected, p.is_excused OR EXISTS (SELECT 1 FROM attendance_leave AS l"
    " WHERE l.member_id = p.member_id AND l.state = 'granted'"
    " AND (l.event_id = ?3 OR (l.event_id IS NULL AND ?4 BETWEEN l.from_day AND l.until_day)))"
    " FROM register_person AS p WHERE p.register_id = ?1 AND (?2 IS NULL OR p.member_id = ?2)"
    " ORDER BY p.member_id";

static void *read_person(Statement *statement) {
    RecordPerson *person = g_new0(RecordPerson, 1);
    statement_copy_text(statement, 0, person->member_id, sizeof person->member_id);
    statement_copy_text(statement, 1, person->account_id, sizeof person->account_id);
    person->name = statement_dup_text(statement, 2);
    statement_copy_text(statement, 3, person->unit_id, sizeof person->unit_id);
    person->unit_name = statement_dup_text(statement, 4);
    statement_copy_text(statement, 5, person->group_id, sizeof person->group_id);
    person->group_name = statement_dup_text(statement, 6);
    person->is_expected = statement_int64(statement, 7) != 0;
    person->leave = statement_int64(statement, 8) != 0 ? CREDIT_ON_LEAVE : CREDIT_NO_LEAVE;
    person->stays = g_array_new(FALSE, TRUE, sizeof(RecordStay));
    return person;
}

static bool load_persons(Database *database, const char *member_id, RecordFacts *facts,
                         GError **error) {
    g_autoptr(Statement) statement = database_prepare(database, PERSONS, error);
    if (!statement)
        return false;
    char day[DAY_TEXT_BYTES];
    day_of(facts->began_at_us, day);
    statement_bind_text(statement, 1, facts->id);
    statement_bind_text(statement, 2, member_id);
    statement_bind_text(statement, 3, facts->event_id);
    statement_bind_text(statement, 4, day);
    g_autoptr(GPtrArray) persons =
        statement_rows(statement, read_person, record_facts_free_person, error);
    if (!persons)
        return false;
    g_ptr_array_unref(facts->persons);
    facts->persons = g_steal_pointer(&persons);
    return true;
}

/* ---- where they were: also at other events, since these may have had them ---- */

/* ?1 register, ?2 member or NULL, ?3 from when on. Withdrawn ones are none. */
static const char STAYS[] =
    "SELECT s.member_id, s.id, s.claim, s.from_us, ifnull((SELECT at_us FROM presence_mark"
    " WHERE presence_id = s.id AND kind = 'left' ORDER BY entered_at_us DESC, id DESC LIMIT 1),"
    " ifnull(s.until_us, ifnull(r.ended_at_us, 0))), s.how, ifnull(s.place_id, ''),"
    " ifnull(s.viewing_id, ''), r.kind, r.event_id, r.id = ?1"
    " FROM presence AS s JOIN register AS r ON r.id = s.register_id"
    " WHERE s.member_id IN (SELECT member_id FROM register_person WHERE register_id = ?1)"
    " AND (?2 IS NULL OR s.member_id = ?2) AND s.from_us >= ?3"
    " AND NOT EXISTS (SELECT 1 FROM presence_mark WHERE presence_id = s.id AND kind = 'withdrawn')"
    " ORDER BY s.member_id, s.from_us, s.id";

static void read_stay(Statement *statement, RecordParts *parts, RecordFacts *facts) {
    RecordPerson *person = record_facts_person(facts, statement_text(statement, 0));
    int64_t until_us = statement_int64(statement, 4);
    if (!person)
        return;
    RecordStay stay = {
        .credit.claim = {.kind = strcmp(statement_text(statement, 2), "room") == 0
                                     ? CREDIT_CLAIM_ROOM
                                     : CREDIT_CLAIM_BESIDE,
                         .from_ms = statement_int64(statement, 3) / CLOCK_US_PER_MS,
                         .until_ms = until_us > 0 ? until_us / CLOCK_US_PER_MS : INT64_MAX}};
    statement_copy_text(statement, 1, stay.credit.claim.id, sizeof stay.credit.claim.id);
    (void)record_text_read_how(statement_text(statement, 5), &stay.how);
    statement_copy_text(statement, 6, stay.place_id, sizeof stay.place_id);
    const RecordRoom room = {kind_of(statement_text(statement, 8)), statement_text(statement, 9),
                             stay.place_id, statement_text(statement, 7),
                             statement_int64(statement, 10) != 0};
    stay.is_own = room.is_own;
    stay.credit.viewing_ids = record_parts_viewings(parts, &room);
    if (stay.credit.claim.from_ms < stay.credit.claim.until_ms)
        g_array_append_val(person->stays, stay);
}

static bool load_stays(Database *database, const char *member_id, RecordParts *parts,
                       RecordFacts *facts, GError **error) {
    g_autoptr(Statement) statement = database_prepare(database, STAYS, error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, facts->id);
    statement_bind_text(statement, 2, member_id);
    statement_bind_int64(statement, 3, facts->began_at_us - EARLIER_STAYS_US);
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW)
        read_stay(statement, parts, facts);
    return step == STATEMENT_DONE;
}

/* ---- the clerk's words ---- */

static bool load_confirmations(Database *database, RecordFacts *facts, GError **error) {
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "SELECT ifnull(place_id, ''), entered_name FROM register_confirmation"
                         " WHERE register_id = ?1 ORDER BY entered_at_us, id",
                         error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, facts->id);
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW) {
        RecordConfirmation one = {.name = statement_dup_text(statement, 1)};
        statement_copy_text(statement, 0, one.place_id, sizeof one.place_id);
        g_array_append_val(facts->confirmations, one);
    }
    return step == STATEMENT_DONE;
}

static bool load_heads(Database *database, RecordFacts *facts, GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        "SELECT place_id, heads, (SELECT count(DISTINCT ifnull(member_id, guest_name))"
        " FROM presence AS s WHERE s.register_id = ?1 AND s.place_id = c.place_id AND NOT EXISTS"
        " (SELECT 1 FROM presence_mark WHERE presence_id = s.id AND kind = 'withdrawn'))"
        " FROM register_count AS c WHERE register_id = ?1"
        " AND entered_at_us = (SELECT max(entered_at_us) FROM register_count"
        " WHERE register_id = ?1 AND place_id = c.place_id) GROUP BY place_id",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, facts->id);
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW) {
        RecordHeads one = {.heads = statement_int64(statement, 1),
                           .ticks = statement_int64(statement, 2)};
        statement_copy_text(statement, 0, one.place_id, sizeof one.place_id);
        g_array_append_val(facts->heads, one);
    }
    return step == STATEMENT_DONE;
}

/* ---- all ---- */

RecordFacts *record_load(Database *database, const char *register_id, const char *member_id,
                         GError **error) {
    database_assert_current(database);
    g_autoptr(RecordFacts) facts = record_facts_new();
    if (!load_register(database, register_id, facts, error))
        return NULL;
    g_autoptr(RecordParts) parts = record_parts_new(database, facts);
    if (!record_policy_find(database, facts, error) ||
        !load_persons(database, member_id, facts, error) ||
        !load_stays(database, member_id, parts, facts, error) ||
        !load_confirmations(database, facts, error) || !load_heads(database, facts, error) ||
        !record_changes_load(database, parts, facts, error) || !record_parts_finish(parts, error))
        return NULL;
    return g_steal_pointer(&facts);
}
