#include "catalog/report/report_gaps.h"

#include <string.h>

#include "base/error.h"
#include "catalog/attendance/duty_language.h"
#include "catalog/attendance/policy_effect.h"
#include "catalog/attendance/policy_table.h"
#include "catalog/report/report_record.h"
#include "catalog/report/report_year.h"
#include "catalog/rights/rights.h"

enum { LESSON_ID, COURSE_ID, COURSE_TITLE, TITLE, IS_REQUIRED, HOURS, REACH, N_COLUMNS };

static const ReportColumn COLUMNS[N_COLUMNS] = {
    [LESSON_ID] = {"lesson_id", REPORT_ID},
    [COURSE_ID] = {"course_id", REPORT_ID},
    [COURSE_TITLE] = {"course_title", REPORT_TEXT, "课程", 32},
    [TITLE] = {"title", REPORT_TEXT, "课件", 32},
    [IS_REQUIRED] = {"is_required", REPORT_COUNT, "必修", 8},
    [HOURS] = {"hours", REPORT_HOURS, "可得学时", 10},
    [REACH] = {"reach", REPORT_HOURS, "累计学时", 10},
};

/* ---- the member ---- */

typedef struct Member {
    char unit_id[ID_TEXT_BYTES]; /* home */
    char *locale;                /* or NULL */
    ReportSum sum;
} Member;

static void member_clear(Member *member) {
    g_free(member->locale);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Member, member_clear)

static bool find_home(Database *database, const char *member_id, Member *member, GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        "SELECT unit_id, locale FROM membership JOIN member ON member.id = member_id"
        " WHERE member_id = ?1 AND is_home = 1 AND until_day IS NULL",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, member_id);
    StatementStep step = statement_step(statement, error);
    if (step != STATEMENT_ROW)
        return step == STATEMENT_DONE && rights_not_found(error);
    statement_copy_text(statement, 0, member->unit_id, sizeof member->unit_id);
    member->locale = statement_dup_text(statement, 1);
    return true;
}

typedef struct Finding {
    const char *member_id;
    ReportSum *sum;
} Finding;

static bool take_member(const ReportMember *member, void *data, GError **error) {
    const Finding *finding = data;
    if (strcmp(member->id, finding->member_id) == 0)
        *finding->sum = (ReportSum){.members = 1,
                                    .asked_members = member->asked_milli > 0,
                                    .short_members = member->missing_milli > 0,
                                    .hours_milli = member->hours_milli,
                                    .missing_milli = member->missing_milli};
    return true;
}

static bool load_member(Database *database, const ReportQuery *query, Member *member,
                        GError **error) {
    g_auto(ReportScope) scope = {.units = NULL};
    if (!find_home(database, query->subject_id, member, error))
        return false;
    g_autofree char *roots = g_strdup_printf("[\"%s\"]", member->unit_id);
    const ReportQuery home = {.roots_json = roots, .year = query->year};
    Finding finding = {query->subject_id, &member->sum};
    const ReportMemberVisit each = {take_member, &finding};
    return report_scope_load(database, roots, query->year, &scope, error) &&
           report_year_members(database, &scope, &home, &each, error);
}

bool report_gaps_sum(Database *database, const ReportQuery *query, ReportSum *ret_sum,
                     GError **error) {
    g_auto(Member) member = {.locale = NULL};
    if (!load_member(database, query, &member, error))
        return false;
    *ret_sum = member.sum;
    return true;
}

/* ---- lessons ---- */

/* ?1 member. Video lessons of published courses that are for him; what he has credited of each, and
 * whether that was enough. A programme counts once, whatever the year. */
static const char LESSONS[] =
    "WITH RECURSIVE up (id) AS (SELECT unit_id FROM membership WHERE member_id = ?1"
    " AND until_day IS NULL UNION SELECT unit.parent_id FROM unit JOIN up ON unit.id = up.id"
    " WHERE unit.parent_id NOT NULL)"
    " SELECT lesson.id, course.id, course.title, lesson.title, is_required, lesson.duration_ms,"
    " (SELECT group_concat(language, ' ') FROM asset WHERE lesson_id = lesson.id"
    " AND asset.kind = 'sound' AND asset.state = 'ready' AND asset.language <> ''),"
    " ifnull((SELECT max(credited_ms) FROM register JOIN record ON register_id = register.id"
    " AND is_newest = 1 WHERE register.kind = 'lesson' AND register.event_id = lesson.id"
    " AND register.member_id = ?1), 0)"
    " FROM course JOIN lesson ON lesson.course_id = course.id"
    " WHERE course.state = 'published' AND lesson.is_shown = 1 AND lesson.kind = 'video'"
    " AND lesson.duration_ms > 0 AND (audience <> 'units' OR EXISTS (SELECT 1 FROM course_unit"
    " WHERE course_id = course.id AND unit_id IN (SELECT id FROM up)))"
    " ORDER BY is_required DESC, published_at_us DESC, course.id, lesson.position, lesson.id";

