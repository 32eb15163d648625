#include "catalog/demo_meetings.h"

#include "base/clock.h"
#include "base/error.h"
#include "catalog/demo_county.h"
#include "catalog/meeting/meeting_input_table.h"
#include "catalog/meeting/meeting_parts.h"
#include "catalog/meeting/meeting_series.h"
#include "catalog/roster/sample_ids.h"
#include "catalog/store/setting_table.h"

#define SETTING_SAMPLES "demo_meetings" /* "true": they were made, and may have been removed */

#define HOUR_US  (INT64_C(3600) * CLOCK_US_PER_S)
#define DAY_US   (24 * HOUR_US)
#define YEARS_US (365 * DAY_US)

static MeetingLanguage ZH = {(char *)"zh", true, 0}, BO = {(char *)"bo", false, 0},
                       MN = {(char *)"mn", false, 0};

/* Borrows the rows. */
static GPtrArray *list_of(void *const *rows, unsigned n_rows) {
    GPtrArray *list = g_ptr_array_new();
    for (unsigned i = 0; i < n_rows; i++)
        g_ptr_array_add(list, rows[i]);
    return list;
}

/* ---- those that are always on ---- */

static bool set_unit(Database *database, const char *unit_id, GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database, "UPDATE meeting SET unit_id = ?3 WHERE alias IN (?1, ?2) AND unit_id IS NULL",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, MEETING_DEMO_ALIAS);
    statement_bind_text(statement, 2, MEETING_DEMO_GROUP_ALIAS);
    statement_bind_text(statement, 3, unit_id);
    return statement_run(statement, error);
}

static bool make_broadcast(Database *database, const FieldCrypto *crypto, const char *by,
                           GError **error) {
    int64_t now_us = clock_wall_us();
    MeetingRow row = {.alias = (char *)MEETING_DEMO_ALIAS,
                      .title = (char *)"同屏示例会议",
                      .note =
                          (char *)"任何人都可以观看。只保留最近四小时；结束后自动开始新的一场。",
                      .state = MEETING_LIVE,
                      .visibility = MEETING_PUBLIC,
                      .starts_at_us = now_us,
                      .ends_at_us = now_us + 100 * YEARS_US,
                      .time_zone = (char *)MEETING_DEFAULT_ZONE,
                      .is_recorded = true,
                      .is_endless = true,
                      .live_at_us = now_us};
    g_strlcpy(row.type_id, "broadcast", sizeof row.type_id);
    g_strlcpy(row.created_by, by, sizeof row.created_by);
    MeetingInputRow input = {.kind = MEETING_INPUT_PUSH,
                             .name = (char *)"示例信号",
                             .language = (char *)"",
                             .uri = (char *)"",
                             .key = g_strdup(MEETING_DEMO_KEY)};
    void *const languages[] = {&ZH, &BO, &MN};
    g_autoptr(GPtrArray) list = list_of(languages, G_N_ELEMENTS(languages));
    bool is_made = meeting_table_insert(database, &row, error) &&
                   meeting_parts_set_languages(database, row.id, list, error);
    g_strlcpy(input.meeting_id, row.id, sizeof input.meeting_id);
    is_made = is_made && meeting_input_insert(database, crypto, &input, false, error);
    g_free(input.key);
    g_free(input.passphrase);
    return is_made;
}

static bool make_group(Database *database, const FieldCrypto *crypto, const char *by,
                       GError **error) {
    int64_t now_us = clock_wall_us();
    MeetingRow row = {.alias = (char *)MEETING_DEMO_GROUP_ALIAS,
                      .title = (char *)"同屏示例支部会议",
                      .note = (char *)"登录后即可参加，不录像；结束后自动开始新的一场。",
                      .kind = MEETING_GROUP,
                      .state = MEETING_OPEN,
                      .visibility = MEETING_SIGNED_IN,
                      .starts_at_us = now_us,
                      .ends_at_us = now_us + 100 * YEARS_US,
                      .time_zone = (char *)MEETING_DEFAULT_ZONE,
                      .is_endless = true,
                      .live_at_us = now_us};
    g_strlcpy(row.type_id, "study", sizeof row.type_id);
    g_strlcpy(row.created_by, by, sizeof row.created_by);
    void *const languages[] = {&ZH};
    g_autoptr(GPtrArray) list = list_of(languages, G_N_ELEMENTS(languages));
    return meeting_table_insert(database, &row, error) &&
           meeting_parts_set_languages(database, row.id, list, error);
}

typedef bool (*MakeFn)(Database *database, const FieldCrypto *crypto, const char *by,
                       GError **error);

static const struct {
    const char *alias;
    MakeFn make;
} ALWAYS_ON[] = {{MEETING_DEMO_ALIAS, make_broadcast}, {MEETING_DEMO_GROUP_ALIAS, make_group}};

