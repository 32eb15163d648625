/* Study sessions: opened, steered and ended by who looks after the place, or by the remote control
 * of a screen that stands in it. Both ways share everything but how the place is found. */
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "catalog/api/call.h"
#include "catalog/api/study_handlers.h"
#include "catalog/api/study_json.h"
#include "catalog/attendance/register_follow.h"
#include "catalog/rights/rights.h"
#include "catalog/roster/place_table.h"
#include "catalog/screen/screen_table.h"
#include "catalog/store/account_table.h"
#include "catalog/store/role.h"
#include "catalog/viewing/site_table.h"

typedef struct StudyState {
    RightId right;
    char place_id[ID_TEXT_BYTES]; /* "": the screen stands nowhere */
    char *place_name;
    GPtrArray *screens; /* owned: StudyScreen */
    StudyRow *study;    /* owned, or NULL */
    GStrv concerned;    /* owned: who is told after a change, or NULL */
    char changed_id[ID_TEXT_BYTES];
} StudyState;

static void clear_state(void *data) {
    StudyState *state = data;
    g_free(state->place_name);
    g_clear_pointer(&state->screens, g_ptr_array_unref);
    study_row_free(state->study);
    g_strfreev(state->concerned);
}

static const CallState STATE = {sizeof(StudyState), clear_state};

/* NULL when answered already. */
static Call *begin(ApiRequest *request, void *user, const JsonTable *input, RightId right) {
    Call *call = call_new(request, user, input, &STATE);
    if (!call)
        return NULL;
    StudyState *state = call->state;
    state->right = right;
    call->target = g_strdup(api_request_segment(request, "id"));
    return call;
}

static bool is_screen(const Call *call) {
    return ((StudyState *)call->state)->right == RIGHT_SCREEN_SELF;
}

static bool refuse(int code, const char *sentence, GError **error) {
    g_set_error_literal(error, BASE_ERROR, code, sentence);
    return false;
}

/* ---- where ---- */

static bool find_place(Database *database, Call *call, GError **error) {
    StudyState *state = call->state;
    char unit_id[ID_TEXT_BYTES];
    if (is_screen(call))
        return site_table_place_of(database, call->identity.account_id, state->place_id, error);
    if (!place_table_unit(database, call->target, unit_id, error)) {
        g_clear_error(error); /* the same words as for a foreign one */
        unit_id[0] = '\0';
    }
    g_strlcpy(state->place_id, call->target, sizeof state->place_id);
    return rights_check(database, call->identity.account_id, state->right, unit_id, error) &&
           (*unit_id || rights_not_found(error));
}

/* What the answer tells, as it is now. */
static bool read_place(Database *database, Call *call, GError **error) {
    StudyState *state = call->state;
    study_row_free(state->study);
    state->study = NULL;
    state->place_name = study_place_name(database, state->place_id, error);
    if (!state->place_name || !study_table_open_in(database, state->place_id, &state->study, error))
        return false;
    state->screens =
        study_place_screens(database, state->place_id, state->study ? state->study->id : "", error);
    return state->screens != NULL;
}

static bool is_online(const Call *call, const StudyScreen *screen) {
    if (is_screen(call) && g_str_equal(screen->id, call->identity.account_id))
        return true;
    int64_t seen_at_us = screen_seen_at_us(call->env->screens_seen, screen->id);
    return MAX(seen_at_us, screen->seen_at_us) >= clock_wall_us() - SCREEN_SEEN_ONLINE_US;
}

/* A screen that was not chosen has nothing to show. */
static bool is_for_asker(const Call *call) {
    const StudyState *state = call->state;
    for (unsigned i = 0; is_screen(call) && i < state->screens->len; i++) {
        const StudyScreen *screen = state->screens->pdata[i];
        if (g_str_equal(screen->id, call->identity.account_id))
            return screen->shows;
    }
    return !is_screen(call);
}

