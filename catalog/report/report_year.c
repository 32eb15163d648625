#include "catalog/report/report_year.h"

#include <string.h>

#include "base/error.h"

enum {
    MEMBER_ID,
    UNIT_ID,
    GROUP_ID,
    GROUP_NAME,
    UNIT_NAME,
    NAME,
    HOURS,
    ASKED,
    MISSING,
    PRESENT,
    LATE,
    LEFT_EARLY,
    PARTIAL,
    ABSENT,
    EXCUSED,
    BESIDES,
    LESSONS,
    N_COLUMNS
};

static const ReportColumn COLUMNS[N_COLUMNS] = {
    [MEMBER_ID] = {"member_id", REPORT_ID},
    [UNIT_ID] = {"unit_id", REPORT_ID},
    [GROUP_ID] = {"group_id", REPORT_ID},
    [GROUP_NAME] = {"group_name", REPORT_TEXT, "所属", 20},
    [UNIT_NAME] = {"unit_name", REPORT_TEXT, "组织", 24},
    [NAME] = {"name", REPORT_TEXT, "姓名", 12},
    [HOURS] = {"hours", REPORT_HOURS, "已得学时", 10},
    [ASKED] = {"asked", REPORT_HOURS, "要求学时", 10},
    [MISSING] = {"missing", REPORT_HOURS, "还差学时", 10},
    [PRESENT] = {"present", REPORT_COUNT, "出席", 8},
    [LATE] = {"late", REPORT_COUNT, "迟到", 8},
    [LEFT_EARLY] = {"left_early", REPORT_COUNT, "早退", 8},
    [PARTIAL] = {"partial", REPORT_COUNT, "部分出席", 10},
    [ABSENT] = {"absent", REPORT_COUNT, "缺席", 8},
    [EXCUSED] = {"excused", REPORT_COUNT, "请假", 8},
    [BESIDES] = {"besides", REPORT_COUNT, "另行参加", 10},
    [LESSONS] = {"lessons", REPORT_COUNT, "自学课件", 10},
};

/* ?1 unit, ?2 day, ?3 year; behind ?4 and ?5, or NULL: from the beginning. */
static const char MEMBERS_OF_UNIT[] =
    "SELECT member.id, member.name, member_kind.required, year.hours_milli, n_present, n_late,"
    " n_left_early, n_partial, n_absent, n_excused, n_besides, n_lessons"
    " FROM membership JOIN member ON member.id = membership.member_id"
    " JOIN member_kind ON member_kind.id = member.kind_id"
    " LEFT JOIN member_year AS year ON year.member_id = member.id AND year.year = ?3"
    " WHERE unit_id = ?1 AND is_home = 1 AND from_day <= ?2"
    " AND (until_day IS NULL OR until_day > ?2)"
    " AND (member_kind.required = 1 OR year.member_id NOT NULL)"
    " AND (?4 IS NULL OR (search_key, member.id) > (?4, ?5)) ORDER BY search_key, member.id";

typedef struct Walk {
    Database *database;
    const ReportScope *scope;
    const ReportQuery *query;
    const ReportMemberVisit *visit;
    unsigned first;   /* unit */
    char *search_key; /* owned: in the first unit, members behind it; NULL: all */
    unsigned n_given;
} Walk;

static void walk_clear(Walk *walk) {
    g_free(walk->search_key);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Walk, walk_clear)

static bool is_full(const Walk *walk) {
    return walk->query->limit > 0 && walk->n_given >= walk->query->limit;
}

/* ---- where the page before ended ---- */

static bool no_such_row(GError **error) {
    g_set_error_literal(error, BASE_ERROR, ERROR_INVALID,
                        "'after' must be the last row of the page before.");
    return false;
}

static bool find_unit(Walk *walk, const char *unit_id, GError **error) {
    for (unsigned i = 0; i < walk->scope->n_units; i++) {
        if (strcmp(walk->scope->units[i].id, unit_id) == 0) {
            walk->first = i;
            return true;
        }
    }
    return no_such_row(error);
}

static bool find_start(Walk *walk, GError **error) {
    if (!walk->query->after)
        return true;
    g_autoptr(Statement) statement = database_prepare(
        walk->database,
        "SELECT unit_id, search_key FROM membership JOIN member ON member.id = member_id"
        " WHERE member_id = ?1 AND is_home = 1 AND from_day <= ?2"
        " AND (until_day IS NULL OR until_day > ?2)",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, walk->query->after);
    statement_bind_text(statement, 2, walk->scope->day);
    StatementStep step = statement_step(statement, error);
    if (step != STATEMENT_ROW)
        return step == STATEMENT_DONE && no_such_row(error);
    walk->search_key = statement_dup_text(statement, 1);
    return find_unit(walk, statement_text(statement, 0), error);
}

/* ---- members ---- */

