/* What is kept of attendance, why and how long, and what another number of days would take. */
#include "base/clock.h"
#include "catalog/api/attendance_handlers.h"
#include "catalog/api/call.h"
#include "catalog/attendance/retention_class.h"
#include "catalog/roster/day.h"
#include "catalog/say/sentence.h"

/* ---- GET retention ---- */

typedef struct ClassJson {
    int kind;
    const char *setting;
    int64_t keep_days;
    bool has_keep_days;
    char *why, *how_long; /* owned */
    int64_t rows, bytes;
    bool has_bytes;
    const char *oldest_day;
} ClassJson;

static const JsonTable CLASS_TABLE = {
    "class", sizeof(ClassJson),
    (const JsonField[]){
        {"class", JSON_ENUM, offsetof(ClassJson, kind), .words = RETENTION_CLASS_WORDS},
        {"setting", JSON_STRING, offsetof(ClassJson, setting)},
        {"keep_days", JSON_INTEGER, offsetof(ClassJson, keep_days),
         .present_offset = offsetof(ClassJson, has_keep_days)},
        {"why", JSON_STRING, offsetof(ClassJson, why)},
        {"how_long", JSON_STRING, offsetof(ClassJson, how_long)},
        {"rows", JSON_INTEGER, offsetof(ClassJson, rows)},
        {"bytes", JSON_INTEGER, offsetof(ClassJson, bytes),
         .present_offset = offsetof(ClassJson, has_bytes)},
        {"oldest_day", JSON_STRING, offsetof(ClassJson, oldest_day)},
        {NULL, JSON_END},
    }};

static void append_class(const Call *call, RetentionClass kind, const RetentionAmount *amount,
                         GString *out) {
    const RetentionFacts *facts = retention_class_facts(kind);
    const char *wanted = api_request_field(call->request, "Accept-Language"), *language;
    char oldest[DAY_TEXT_BYTES];
    day_of(amount->oldest_us, oldest);
    const ClassJson json = {.kind = (int)kind,
                            .setting = facts->setting,
                            .keep_days =
                                facts->setting ? retention_class_days(kind, &call->env->keep) : 0,
                            .has_keep_days = facts->setting != NULL,
                            .why = sentence_localize(wanted, facts->why, &language),
                            .how_long = sentence_localize(wanted, facts->how_long, &language),
                            .rows = amount->rows,
                            .bytes = amount->bytes,
                            .has_bytes = amount->bytes >= 0,
                            .oldest_day = amount->rows > 0 ? oldest : NULL};
    json_table_append(&CLASS_TABLE, &json, out);
    g_free(json.why);
    g_free(json.how_long);
}

static bool run_list(Database *database, Call *call, GError **error) {
    const RetentionPlace place = {call->env->directory, clock_wall_us()};
    g_autoptr(GString) out = g_string_new("[");
    for (int kind = 0; kind < RETENTION_N_CLASSES; kind++) {
        RetentionAmount amount;
        if (!retention_class_amount(database, &place, (RetentionClass)kind, &amount, error))
            return false;
        if (kind > 0)
            g_string_append_c(out, ',');
        append_class(call, (RetentionClass)kind, &amount, out);
    }
    g_string_append_c(out, ']');
    call->json = g_string_free(g_steal_pointer(&out), FALSE);
    return true;
}

void handle_get_retention(ApiRequest *request, void *user) {
    call_read(call_new(request, user, NULL, NULL), run_list, call_reply_ok);
}

/* ---- POST retention/dry-run ---- */

typedef struct TrialInput {
    int kind;
    int64_t days;
} TrialInput;

static const JsonTable INPUT_TABLE = {
    "dry_run", sizeof(TrialInput),
    (const JsonField[]){
        {"class", JSON_ENUM, offsetof(TrialInput, kind), JSON_REQUIRED,
         .words = RETENTION_CLASS_WORDS},
        {"days", JSON_INTEGER, offsetof(TrialInput, days), JSON_REQUIRED, 0, RETENTION_MAX_DAYS},
        {NULL, JSON_END},
    }};

typedef struct TrialJson {
    int kind;
    int64_t days, rows, bytes;
    bool has_bytes;
    const char *oldest_day, *newest_day;
} TrialJson;

static const JsonTable TRIAL_TABLE = {
    "trial", sizeof(TrialJson),
    (const JsonField[]){
        {"class", JSON_ENUM, offsetof(TrialJson, kind), .words = RETENTION_CLASS_WORDS},
        {"days", JSON_INTEGER, offsetof(TrialJson, days)},
        {"rows", JSON_INTEGER, offsetof(TrialJson, rows)},
        {"bytes", JSON_INTEGER, offsetof(TrialJson, bytes),
         .present_offset = offsetof(TrialJson, has_bytes)},
        {"oldest_day", JSON_STRING, offsetof(TrialJson, oldest_day)},
        {"newest_day", JSON_STRING, offsetof(TrialJson, newest_day)},
        {NULL, JSON_END},
    }};

static bool run_trial(Database *database, Call *call, GError **error) {
    const TrialInput *input = call->input;
    const RetentionTrial trial = {.place = {call->env->directory, clock_wall_us()},
                                  .kind = (RetentionClass)input->kind,
                                  .days = input->days};
    RetentionAmount amount;
    char oldest[DAY_TEXT_BYTES], newest[DAY_TEXT_BYTES];
    if (!retention_class_try(database, &trial, &amount, error))
        return false;
    day_of(amount.oldest_us, oldest);
    day_of(amount.newest_us, newest);
    const TrialJson json = {.kind = input->kind,
                            .days = input->days,
                            .rows = amount.rows,
                            .bytes = amount.bytes,
                            .has_bytes = amount.bytes >= 0,
                            .oldest_day = amount.rows > 0 ? oldest : NULL,
                            .newest_day = amount.rows > 0 ? newest : NULL};
    call->json = json_table_write(&TRIAL_TABLE, &json);
    return true;
}

void handle_post_retention_trial(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, &INPUT_TABLE, NULL);
    if (call)
        call_read(call, run_trial, call_reply_ok);
}