/* What is known in memory is put to it on the api thread. */
static void write_place(Call *call) {
    StudyState *state = call->state;
    if (!state->screens) /* a screen that stands nowhere */
        state->screens = g_ptr_array_new();
    g_autoptr(GArray) online = g_array_new(FALSE, FALSE, sizeof(bool));
    for (unsigned i = 0; i < state->screens->len; i++) {
        bool is = is_online(call, state->screens->pdata[i]);
        g_array_append_val(online, is);
    }
    const StudyView view = {state->place_id, state->place_name ? state->place_name : "",
                            state->screens, online, is_for_asker(call) ? state->study : NULL};
    call->json = study_json_write(&view);
}

static void tell(const Call *call) {
    const StudyState *state = call->state;
    const ApiEnv *env = call->env;
    if (!env->on_news || !state->concerned)
        return;
    env->on_news((const char *const *)state->concerned, "study.changed", state->changed_id,
                 env->on_news_user);
    const char *const self[] = {call->identity.account_id, NULL};
    if (!g_strv_contains((const char *const *)state->concerned, self[0]))
        env->on_news(self, "study.changed", state->changed_id, env->on_news_user);
}

/* `id` was opened, changed or ended in this transaction. */
static bool note_change(Database *database, Call *call, const char *id, GError **error) {
    StudyState *state = call->state;
    g_strlcpy(state->changed_id, id, sizeof state->changed_id);
    state->concerned = study_place_concerned(database, state->place_id, error);
    return state->concerned != NULL &&
           register_follow_events(database, call->env->register_open_us, NULL, error);
}

/* ---- GET ---- */

static bool run_get(Database *database, Call *call, GError **error) {
    g_autoptr(GError) nowhere = NULL;
    if (!is_screen(call))
        return find_place(database, call, error) && read_place(database, call, error);
    if (find_place(database, call, &nowhere))
        return read_place(database, call, error);
    if (g_error_matches(nowhere, BASE_ERROR, ERROR_CONFLICT))
        return true;
    g_propagate_error(error, g_steal_pointer(&nowhere));
    return false;
}

static void reply_read(Call *take_call) {
    write_place(take_call);
    call_reply_ok(take_call);
}

void handle_get_study(ApiRequest *request, void *user) {
    call_read(begin(request, user, NULL, RIGHT_PLACE_SEE), run_get, reply_read);
}

void handle_get_screen_study(ApiRequest *request, void *user) {
    call_read(begin(request, user, NULL, RIGHT_SCREEN_SELF), run_get, reply_read);
}

/* ---- POST ---- */

typedef struct OpenInput {
    char *lesson_id, *course_id, *language, *replaces;
    GStrv screen_ids;
} OpenInput;

static const JsonTable OPEN_TABLE = {
    "study", sizeof(OpenInput),
    (const JsonField[]){
        {"lesson_id", JSON_STRING, offsetof(OpenInput, lesson_id), JSON_OPTIONAL, 1,
         COURSE_ALIAS_MAX_CHARS},
        {"course_id", JSON_STRING, offsetof(OpenInput, course_id), JSON_OPTIONAL, 1,
         COURSE_ALIAS_MAX_CHARS},
        {"language", JSON_STRING, offsetof(OpenInput, language), .max = 35},
        {"screen_ids", JSON_STRINGS, offsetof(OpenInput, screen_ids), .max = STUDY_MAX_SCREENS,
         .item_max = ID_TEXT_BYTES - 1},
        {"replaces", JSON_STRING, offsetof(OpenInput, replaces), JSON_OPTIONAL, 36, 36},
        {NULL, JSON_END},
    }};

/* Who opens it, in the row and, for a remote control, in the audit. */
static bool name_opener(Database *database, Call *call, StudyRow *row, GError **error) {
    const char *id = call->identity.account_id;
    if (!is_screen(call)) {
        g_autoptr(AccountRow) account = account_table_get(database, id, error);
        g_strlcpy(row->opened_by, id, sizeof row->opened_by);
        row->opened_name = account ? g_strdup(account->display_name) : NULL;
        return account != NULL;
    }
    g_autoptr(ScreenRow) screen = screen_table_get(database, id, error);
    g_strlcpy(row->opened_on, id, sizeof row->opened_on);
    row->opened_name = screen ? g_strdup(screen->name) : NULL;
    call->actor_name = g_strdup(row->opened_name);
    return screen != NULL;
}