typedef struct Giving {
    const Member *member;
    const CreditPolicy *policy;
    const ReportQuery *query;
    ReportVisitFn visit;
    void *data;
    int64_t reach_milli;
    bool is_behind; /* the last row of the page before was passed */
    unsigned n_given;
} Giving;

static bool is_in_language(const Giving *giving, const char *sounds) {
    g_auto(GStrv) tags = g_strsplit(sounds ? sounds : "", " ", -1);
    return duty_language_matches(giving->member->locale, (const char *const *)tags);
}

/* What watching the rest of it would bring. */
static int64_t worth_of(const Giving *giving, Statement *statement) {
    int64_t credited_ms = statement_int64(statement, 7);
    int64_t whole_ms = statement_int64(statement, 5) * giving->policy->replay_weight_milli / 1000;
    if (giving->policy->cap_ms > 0)
        whole_ms = MIN(whole_ms, giving->policy->cap_ms);
    return policy_effect_hours(whole_ms, giving->policy) -
           policy_effect_hours(MIN(credited_ms, whole_ms), giving->policy);
}

static bool give_lesson(Giving *giving, Statement *statement, GError **error) {
    int64_t worth = worth_of(giving, statement);
    const char *id = statement_text(statement, 0);
    if (worth <= 0 || !is_in_language(giving, statement_text(statement, 6)))
        return true;
    giving->reach_milli += worth;
    if (!giving->is_behind) {
        giving->is_behind = strcmp(id, giving->query->after) == 0;
        return true;
    }
    const ReportCell cells[N_COLUMNS] = {
        [LESSON_ID] = {id},
        [COURSE_ID] = {statement_text(statement, 1)},
        [COURSE_TITLE] = {statement_text(statement, 2)},
        [TITLE] = {statement_text(statement, 3)},
        [IS_REQUIRED] = {.number = statement_int64(statement, 4)},
        [HOURS] = {.number = worth},
        [REACH] = {.number = giving->reach_milli},
    };
    giving->n_given++;
    return giving->visit(cells, giving->data, error);
}

static bool is_done(const Giving *giving) {
    return giving->reach_milli >= giving->member->sum.missing_milli ||
           (giving->query->limit > 0 && giving->n_given >= giving->query->limit);
}

static bool give_lessons(Database *database, Giving *giving, GError **error) {
    g_autoptr(Statement) statement = database_prepare(database, LESSONS, error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, giving->query->subject_id);
    StatementStep step = STATEMENT_DONE;
    while (!is_done(giving) && (step = statement_step(statement, error)) == STATEMENT_ROW)
        if (!give_lesson(giving, statement, error))
            return false;
    return step != STATEMENT_FAILED;
}

static bool visit_rows(Database *database, const ReportQuery *query, ReportVisitFn visit,
                       void *data, GError **error) {
    g_auto(Member) member = {.locale = NULL};
    g_autoptr(PolicyRow) policy = NULL;
    if (!load_member(database, query, &member, error) ||
        !policy_table_find(database, "lesson", member.unit_id, query->year, &policy, error))
        return false;
    Giving giving = {.member = &member,
                     .policy = &policy->credit,
                     .query = query,
                     .visit = visit,
                     .data = data,
                     .is_behind = query->after == NULL};
    return give_lessons(database, &giving, error);
}

static char *name_of(Database *database, const ReportQuery *query, GError **error) {
    return REPORT_PERSON.name(database, query, error);
}

const ReportKind REPORT_GAPS = {
    .word = "gaps",
    .title = "补学建议",
    .columns = COLUMNS,
    .n_columns = N_COLUMNS,
    .id_column = LESSON_ID,
    .group_column = -1,
    .about = REPORT_ABOUT_MEMBER,
    .names_people = true,
    .name = name_of,
    .visit = visit_rows,
};