static bool is_missing(Database *database, const char *alias, bool *ret_is_missing,
                       GError **error) {
    g_autoptr(GError) missing = NULL;
    g_autoptr(MeetingRow) row = meeting_table_get(database, alias, &missing);
    *ret_is_missing = row == NULL;
    if (row || g_error_matches(missing, BASE_ERROR, ERROR_NOT_FOUND))
        return true;
    g_propagate_error(error, g_steal_pointer(&missing));
    return false;
}

static bool ensure_always_on(Database *database, const FieldCrypto *crypto, const char *by,
                             GError **error) {
    for (unsigned i = 0; i < G_N_ELEMENTS(ALWAYS_ON); i++) {
        bool is_to_be_made;
        if (!is_missing(database, ALWAYS_ON[i].alias, &is_to_be_made, error) ||
            (is_to_be_made && !ALWAYS_ON[i].make(database, crypto, by, error)))
            return false;
    }
    return true;
}

/* ---- samples ---- */

/* The next time it is `hour` o'clock in Beijing (UTC+8, no summer time), at least a day ahead. */
static int64_t tomorrow_us(int64_t now_us, int64_t hour) {
    int64_t today_us = (now_us + 8 * HOUR_US) / DAY_US * DAY_US - 8 * HOUR_US;
    return today_us + DAY_US + hour * HOUR_US;
}

static bool make_tomorrow(Database *database, const SampleIds *ids, const char *by,
                          GError **error) {
    MeetingAgendaItem items[] = {{NULL, (char *)"会议签到", 10, 0, false},
                                 {NULL, (char *)"县委书记讲话", 40, 0, false},
                                 {NULL, (char *)"各乡镇交流发言", 30, 0, false},
                                 {NULL, (char *)"工作安排", 20, 0, false}};
    void *const languages[] = {&ZH, &BO}, *const agenda[] = {&items[0], &items[1], &items[2],
                                                             &items[3]};
    g_autoptr(GPtrArray) language_list = list_of(languages, G_N_ELEMENTS(languages));
    g_autoptr(GPtrArray) agenda_list = list_of(agenda, G_N_ELEMENTS(agenda));
    char *units[] = {ids->units[0], NULL};
    MeetingPlan plan = {.title = (char *)"全县组织工作视频会议",
                        .note = (char *)"请各分会场提前十五分钟调试设备。",
                        .type_id = (char *)"broadcast",
                        .unit_id = ids->units[0],
                        .visibility = MEETING_INVITED,
                        .languages = language_list,
                        .agenda = agenda_list,
                        .unit_ids = units};
    int64_t starts_us = tomorrow_us(clock_wall_us(), 9);
    const MeetingSchedule schedule = {starts_us, starts_us + 2 * HOUR_US, 0, by};
    char id[ID_TEXT_BYTES];
    return meeting_series_plan(database, &plan, &schedule, id, error);
}

static bool make_weekly(Database *database, const SampleIds *ids, const char *by, GError **error) {
    void *const languages[] = {&ZH, &BO, &MN};
    g_autoptr(GPtrArray) list = list_of(languages, G_N_ELEMENTS(languages));
    MeetingPlan plan = {.title = (char *)"每周集中学习",
                        .type_id = (char *)"study",
                        .unit_id = ids->units[0],
                        .starts_at = (char *)"-", /* a series keeps its own times */
                        .ends_at = (char *)"-",
                        .visibility = MEETING_SIGNED_IN,
                        .repeat = MEETING_WEEKLY,
                        .languages = list,
                        .publishes_itself = true,
                        .has_publishes_itself = true};
    int64_t starts_us = tomorrow_us(clock_wall_us(), 15) + 2 * DAY_US;
    const MeetingSchedule schedule = {starts_us, starts_us + HOUR_US, 0, by};
    char id[ID_TEXT_BYTES];
    return meeting_series_plan(database, &plan, &schedule, id, error);
}

static bool make_samples(Database *database, const char *by, GError **error) {
    bool is_county;
    g_autofree char *made = NULL;
    if (!setting_table_find(database, SETTING_SAMPLES, &made, error) ||
        !demo_county_is_there(database, &is_county, error))
        return false;
    if (!is_county)
        return true;
    g_auto(SampleIds) ids = {0};
    if (!sample_ids_read(database, &ids, error) || !set_unit(database, ids.units[0], error))
        return false;
    return made ||
           (make_tomorrow(database, &ids, by, error) && make_weekly(database, &ids, by, error) &&
            setting_table_set(database, SETTING_SAMPLES, "true", error));
}

bool demo_meetings_ensure(Database *database, const FieldCrypto *crypto, const char *by,
                          GError **error) {
    return ensure_always_on(database, crypto, by, error) && make_samples(database, by, error);
}
