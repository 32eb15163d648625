/* Random samples for auditors. Drawn on a reader, since a year has millions of records; the leaf,
 * the notes of the looks and the answer are one transaction after it. */
#include "base/clock.h"
#include "base/error.h"
#include "catalog/api/attendance_call.h"
#include "catalog/api/attendance_handlers.h"
#include "catalog/api/record_json.h"
#include "catalog/api/record_look.h"
#include "catalog/api/wire.h"
#include "catalog/attendance/record_draw.h"
#include "catalog/attendance/register_reach.h"

typedef struct SampleState {
    AttendanceQuery query; /* the first: a call's state that attendance_call_roots() knows */
    unsigned count;
    char *seed, *roots; /* owned */
    bool is_register;
    RecordSample *sample; /* owned */
    int64_t drawn_at_us;
} SampleState;

static void clear_state(void *data) {
    SampleState *state = data;
    ATTENDANCE_QUERY.clear(&state->query);
    g_free(state->seed);
    g_free(state->roots);
    record_sample_free(state->sample);
}

static const CallState STATE = {sizeof(SampleState), clear_state};

/* ---- what is asked for ---- */

static bool read_count(const ApiRequest *request, unsigned *ret_count, GError **error) {
    guint64 count = 0;
    const char *text = api_request_query(request, "count");
    if (text && g_ascii_string_to_unsigned(text, 10, 1, RECORD_SAMPLE_MAX_ROWS, &count, NULL)) {
        *ret_count = (unsigned)count;
        return true;
    }
    g_set_error_literal(error, BASE_ERROR, ERROR_INVALID,
                        "'count' must be a number from 1 to 200.");
    return false;
}

static bool read_seed(const ApiRequest *request, char **ret_seed, GError **error) {
    const char *text = api_request_query(request, "seed");
    *ret_seed = text ? record_sample_seed(text, error) : record_sample_new_seed();
    return *ret_seed != NULL;
}

static RecordDraw draw_of(const Call *call) {
    const SampleState *state = call->state;
    return (RecordDraw){.roots_json = state->roots,
                        .register_id = state->is_register ? call->target : NULL,
                        .year = state->query.year};
}

/* ---- the draw ---- */

static bool find_register(Database *database, const Call *call, GError **error) {
    const RegisterAsker asker = {.id = call->identity.account_id, .right = RIGHT_RECORD_SEE};
    g_auto(RegisterReach) reach = {0};
    g_autoptr(RegisterRow) row = register_table_get(database, call->target, error);
    return row && register_reach_load(database, &asker, &reach, error) &&
           register_reach_see(database, &reach, row, error);
}

static bool run_draw(Database *database, Call *call, GError **error) {
    SampleState *state = call->state;
    if ((state->is_register && !find_register(database, call, error)) ||
        !attendance_call_roots(database, call, RIGHT_RECORD_SEE, &state->roots, error))
        return false;
    const RecordDraw draw = draw_of(call);
    state->sample = record_sample_new(state->seed, state->count);
    state->drawn_at_us = clock_wall_us();
    return record_draw_read(database, &draw, state->sample, error);
}

/* ---- the answer ---- */

static bool seal(Database *database, const Call *call, int64_t *ret_leaf, GError **error) {
    const SampleState *state = call->state;
    const RecordDraw draw = draw_of(call);
    g_autofree char *name = attendance_call_name(database, call, error);
    const RecordDrawn drawn = {
        &draw, state->sample, state->seed, state->drawn_at_us, call->identity.account_id, name};
    return name && record_draw_seal(database, &drawn, ret_leaf, error);
}

static GPtrArray *rows_of(Database *database, const RecordSample *sample, GError **error) {
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)record_row_free);
    for (unsigned i = 0; i < record_sample_count(sample); i++) {
        RecordRow *row = record_table_get(database, record_sample_id(sample, i), error);
        if (!row)
            return NULL;
        g_ptr_array_add(rows, row);
    }
    return g_steal_pointer(&rows);
}

typedef struct SampleJson {
    const char *seed, *drawn_at;
    int64_t population, leaf;
    char *records;
} SampleJson;

static const JsonTable SAMPLE_TABLE = {
    "sample", sizeof(SampleJson),
    (const JsonField[]){
        {"seed", JSON_STRING, offsetof(SampleJson, seed)},
        {"drawn_at", JSON_STRING, offsetof(SampleJson, drawn_at)},
        {"population", JSON_INTEGER, offsetof(SampleJson, population)},
        {"leaf", JSON_INTEGER, offsetof(SampleJson, leaf)},
        {"records", JSON_RAW, offsetof(SampleJson, records)},
        {NULL, JSON_END},
    }};

static bool run_answer(Database *database, Call *call, GError **error) {
    const SampleState *state = call->state;
    int64_t leaf = 0;
    g_autoptr(GPtrArray) rows = rows_of(database, state->sample, error);
    if (!rows || !record_look_note_all(database, call, rows, error) ||
        !seal(database, call, &leaf, error))
        return false;
    g_autofree char *drawn_at = wire_time(state->drawn_at_us);
    g_autofree char *records = record_json_list(rows);
    const SampleJson json = {state->seed, drawn_at, record_sample_population(state->sample), leaf,
                             records};
    call->json = json_table_write(&SAMPLE_TABLE, &json);
    call->detail =
        g_strdup_printf("{\"records\":%u,\"leaf\":%" G_GINT64_FORMAT "}", rows->len, leaf);
    return true;
}

static void on_drawn(Call *take_call) {
    call_write(take_call, run_answer, call_reply_ok);
}

/* ---- GET registers/{id}/sample, GET records/sample ---- */

static void begin(Call *take_call) {
    SampleState *state = take_call->state;
    g_autoptr(GError) error = NULL;
    if (!read_count(take_call->request, &state->count, &error) ||
        !read_seed(take_call->request, &state->seed, &error)) {
        call_fail(take_call, error);
        return;
    }
    take_call->action = "record.sample";
    call_read(take_call, run_draw, on_drawn);
}

void handle_get_register_sample(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, NULL, &STATE);
    ((SampleState *)call->state)->is_register = true;
    call->target = g_strdup(api_request_segment(request, "id"));
    begin(call);
}

void handle_get_record_sample(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, NULL, &STATE);
    if (!attendance_call_read_query(call))
        return;
    call->target = g_strdup(((SampleState *)call->state)->query.unit_id);
    begin(call);
}
