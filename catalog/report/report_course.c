#include "catalog/report/report_course.h"

#include "base/error.h"
#include "catalog/report/report_year.h"
#include "catalog/rights/rights.h"

enum {
    MEMBER_ID,
    UNIT_ID,
    GROUP_ID,
    GROUP_NAME,
    UNIT_NAME,
    NAME,
    DONE,
    TOTAL,
    DONE_LESSONS,
    SESSIONS,
    CREDITED,
    HOURS,
    N_COLUMNS
};

static const ReportColumn COLUMNS[N_COLUMNS] = {
    [MEMBER_ID] = {"member_id", REPORT_ID},
    [UNIT_ID] = {"unit_id", REPORT_ID},
    [GROUP_ID] = {"group_id", REPORT_ID},
    [GROUP_NAME] = {"group_name", REPORT_TEXT, "所属", 20},
    [UNIT_NAME] = {"unit_name", REPORT_TEXT, "组织", 24},
    [NAME] = {"name", REPORT_TEXT, "姓名", 12},
    [DONE] = {"done", REPORT_COUNT, "学完课件", 10},
    [TOTAL] = {"total", REPORT_COUNT, "课件总数", 10},
    [DONE_LESSONS] = {"done_lessons", REPORT_TEXT, "学完的序号", 18},
    [SESSIONS] = {"sessions", REPORT_COUNT, "集中学习", 10},
    [CREDITED] = {"credited_ms", REPORT_MINUTES, "认定分钟", 10},
    [HOURS] = {"hours", REPORT_HOURS, "学时", 8},
};

/* What a member has of it. */
typedef struct Progress {
    int64_t done, sessions, credited_ms, hours_milli;
    GString *lessons; /* "1 2 5" */
} Progress;

static void free_progress(void *data) {
    Progress *progress = data;
    g_string_free(progress->lessons, TRUE);
    g_free(progress);
}

static Progress *progress_of(GHashTable *all, const char *member_id) {
    Progress *progress = g_hash_table_lookup(all, member_id);
    if (!progress) {
        progress = g_new0(Progress, 1);
        progress->lessons = g_string_new(NULL);
        g_hash_table_insert(all, g_strdup(member_id), progress);
    }
    return progress;
}

/* ?1 course. Number 0: a study session. Lessons by their number among those that are shown. */
static const char RECORDS[] =
    "WITH shown (id, number) AS (SELECT id, row_number() OVER (ORDER BY position, id) FROM lesson"
    " WHERE course_id = ?1 AND is_shown = 1)"
    " SELECT record.member_id, shown.number, record.state, credited_ms, hours_milli FROM shown"
    " JOIN register ON register.kind = 'lesson' AND register.event_id = shown.id"
    " JOIN record ON record.register_id = register.id AND is_newest = 1"
    " UNION ALL SELECT record.member_id, 0, record.state, credited_ms, hours_milli FROM study"
    " JOIN register ON register.kind = 'study' AND register.event_id = study.id"
    " JOIN record ON record.register_id = register.id AND is_newest = 1"
    " WHERE study.course_id = ?1 ORDER BY 2";

static void add_record(GHashTable *all, Statement *statement) {
    Progress *progress = progress_of(all, statement_text(statement, 0));
    int64_t number = statement_int64(statement, 1);
    const char *state = statement_text(statement, 2);
    bool is_present = g_str_equal(state, "present");
    progress->credited_ms += statement_int64(statement, 3);
    progress->hours_milli += statement_int64(statement, 4);
    if (number == 0) {
        progress->sessions += !g_str_equal(state, "absent") && !g_str_equal(state, "excused");
    } else if (is_present) {
        progress->done++;
        g_string_append_printf(progress->lessons, "%s%" G_GINT64_FORMAT,
                               progress->lessons->len > 0 ? " " : "", number);
    }
}

static GHashTable *load_progress(Database *database, const char *course_id, GError **error) {
    g_autoptr(GHashTable) all =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_progress);
    g_autoptr(Statement) statement = database_prepare(database, RECORDS, error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, course_id);
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW)
        add_record(all, statement);
    return step == STATEMENT_DONE ? g_steal_pointer(&all) : NULL;
}

static bool count_lessons(Database *database, const char *course_id, int64_t *ret_count,
                          GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database, "SELECT count(*) FROM lesson WHERE course_id = ?1 AND is_shown = 1", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, course_id);
    bool is_good = statement_step(statement, error) == STATEMENT_ROW;
    *ret_count = is_good ? statement_int64(statement, 0) : 0;
    return is_good;
}

/* ---- rows ---- */

typedef struct Giving {
    const ReportScope *scope;
    GHashTable *progress;
    int64_t n_lessons;
    ReportVisitFn visit;
    void *data;
} Giving;

static bool give_row(const ReportMember *member, void *data, GError **error) {
    const Giving *giving = data;
    static const Progress nothing = {0};
    const ReportUnit *unit = &giving->scope->units[member->unit];
    const ReportUnit *group = &giving->scope->units[unit->group];
    const Progress *progress = g_hash_table_lookup(giving->progress, member->id);
    if (!progress)
        progress = &nothing;
    const ReportCell cells[N_COLUMNS] = {
        [MEMBER_ID] = {member->id},
        [UNIT_ID] = {unit->id},
        [GROUP_ID] = {group->id},
        [GROUP_NAME] = {group->name},
        [UNIT_NAME] = {unit->name},
        [NAME] = {member->name},
        [DONE] = {.number = progress->done},
        [TOTAL] = {.number = giving->n_lessons},
        [DONE_LESSONS] = {progress->lessons ? progress->lessons->str : ""},
        [SESSIONS] = {.number = progress->sessions},
        [CREDITED] = {.number = progress->credited_ms},
        [HOURS] = {.number = progress->hours_milli},
    };
    return giving->visit(cells, giving->data, error);
}

static bool visit_rows(Database *database, const ReportQuery *query, ReportVisitFn visit,
                       void *data, GError **error) {
    g_auto(ReportScope) scope = {.units = NULL};
    g_autoptr(GHashTable) progress = load_progress(database, query->subject_id, error);
    Giving giving = {.scope = &scope, .progress = progress, .visit = visit, .data = data};
    if (!progress || !count_lessons(database, query->subject_id, &giving.n_lessons, error) ||
        !report_scope_load(database, query->roots_json, query->year, &scope, error))
        return false;
    ReportQuery members = *query;
    members.is_short_only = false;
    const ReportMemberVisit each = {give_row, &giving};
    return report_year_members(database, &scope, &members, &each, error);
}

static char *name_of(Database *database, const ReportQuery *query, GError **error) {
    g_autoptr(Statement) statement =
        database_prepare(database, "SELECT title FROM course WHERE id = ?1", error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, query->subject_id);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_DONE)
        rights_not_found(error);
    return step == STATEMENT_ROW ? statement_dup_text(statement, 0) : NULL;
}

const ReportKind REPORT_COURSE = {
    .word = "course",
    .title = "课程学习",
    .columns = COLUMNS,
    .n_columns = N_COLUMNS,
    .id_column = MEMBER_ID,
    .group_column = GROUP_NAME,
    .about = REPORT_ABOUT_COURSE,
    .names_people = true,
    .name = name_of,
    .visit = visit_rows,
};