static bool replace_open(Database *database, const Call *call, GError **error) {
    const StudyState *state = call->state;
    const OpenInput *input = call->input;
    g_autoptr(StudyRow) open = NULL;
    if (!input->replaces)
        return true;
    if (!study_table_open_in(database, state->place_id, &open, error))
        return false;
    if (!open || !g_str_equal(open->id, input->replaces))
        return true; /* it is over, or another one: study_table_insert() tells */
    return study_table_end(database, open->id, STUDY_REPLACED,
                           is_screen(call) ? NULL : call->identity.account_id, clock_wall_us(),
                           error);
}

typedef struct DetailJson {
    const char *title, *place;
} DetailJson;

static const JsonTable DETAIL_TABLE = {"study", sizeof(DetailJson),
                                       (const JsonField[]){
                                           {"title", JSON_STRING, offsetof(DetailJson, title)},
                                           {"place", JSON_STRING, offsetof(DetailJson, place)},
                                           {NULL, JSON_END},
                                       }};

static void write_down(Call *call, const StudyRow *row) {
    const StudyState *state = call->state;
    g_free(call->target);
    call->target = g_strdup(row->id);
    call->detail = json_table_write(&DETAIL_TABLE, &(DetailJson){row->title, state->place_name});
}

static bool run_open(Database *database, Call *call, GError **error) {
    StudyState *state = call->state;
    const OpenInput *input = call->input;
    const StudyWish wish = {input->lesson_id, input->course_id};
    g_auto(CourseViewer) viewer = {0};
    g_autoptr(StudyRow) row = g_new0(StudyRow, 1);
    row->language = g_strdup(input->language ? input->language : "");
    if (!find_place(database, call, error) ||
        !study_place_viewer(database, state->place_id, &viewer, error) ||
        !study_table_choose(database, &viewer, &wish, row, error) ||
        !name_opener(database, call, row, error) || !replace_open(database, call, error))
        return false;
    g_strlcpy(row->place_id, state->place_id, sizeof row->place_id);
    if (!study_table_insert(database, row, error) ||
        !study_table_set_screens(database, row, (const char *const *)input->screen_ids, error) ||
        !note_change(database, call, row->id, error) || !read_place(database, call, error))
        return false;
    write_down(call, row);
    return true;
}

static void on_opened(Call *take_call) {
    tell(take_call);
    write_place(take_call);
    call_reply_created(take_call);
}

static void open_study(Call *take_call) {
    const OpenInput *input = take_call ? take_call->input : NULL;
    if (!input)
        return;
    if (!input->lesson_id && !input->course_id) {
        call_fail_literal(take_call, ERROR_INVALID,
                          "A study session is of a lesson ('lesson_id') or of a course "
                          "('course_id').");
        return;
    }
    take_call->action = "study.open";
    call_write(take_call, run_open, on_opened);
}

void handle_post_study(ApiRequest *request, void *user) {
    open_study(begin(request, user, &OPEN_TABLE, RIGHT_STUDY_RUN));
}

void handle_post_screen_study(ApiRequest *request, void *user) {
    open_study(begin(request, user, &OPEN_TABLE, RIGHT_SCREEN_SELF));
}

/* ---- PATCH ---- */

typedef struct SteerInput {
    char *lesson_id, *language;
    bool is_paused, has_paused, has_seek, has_revision;
    int64_t seek_ms, revision;
} SteerInput;

static const JsonTable STEER_TABLE = {
    "study", sizeof(SteerInput),
    (const JsonField[]){
        {"lesson_id", JSON_STRING, offsetof(SteerInput, lesson_id), JSON_OPTIONAL, 1,
         COURSE_ALIAS_MAX_CHARS},
        {"language", JSON_STRING, offsetof(SteerInput, language), .max = 35},
        {"is_paused", JSON_BOOL, offsetof(SteerInput, is_paused),
         .present_offset = offsetof(SteerInput, has_paused)},
        {"seek_ms", JSON_INTEGER, offsetof(SteerInput, seek_ms), .max = VIEWING_MEDIA_MAX_MS,
         .present_offset = offsetof(SteerInput, has_seek)},
        {"revision", JSON_INTEGER, offsetof(SteerInput, revision), JSON_OPTIONAL, 1,
         .present_offset = offsetof(SteerInput, has_revision)},
        {NULL, JSON_END},
    }};

