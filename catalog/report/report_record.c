#include "catalog/report/report_record.h"

#include "base/error.h"
#include "catalog/rights/rights.h"
#include "catalog/roster/unit_tree.h"

enum {
    RECORD_ID,
    MEMBER_ID,
    UNIT_ID,
    GROUP_ID,
    GROUP_NAME,
    UNIT_NAME,
    NAME,
    EVENT_KIND,
    TITLE,
    STATE,
    HOW,
    CONFIDENCE,
    BEGAN_AT,
    IS_EXPECTED,
    CREDITED,
    HOURS,
    POLICY_VERSION,
    LEAF,
    N_COLUMNS,
    FIRST_NUMBER = BEGAN_AT
};

static const ReportWord KINDS[] = {
    {"meeting", "会议"}, {"study", "集中学习"}, {"lesson", "自学"}, {"carried", "结转"}, {NULL}};
static const ReportWord STATES[] = {{"present", "出席"},
                                    {"late", "迟到"},
                                    {"left_early", "早退"},
                                    {"partial", "部分出席"},
                                    {"absent", "缺席"},
                                    {"excused", "请假"},
                                    {NULL}};
static const ReportWord HOWS[] = {
    {"remote", "遥控点名"},  {"phone", "手机点名"}, {"qr", "扫码"},
    {"card", "刷卡"},        {"pin", "口令确认"},   {"paper", "纸质补录"},
    {"account", "本人账号"}, {"-", "无"},           {NULL}};
static const ReportWord CONFIDENCES[] = {{"high", "高"}, {"middle", "中"}, {"low", "低"}, {NULL}};

static const ReportColumn COLUMNS[N_COLUMNS] = {
    [RECORD_ID] = {"record_id", REPORT_ID},
    [MEMBER_ID] = {"member_id", REPORT_ID},
    [UNIT_ID] = {"unit_id", REPORT_ID},
    [GROUP_ID] = {"group_id", REPORT_ID},
    [GROUP_NAME] = {"group_name", REPORT_TEXT, "所属", 20},
    [UNIT_NAME] = {"unit_name", REPORT_TEXT, "组织", 24},
    [NAME] = {"name", REPORT_TEXT, "姓名", 12},
    [EVENT_KIND] = {"event_kind", REPORT_WORD, "类别", 10, KINDS},
    [TITLE] = {"title", REPORT_TEXT, "名称", 32},
    [STATE] = {"state", REPORT_WORD, "认定", 10, STATES},
    [HOW] = {"how", REPORT_WORD, "方式", 18, HOWS},
    [CONFIDENCE] = {"confidence", REPORT_WORD, "可信度", 8, CONFIDENCES},
    [BEGAN_AT] = {"began_at", REPORT_MOMENT, "开始", 18},
    [IS_EXPECTED] = {"is_expected", REPORT_COUNT, "应到", 8},
    [CREDITED] = {"credited_ms", REPORT_MINUTES, "认定分钟", 10},
    [HOURS] = {"hours", REPORT_HOURS, "学时", 8},
    [POLICY_VERSION] = {"policy_version", REPORT_COUNT, "规则版本", 10},
    [LEAF] = {"leaf", REPORT_COUNT, "存证序号", 12},
};

#define SELECT                                                                                     \
    "SELECT id, member_id, unit_id, group_id, group_name, unit_name, name, kind, title, state,"    \
    " how, confidence, began_at_us, is_expected, credited_ms, hours_milli, policy_version, leaf"   \
    " FROM record"
/* ?1 roots or NULL, ?2 register, ?3 last row of the page before or NULL, ?4 rows or -1. */
static const char OF_REGISTER[] = UNIT_TREE_REACH_SQL SELECT
    " WHERE register_id = ?2 AND is_newest = 1"
    " AND (?1 IS NULL OR unit_id IN (SELECT id FROM reach))"
    " AND (?3 IS NULL OR (group_name, unit_name, name, id) >"
    " (SELECT group_name, unit_name, name, id FROM record WHERE id = ?3))"
    " ORDER BY group_name, unit_name, name, id LIMIT ?4";