static void read_member(const Walk *walk, Statement *statement, ReportMember *member) {
    member->id = statement_text(statement, 0);
    member->name = statement_text(statement, 1);
    member->is_required = statement_int64(statement, 2) != 0;
    int64_t *const numbers[] = {&member->hours_milli, &member->present, &member->late,
                                &member->left_early,  &member->partial, &member->absent,
                                &member->excused,     &member->besides, &member->lessons};
    for (unsigned i = 0; i < G_N_ELEMENTS(numbers); i++)
        *numbers[i] = statement_int64(statement, 3 + (int)i);
    const ReportUnit *unit = &walk->scope->units[member->unit];
    if (member->is_required)
        member->asked_milli = g_hash_table_contains(walk->scope->leads, member->id)
                                  ? unit->asked_lead_milli
                                  : unit->asked_milli;
    member->missing_milli = MAX(member->asked_milli - member->hours_milli, 0);
}

static bool give_unit(Walk *walk, unsigned index, GError **error) {
    g_autoptr(Statement) statement = database_prepare(walk->database, MEMBERS_OF_UNIT, error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, walk->scope->units[index].id);
    statement_bind_text(statement, 2, walk->scope->day);
    statement_bind_int64(statement, 3, walk->query->year);
    if (index == walk->first && walk->search_key) {
        statement_bind_text(statement, 4, walk->search_key);
        statement_bind_text(statement, 5, walk->query->after);
    }
    StatementStep step = STATEMENT_DONE;
    while (!is_full(walk) && (step = statement_step(statement, error)) == STATEMENT_ROW) {
        ReportMember member = {.unit = index};
        read_member(walk, statement, &member);
        if (walk->query->is_short_only && member.missing_milli == 0)
            continue;
        walk->n_given++;
        if (!walk->visit->visit(&member, walk->visit->data, error))
            return false;
    }
    return step != STATEMENT_FAILED;
}

bool report_year_members(Database *database, const ReportScope *scope, const ReportQuery *query,
                         const ReportMemberVisit *visit, GError **error) {
    g_auto(Walk) walk = {.database = database, .scope = scope, .query = query, .visit = visit};
    if (!find_start(&walk, error))
        return false;
    for (unsigned i = walk.first; i < scope->n_units && !is_full(&walk); i++)
        if (!give_unit(&walk, i, error))
            return false;
    return true;
}

/* ---- rows ---- */

typedef struct Giving {
    const ReportScope *scope;
    ReportVisitFn visit;
    void *data;
} Giving;

static bool give_row(const ReportMember *member, void *data, GError **error) {
    const Giving *giving = data;
    const ReportUnit *unit = &giving->scope->units[member->unit];
    const ReportUnit *group = &giving->scope->units[unit->group];
    const ReportCell cells[N_COLUMNS] = {
        [MEMBER_ID] = {member->id},
        [UNIT_ID] = {unit->id},
        [GROUP_ID] = {group->id},
        [GROUP_NAME] = {group->name},
        [UNIT_NAME] = {unit->name},
        [NAME] = {member->name},
        [HOURS] = {.number = member->hours_milli},
        [ASKED] = {.number = member->asked_milli},
        [MISSING] = {.number = member->missing_milli},
        [PRESENT] = {.number = member->present},
        [LATE] = {.number = member->late},
        [LEFT_EARLY] = {.number = member->left_early},
        [PARTIAL] = {.number = member->partial},
        [ABSENT] = {.number = member->absent},
        [EXCUSED] = {.number = member->excused},
        [BESIDES] = {.number = member->besides},
        [LESSONS] = {.number = member->lessons},
    };
    return giving->visit(cells, giving->data, error);
}

static bool visit_rows(Database *database, const ReportQuery *query, ReportVisitFn visit,
                       void *data, GError **error) {
    g_auto(ReportScope) scope = {.units = NULL};
    if (!report_scope_load(database, query->roots_json, query->year, &scope, error))
        return false;
    Giving giving = {&scope, visit, data};
    const ReportMemberVisit each = {give_row, &giving};
    return report_year_members(database, &scope, query, &each, error);
}

const ReportKind REPORT_YEAR = {
    .word = "year",
    .title = "年度学时",
    .columns = COLUMNS,
    .n_columns = N_COLUMNS,
    .id_column = MEMBER_ID,
    .group_column = GROUP_NAME,
    .about = REPORT_ABOUT_UNITS,
    .names_people = true,
    .visit = visit_rows,
};

/* ---- the sum ---- */

static bool add_member(const ReportMember *member, void *data, GError **error) {
    ReportSum *sum = data;
    sum->members++;
    sum->asked_members += member->asked_milli > 0;
    sum->short_members += member->missing_milli > 0;
    sum->hours_milli += member->hours_milli;
    sum->missing_milli += member->missing_milli;
    return true;
}

bool report_year_sum(Database *database, const ReportQuery *query, ReportSum *ret_sum,
                     GError **error) {
    g_auto(ReportScope) scope = {.units = NULL};
    if (!report_scope_load(database, query->roots_json, query->year, &scope, error))
        return false;
    ReportQuery all = *query;
    all.after = NULL;
    all.limit = 0;
    *ret_sum = (ReportSum){0};
    const ReportMemberVisit each = {add_member, ret_sum};
    return report_year_members(database, &scope, &all, &each, error);
}
