/* What courses take on the disk, and the quotas of units. */
#include "base/error.h"
#include "catalog/api/course_call.h"
#include "catalog/api/course_handlers.h"
#include "catalog/course/course_office.h"
#include "catalog/course/course_space.h"
#include "catalog/rights/rights.h"
#include "catalog/roster/unit_table.h"

/* Absent where nothing bounds it. */
typedef struct SpaceJson {
    int64_t used_bytes, total_bytes;
    bool is_bounded, has_own, may_set;
    int64_t left_bytes, bound_bytes, bound_used_bytes;
    const char *bound_name;
    int64_t quota_bytes; /* the unit's own */
} SpaceJson;

/* clang-format off */
#define SPACE_FIELDS                                                                               \
    {"used_bytes", JSON_INTEGER, offsetof(SpaceJson, used_bytes)},                                 \
    {"left_bytes", JSON_INTEGER, offsetof(SpaceJson, left_bytes),                                  \
     .present_offset = offsetof(SpaceJson, is_bounded)}
/* clang-format on */

static const JsonField COURSE_FIELDS[] = {
    SPACE_FIELDS,
    {"total_bytes", JSON_INTEGER, offsetof(SpaceJson, total_bytes)},
    {"bound_name", JSON_STRING, offsetof(SpaceJson, bound_name)},
    {"bound_bytes", JSON_INTEGER, offsetof(SpaceJson, bound_bytes),
     .present_offset = offsetof(SpaceJson, is_bounded)},
    {"bound_used_bytes", JSON_INTEGER, offsetof(SpaceJson, bound_used_bytes),
     .present_offset = offsetof(SpaceJson, is_bounded)},
    {NULL, JSON_END},
};
static const JsonTable COURSE_TABLE = {"space", sizeof(SpaceJson), COURSE_FIELDS};

/* Names and figures of units above are nobody's business here. */
static const JsonField UNIT_FIELDS[] = {
    SPACE_FIELDS,
    {"quota_bytes", JSON_INTEGER, offsetof(SpaceJson, quota_bytes),
     .present_offset = offsetof(SpaceJson, has_own)},
    {"may_set", JSON_BOOL, offsetof(SpaceJson, may_set)},
    {NULL, JSON_END},
};
static const JsonTable UNIT_TABLE = {"space", sizeof(SpaceJson), UNIT_FIELDS};

static SpaceJson json_of(const CourseSpace *space) {
    return (SpaceJson){.used_bytes = space->used_bytes,
                       .is_bounded = space->is_bounded,
                       .left_bytes = course_space_left(space),
                       .bound_name = space->bound_name,
                       .bound_bytes = space->bound_bytes,
                       .bound_used_bytes = space->bound_used_bytes};
}

static bool load(Database *database, const Call *call, const char *unit_id, CourseSpace *ret_space,
                 GError **error) {
    return course_space_load(database, unit_id, call->env->uploads->quota_bytes, ret_space, error);
}

/* ---- GET course-space ---- */

/* Of a course that there is; without one, of the office that the caller's new courses get. */
static bool find_office(Database *database, Call *call, char ret_unit_id[ID_TEXT_BYTES],
                        GError **error) {
    const char *course_id = api_request_query(call->request, "course_id");
    if (!course_id || !*course_id)
        return course_office_of_account(database, call->identity.account_id, ret_unit_id, error);
    g_auto(CourseViewer) viewer = {0};
    call->target = g_strdup(course_id);
    g_autoptr(CourseRow) row = course_call_course(database, call, &viewer, error);
    return row && course_office_of_course(database, row->id, ret_unit_id, error);
}

static bool run_course(Database *database, Call *call, GError **error) {
    char unit_id[ID_TEXT_BYTES];
    g_auto(CourseSpace) space = {0};
    int64_t total_bytes;
    if (!find_office(database, call, unit_id, error) ||
        !load(database, call, unit_id, &space, error) ||
        !course_space_total(database, &total_bytes, error))
        return false;
    SpaceJson json = json_of(&space);
    json.total_bytes = total_bytes;
    call->json = json_table_write(&COURSE_TABLE, &json);
    return true;
}

void handle_get_course_space(ApiRequest *request, void *user) {
    Call *call = course_call_new(request, user, NULL, NULL);
    if (call)
        call_read(call, run_course, call_reply_ok);
}

/* ---- GET units/{id}/course-space ---- */

/* A quota is said by the unit above: who may change that one too. */
static bool may_set(Database *database, const Call *call, GError **error) {
    const char *account_id = call->identity.account_id;
    if (!rights_check(database, account_id, RIGHT_UNIT_CHANGE, call->target, error))
        return false;
    g_autoptr(UnitRow) row = unit_table_get(database, call->target, error);
    return row && rights_check(database, account_id, RIGHT_UNIT_CHANGE, row->parent_id, error);
}

static bool answer_unit(Database *database, Call *call, GError **error) {
    g_auto(CourseSpace) space = {0};
    int64_t quota_bytes;
    g_autoptr(UnitRow) row = unit_table_get(database, call->target, error);
    if (!row || !load(database, call, row->id, &space, error) ||
        !course_space_get_quota(database, row->id, &quota_bytes, error))
        return false;
    SpaceJson json = json_of(&space);
    json.has_own = quota_bytes >= 0;
    json.quota_bytes = quota_bytes;
    json.may_set = may_set(database, call, NULL);
    call->json = json_table_write(&UNIT_TABLE, &json);
    return true;
}

static bool run_unit(Database *database, Call *call, GError **error) {
    return rights_check(database, call->identity.account_id, RIGHT_UNIT_SEE, call->target, error) &&
           answer_unit(database, call, error);
}

void handle_get_unit_course_space(ApiRequest *request, void *user) {
    Call *call = course_call_new(request, user, NULL, NULL);
    if (call)
        call_read(call, run_unit, call_reply_ok);
}

/* ---- PUT, DELETE units/{id}/course-quota ---- */

typedef struct QuotaInput {
    int64_t bytes;
} QuotaInput;

static const JsonTable QUOTA_TABLE = {
    "quota", sizeof(QuotaInput),
    (const JsonField[]){{"bytes", JSON_INTEGER, offsetof(QuotaInput, bytes), JSON_REQUIRED, 0,
                         COURSE_QUOTA_MAX_BYTES},
                        {NULL, JSON_END}}};

static bool run_put(Database *database, Call *call, GError **error) {
    const QuotaInput *input = call->input;
    if (!may_set(database, call, error))
        return false;
    call->detail = json_table_write(&QUOTA_TABLE, input);
    return course_space_set_quota(database, call->target, input->bytes, error) &&
           answer_unit(database, call, error);
}

void handle_put_course_quota(ApiRequest *request, void *user) {
    Call *call = course_call_new(request, user, &QUOTA_TABLE, "unit.quota");
    if (call)
        call_write(call, run_put, call_reply_ok);
}

static bool run_remove(Database *database, Call *call, GError **error) {
    return may_set(database, call, error) &&
           course_space_set_quota(database, call->target, -1, error);
}

void handle_delete_course_quota(ApiRequest *request, void *user) {
    call_write(course_call_new(request, user, NULL, "unit.quota_remove"), run_remove,
               call_reply_no_content);
}