/* ?1 year, ?2 member. */
static const char OF_MEMBER[] =
    SELECT " WHERE member_id = ?2 AND year = ?1 AND is_newest = 1"
           " AND (?3 IS NULL OR (began_at_us, id) >"
           " (SELECT began_at_us, id FROM record WHERE id = ?3)) ORDER BY began_at_us, id LIMIT ?4";

static bool give_rows(Statement *statement, ReportVisitFn visit, void *data, GError **error) {
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW) {
        ReportCell cells[N_COLUMNS] = {{NULL}};
        for (int i = 0; i < N_COLUMNS; i++) {
            cells[i].text = i < FIRST_NUMBER ? statement_text(statement, i) : NULL;
            cells[i].number = i < FIRST_NUMBER ? 0 : statement_int64(statement, i);
        }
        if (!visit(cells, data, error))
            return false;
    }
    return step == STATEMENT_DONE;
}

static void bind_page(Statement *statement, const ReportQuery *query) {
    statement_bind_text(statement, 2, query->subject_id);
    statement_bind_text(statement, 3, query->after);
    statement_bind_int64(statement, 4, query->limit > 0 ? (int64_t)query->limit : -1);
}

/* ---- of a register ---- */

static bool visit_event(Database *database, const ReportQuery *query, ReportVisitFn visit,
                        void *data, GError **error) {
    g_autoptr(Statement) statement = database_prepare(database, OF_REGISTER, error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, query->roots_json);
    bind_page(statement, query);
    return give_rows(statement, visit, data, error);
}

/* Its title, or NULL with rights_not_found() in its words. */
static char *read_name(Statement *statement, GError **error) {
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_DONE)
        rights_not_found(error);
    return step == STATEMENT_ROW ? statement_dup_text(statement, 0) : NULL;
}

static char *name_event(Database *database, const ReportQuery *query, GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        UNIT_TREE_REACH_SQL
        "SELECT title FROM register WHERE id = ?2 AND (?1 IS NULL OR unit_id IN (SELECT id FROM"
        " reach) OR EXISTS (SELECT 1 FROM register_person AS person"
        " WHERE person.register_id = register.id AND person.unit_id IN (SELECT id FROM reach)))",
        error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, query->roots_json);
    statement_bind_text(statement, 2, query->subject_id);
    return read_name(statement, error);
}

const ReportKind REPORT_EVENT = {
    .word = "event",
    .title = "活动出席",
    .columns = COLUMNS,
    .n_columns = N_COLUMNS,
    .id_column = RECORD_ID,
    .group_column = GROUP_NAME,
    .about = REPORT_ABOUT_REGISTER,
    .names_people = true,
    .name = name_event,
    .visit = visit_event,
};

/* ---- of a member ---- */

static bool visit_person(Database *database, const ReportQuery *query, ReportVisitFn visit,
                         void *data, GError **error) {
    g_autoptr(Statement) statement = database_prepare(database, OF_MEMBER, error);
    if (!statement)
        return false;
    statement_bind_int64(statement, 1, query->year);
    bind_page(statement, query);
    return give_rows(statement, visit, data, error);
}

static char *name_person(Database *database, const ReportQuery *query, GError **error) {
    g_autoptr(Statement) statement =
        database_prepare(database, "SELECT name FROM member WHERE id = ?1", error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, query->subject_id);
    return read_name(statement, error);
}

const ReportKind REPORT_PERSON = {
    .word = "person",
    .title = "个人记录",
    .columns = COLUMNS,
    .n_columns = N_COLUMNS,
    .id_column = RECORD_ID,
    .group_column = -1,
    .about = REPORT_ABOUT_MEMBER,
    .names_people = true,
    .name = name_person,
    .visit = visit_person,
};
