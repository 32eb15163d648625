/* Jobs: files that are made into lessons. */
#include "base/error.h"
#include "catalog/api/call.h"
#include "catalog/api/upload_handlers.h"
#include "catalog/api/wire.h"
#include "catalog/course/job_table.h"
#include "catalog/say/sentence.h"
#include "catalog/upload/job_audit.h"

typedef struct State {
    GPtrArray *rows; /* owned: JobRow */
    JobRow *row;     /* owned */
} State;

static void clear_state(void *data) {
    State *state = data;
    g_clear_pointer(&state->rows, g_ptr_array_unref);
    job_row_free(state->row);
}

static const CallState STATE = {sizeof(State), clear_state};

/* ---- JSON ---- */

typedef struct JobJson {
    const char *id, *lesson_id;
    char *kind, *source_name, *language, *step, *problem;
    int state;
    int64_t permille, left_s, attempts;
    bool has_left;
    char *created_at, *started_at, *ended_at;
} JobJson;

static const JsonField FIELDS[] = {
    {"id", JSON_STRING, offsetof(JobJson, id)},
    {"lesson_id", JSON_STRING, offsetof(JobJson, lesson_id)},
    {"kind", JSON_STRING, offsetof(JobJson, kind)},
    {"source_name", JSON_STRING, offsetof(JobJson, source_name)},
    {"language", JSON_STRING, offsetof(JobJson, language)},
    {"state", JSON_ENUM, offsetof(JobJson, state), .words = JOB_STATE_WORDS},
    {"step", JSON_STRING, offsetof(JobJson, step)},
    {"permille", JSON_INTEGER, offsetof(JobJson, permille)},
    {"left_s", JSON_INTEGER, offsetof(JobJson, left_s),
     .present_offset = offsetof(JobJson, has_left)},
    {"attempts", JSON_INTEGER, offsetof(JobJson, attempts)},
    {"problem", JSON_STRING, offsetof(JobJson, problem)},
    {"created_at", JSON_STRING, offsetof(JobJson, created_at)},
    {"started_at", JSON_STRING, offsetof(JobJson, started_at)},
    {"ended_at", JSON_STRING, offsetof(JobJson, ended_at)},
    {NULL, JSON_END},
};
static const JsonTable TABLE = {"job", sizeof(JobJson), FIELDS};

static char *localized(const ApiRequest *request, const char *problem) {
    const char *language;
    return *problem ? sentence_localize(api_request_field(request, "Accept-Language"), problem,
                                        &language)
                    : NULL;
}

static void append(const Call *call, JobRow *row, GString *out) {
    job_runner_look(call->env->jobs, row);
    JobJson json = {.id = row->id,
                    .lesson_id = row->lesson_id,
                    .kind = row->kind,
                    .source_name = row->source_name,
                    .language = *row->language ? row->language : NULL,
                    .state = (int)row->state,
                    .step = row->step,
                    .permille = row->permille,
                    .left_s = row->left_s,
                    .has_left = row->left_s >= 0,
                    .attempts = row->attempts,
                    .problem = localized(call->request, row->problem),
                    .created_at = wire_time(row->created_at_us),
                    .started_at = wire_time(row->started_at_us),
                    .ended_at = wire_time(row->ended_at_us)};
    json_table_append(&TABLE, &json, out);
    g_free(json.problem);
    g_free(json.created_at);
    g_free(json.started_at);
    g_free(json.ended_at);
}

/* ---- GET jobs ---- */

static int state_of(const char *word) {
    for (int state = 0; word && JOB_STATE_WORDS[state]; state++)
        if (g_str_equal(JOB_STATE_WORDS[state], word))
            return state;
    return -1;
}

static bool run_list(Database *database, Call *call, GError **error) {
    State *state = call->state;
    state->rows = job_table_list(database, api_request_query(call->request, "lesson_id"),
                                 state_of(api_request_query(call->request, "state")), error);
    return state->rows != NULL;
}

static void reply_list(Call *take_call) {
    const State *state = take_call->state;
    GString *out = g_string_new("{\"jobs\":[");
    for (unsigned i = 0; i < state->rows->len; i++) {
        if (i > 0)
            g_string_append_c(out, ',');
        append(take_call, state->rows->pdata[i], out);
    }
    g_string_append(out, "]}");
    take_call->json = g_string_free(out, FALSE);
    call_reply_ok(take_call);
}

void handle_list_jobs(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, NULL, &STATE);
    const char *word = api_request_query(request, "state");
    if (word && state_of(word) < 0)
        call_fail_literal(call, ERROR_INVALID, "'state' is none that a job may have.");
    else
        call_read(call, run_list, reply_list);
}

/* ---- POST jobs/{id}/steps ---- */

typedef enum StepWord { STEP_CANCEL, STEP_AGAIN } StepWord;

static const char *const STEP_WORDS[] = {"cancel", "again", NULL};

typedef struct StepInput {
    int step; /* StepWord */
} StepInput;

static const JsonField STEP_FIELDS[] = {
    {"step", JSON_ENUM, offsetof(StepInput, step), JSON_REQUIRED, .words = STEP_WORDS},
    {NULL, JSON_END},
};
static const JsonTable STEP_TABLE = {"step", sizeof(StepInput), STEP_FIELDS};

static bool cancel(Database *database, const char *id, GError **error) {
    bool is_ended;
    if (!job_table_end(database, id, JOB_CANCELLED, "", &is_ended, error))
        return false;
    if (!is_ended)
        g_set_error_literal(error, BASE_ERROR, ERROR_CONFLICT, "This job has ended already.");
    return is_ended;
}

static bool run_step(Database *database, Call *call, GError **error) {
    State *state = call->state;
    const StepInput *input = call->input;
    const char *id = api_request_segment(call->request, "id");
    g_autoptr(JobRow) before = job_table_get(database, id, error);
    if (before)
        call->detail = job_audit_detail(&(JobAuditDetail){.lesson_id = before->lesson_id,
                                                          .kind = before->kind,
                                                          .language = before->language,
                                                          .source_name = before->source_name});
    if (!before || !(input->step == STEP_CANCEL ? cancel : job_table_again)(database, id, error))
        return false;
    state->row = job_table_get(database, id, error);
    return state->row != NULL;
}

static void reply_step(Call *take_call) {
    const State *state = take_call->state;
    JobRunner *jobs = take_call->env->jobs;
    GString *out = g_string_new(NULL);
    append(take_call, state->row, out);
    take_call->json = g_string_free(out, FALSE);
    job_runner_tell(jobs, state->row);
    if (state->row->state == JOB_CANCELLED)
        job_runner_cancelled(jobs, state->row);
    else
        job_runner_wake(jobs);
    call_reply_ok(take_call);
}

void handle_post_job_step(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, &STEP_TABLE, &STATE);
    if (!call)
        return;
    bool is_cancel = ((const StepInput *)call->input)->step == STEP_CANCEL;
    call->action = is_cancel ? "job.cancel" : "job.again";
    call->target = g_strdup(api_request_segment(request, "id"));
    call_write(call, run_step, reply_step);
}