/* The one that is open, for a change. */
static bool find_open(Database *database, Call *call, GError **error) {
    const StudyState *state = call->state;
    if (!find_place(database, call, error) || !read_place(database, call, error))
        return false;
    return (state->study && is_for_asker(call)) ||
           refuse(ERROR_CONFLICT, "No study session is open in this place.", error);
}

/* Another lesson begins: of the same course, and not where the one before was told to go. */
static bool change_lesson(Database *database, const Call *call, GError **error) {
    const SteerInput *input = call->input;
    StudyRow *row = ((StudyState *)call->state)->study;
    g_auto(CourseViewer) viewer = {0};
    if (!input->lesson_id || g_str_equal(input->lesson_id, row->lesson_id))
        return true;
    g_autofree char *course_id = g_strdup(row->course_id);
    if (!study_place_viewer(database, row->place_id, &viewer, error) ||
        !study_table_choose(database, &viewer, &(StudyWish){.lesson_id = input->lesson_id}, row,
                            error))
        return false;
    row->is_paused = false;
    return (row->is_course && g_str_equal(course_id, row->course_id)) ||
           refuse(ERROR_INVALID, "This lesson is not of the course of the study session.", error);
}

static void apply(StudyRow *row, const SteerInput *input) {
    if (input->language) {
        g_free(row->language);
        row->language = g_strdup(input->language);
    }
    if (input->has_paused)
        row->is_paused = input->is_paused;
    if (input->has_seek) {
        row->seek_ms = input->seek_ms;
        row->seek_revision = row->revision + 1;
    }
}

static bool run_steer(Database *database, Call *call, GError **error) {
    const SteerInput *input = call->input;
    StudyState *state = call->state;
    if (!find_open(database, call, error))
        return false;
    if (input->has_revision && input->revision != state->study->revision)
        return refuse(ERROR_CONFLICT, "The study session has changed meanwhile: look again.",
                      error);
    if (!change_lesson(database, call, error))
        return false;
    apply(state->study, input);
    if (!study_table_update(database, state->study, error) ||
        !note_change(database, call, state->study->id, error))
        return false;
    g_clear_pointer(&state->place_name, g_free);
    g_clear_pointer(&state->screens, g_ptr_array_unref);
    return read_place(database, call, error);
}

static void on_steered(Call *take_call) {
    tell(take_call);
    reply_read(take_call);
}

static void steer(Call *take_call) {
    if (take_call)
        call_write(take_call, run_steer, on_steered);
}

void handle_patch_study(ApiRequest *request, void *user) {
    steer(begin(request, user, &STEER_TABLE, RIGHT_STUDY_RUN));
}

void handle_patch_screen_study(ApiRequest *request, void *user) {
    steer(begin(request, user, &STEER_TABLE, RIGHT_SCREEN_SELF));
}

/* ---- DELETE ---- */

static bool run_end(Database *database, Call *call, GError **error) {
    const StudyState *state = call->state;
    if (!find_open(database, call, error))
        return false;
    const char *by = is_screen(call) ? NULL : call->identity.account_id;
    if (is_screen(call)) {
        g_autoptr(ScreenRow) screen = screen_table_get(database, call->identity.account_id, error);
        if (!screen)
            return false;
        call->actor_name = g_strdup(screen->name);
    }
    write_down(call, state->study);
    return study_table_end(database, state->study->id, STUDY_CLOSED, by, clock_wall_us(), error) &&
           note_change(database, call, state->study->id, error);
}

static void on_ended(Call *take_call) {
    tell(take_call);
    call_reply_no_content(take_call);
}

static void end(Call *take_call) {
    take_call->action = "study.end";
    call_write(take_call, run_end, on_ended);
}

void handle_delete_study(ApiRequest *request, void *user) {
    end(begin(request, user, NULL, RIGHT_STUDY_RUN));
}

void handle_delete_screen_study(ApiRequest *request, void *user) {
    end(begin(request, user, NULL, RIGHT_SCREEN_SELF));
}
