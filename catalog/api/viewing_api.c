/* Opening a meeting, its recording or a lesson to watch it. */
#include "base/clock.h"
#include "base/error.h"
#include "catalog/api/call.h"
#include "catalog/api/caller.h"
#include "catalog/api/viewing_handlers.h"
#include "catalog/api/viewing_json.h"
#include "catalog/api/wire.h"
#include "catalog/attendance/credit_terms.h"
#include "catalog/attendance/register_follow.h"
#include "catalog/course/asset_table.h"
#include "catalog/course/lesson_table.h"
#include "catalog/meeting/meeting_parts.h"
#include "catalog/meeting/meeting_viewer.h"
#include "catalog/store/role.h"
#include "catalog/study/study_table.h"

typedef struct OpenState {
    ViewingRow row;
    bool runs; /* the asker runs the meeting, or edits courses */
    int64_t resume_ms;
    ViewingStakes stakes; /* of the account, with this one */
    CreditLiveTerms terms;
    char lesson_id[ID_TEXT_BYTES]; /* that was asked for; "": a meeting */
    GPtrArray *tags;               /* owned: texts, BCP 47 of the sounds */
} OpenState;

static void clear_state(void *data) {
    OpenState *state = data;
    g_clear_pointer(&state->tags, g_ptr_array_unref);
}

static const CallState OPEN_STATE = {sizeof(OpenState), clear_state};

/* ---- what there is to see ---- */

static ViewingWho who_of(const ApiIdentity *identity) {
    if (identity->account_id[0] == '\0')
        return VIEWING_ANONYMOUS;
    return identity->roles & ROLE_SCREEN ? VIEWING_SCREEN : VIEWING_ACCOUNT;
}

static const MeetingViewerKind KINDS[VIEWING_N_WHO] = {
    [VIEWING_ANONYMOUS] = MEETING_VIEWER_NOBODY,
    [VIEWING_ACCOUNT] = MEETING_VIEWER_ACCOUNT,
    [VIEWING_SCREEN] = MEETING_VIEWER_SCREEN,
};

static MeetingRow *find_meeting(Database *database, const Call *call, const char *id,
                                bool *ret_runs, GError **error) {
    g_auto(MeetingViewer) viewer = {0};
    if (!meeting_viewer_load(database, KINDS[who_of(&call->identity)], call->identity.account_id,
                             &viewer, error))
        return NULL;
    return meeting_viewer_get(database, &viewer, id, ret_runs, error);
}

/* The recording is for everybody once it is published; who runs the meeting reviews it before. */
static bool has_recording(const MeetingRow *meeting, bool runs) {
    bool is_over = meeting->state == MEETING_ENDED || meeting->state == MEETING_READY;
    return meeting->is_recorded && meeting->expired_at_us == 0 &&
           (meeting->state == MEETING_PUBLISHED || (is_over && runs));
}

static bool choose(const MeetingRow *meeting, bool runs, ViewingRow *row, GError **error) {
    if (!meeting_row_has_programme(meeting)) {
        g_set_error_literal(error, BASE_ERROR, ERROR_CONFLICT,
                            "This meeting has no programme to watch: its room is entered.");
        return false;
    }
    row->is_live = meeting_state_is_on_air(meeting->state, runs);
    if (row->is_live || has_recording(meeting, runs))
        return true;
    if (meeting->expired_at_us > 0)
        g_set_error_literal(error, BASE_ERROR, ERROR_CONFLICT,
                            "The recording was removed when its time was over.");
    else
        g_set_error_literal(
            error, BASE_ERROR, ERROR_CONFLICT,
            "There is nothing to see now: the meeting is not on, and no recording of "
            "it is published.");
    return false;
}

static bool take_languages(Database *database, OpenState *state, const char *meeting_id,
                           GError **error) {
    g_autoptr(GPtrArray) languages = meeting_parts_languages(database, meeting_id, error);
    for (unsigned i = 0; languages && i < languages->len; i++)
        g_ptr_array_add(state->tags, g_strdup(((MeetingLanguage *)languages->pdata[i])->tag));
    return languages != NULL;
}

static bool take_meeting(Database *database, const Call *call, const char *id, GError **error) {
    OpenState *state = call->state;
    ViewingRow *row = &state->row;
    g_autoptr(MeetingRow) meeting = find_meeting(database, call, id, &state->runs, error);
    if (!meeting || !choose(meeting, state->runs, row, error))
        return false;
    g_strlcpy(row->meeting_id, meeting->id, sizeof row->meeting_id);
    row->base_wall_us = meeting->base_wall_us;
    row->duration_us = meeting->duration_us;
    return take_languages(database, state, meeting->id, error);
}

/* Each language once: of two sounds in one language an old television gets the first. */
static bool take_sounds(Database *database, OpenState *state, const char *lesson_id,
                        GError **error) {
    g_autoptr(GPtrArray) assets = asset_table_list(database, lesson_id, error);
    for (unsigned i = 0; assets && i < assets->len; i++) {
        const AssetRow *row = assets->pdata[i];
        if (row->kind == COURSE_ASSET_SOUND && row->state == ASSET_READY &&
            !g_ptr_array_find_with_equal_func(state->tags, row->language, g_str_equal, NULL))
            g_ptr_array_add(state->tags, g_strdup(row->language));
    }
    return assets != NULL;
}

/* A recording is a viewing of its meeting. */
static bool take_lesson(Database *database, const Call *call, const char *id, GError **error) {
    OpenState *state = call->state;
    ViewingRow *row = &state->row;
    g_auto(CourseViewer) viewer = {0};
    if (!course_viewer_load(database, KINDS[who_of(&call->identity)], call->identity.account_id,
                            &viewer, error))
        return false;
    g_autoptr(LessonRow) lesson = lesson_table_get(database, &viewer, id, error);
    if (!lesson)
        return false;
    bool is_written = viewer.edits && lesson->kind == LESSON_PAGES; /* pictures come before pages */
    if (!lesson->is_ready && !is_written) {
        g_set_error_literal(error, BASE_ERROR, ERROR_CONFLICT,
                            "There is nothing to see yet of this lesson.");
        return false;
    }
    if (lesson->kind == LESSON_QUIZ) {
        g_set_error_literal(error, BASE_ERROR, ERROR_CONFLICT, "A quiz is answered, not watched.");
        return false;
    }
    g_strlcpy(state->lesson_id, lesson->id, sizeof state->lesson_id);
    if (*lesson->meeting_id)
        return take_meeting(database, call, lesson->meeting_id, error);
    g_strlcpy(row->lesson_id, lesson->id, sizeof row->lesson_id);
    row->duration_us = lesson->duration_ms * CLOCK_US_PER_MS;
    state->runs = viewer.edits;
    return take_sounds(database, state, lesson->id, error);
}

/* What a screen of the place shows in a study session belongs to it. */
static bool take_study(Database *database, const char *study_id, ViewingRow *row, GError **error) {
    if (!study_id)
        return true;
    if (!study_table_admits(database, study_id, row->who == VIEWING_SCREEN ? row->who_id : "",
                            error))
        return false;
    g_strlcpy(row->study_id, study_id, sizeof row->study_id);
    return true;
}

/* What goes on now cannot be taken along. */
static bool take_mode(const ViewingWishJson *wish, ViewingRow *row, GError **error) {
    row->is_kept = wish->mode == VIEWING_WISH_KEPT;
    if (!row->is_kept || (!row->is_live && !wish->study_id))
        return true;
    g_set_error_literal(error, BASE_ERROR, ERROR_CONFLICT,
                        "Only a lesson or a recording can be taken along.");
    return false;
}

static bool run_open(Database *database, Call *call, GError **error) {
    const ViewingWishJson *wish = call->input;
    OpenState *state = call->state;
    ViewingRow *row = &state->row;
    row->who = who_of(&call->identity);
    g_strlcpy(row->who_id, call->identity.account_id, sizeof row->who_id);
    row->expires_at_us = clock_wall_us() + VIEWING_TOKEN_LIFETIME_US;
    state->tags = g_ptr_array_new_with_free_func(g_free);
    return (wish->lesson_id ? take_lesson(database, call, wish->lesson_id, error)
                            : take_meeting(database, call, wish->meeting_id, error)) &&
           take_study(database, wish->study_id, row, error) && take_mode(wish, row, error) &&
           (row->is_live || viewing_table_resume(database, row, &state->resume_ms, error)) &&
           viewing_table_insert(database, row, wish->device ? wish->device : "", error) &&
           viewing_table_stakes(database, row, &state->stakes, error) &&
           register_follow_viewing(database, row->id, error) &&
           credit_terms_find(database, row, CREDIT_TERMS_OPENING, &state->terms, error);
}

/* ---- the answer ---- */

static void free_tv_url(void *data) {
    TvUrlJson *url = data;
    g_free(url->url);
    g_free(url);
}

static GPtrArray *tv_urls(const OpenState *state, const char *base_url) {
    GPtrArray *urls = g_ptr_array_new_with_free_func(free_tv_url);
    for (unsigned i = 0; i < state->tags->len; i++) {
        char *tag = state->tags->pdata[i];
        TvUrlJson *url = g_new(TvUrlJson, 1);
        *url = (TvUrlJson){tag, g_strdup_printf("%stv/%s.m3u8", base_url, tag)};
        g_ptr_array_add(urls, url);
    }
    return urls;
}

static char *write_viewing(const Call *call) {
    const OpenState *state = call->state;
    const ViewingRow *row = &state->row;
    bool is_lesson = *row->lesson_id != '\0';
    char token[TOKEN_TEXT_MAX_BYTES];
    viewing_token_sign(call->env->viewing_tokens,
                       &(ViewingTokenOf){.of_id = viewing_table_of(row),
                                         .viewing_id = row->id,
                                         .is_studio = state->runs,
                                         .is_lesson = is_lesson},
                       row->expires_at_us, token);
    char contact[VIEWING_CONTACT_BYTES];
    viewing_contact_write(call->env->viewing_contacts, row->id, clock_wall_us(), contact);
    g_autofree char *expires_at = wire_time(row->expires_at_us);
    g_autofree char *base_url =
        g_strdup_printf("/%s/%s/~%s/", is_lesson ? "vod" : "live", viewing_table_of(row), token);
    g_autofree char *live_url = g_strconcat(base_url, "master.m3u8", NULL);
    g_autofree char *phone_url =
        g_strconcat(base_url, is_lesson ? "master.m3u8" : "phone.m3u8", NULL);
    g_autoptr(GPtrArray) urls = tv_urls(state, base_url);
    ViewingJson json = {.id = row->id,
                        .meeting_id = *row->meeting_id ? row->meeting_id : NULL,
                        .lesson_id = *state->lesson_id ? state->lesson_id : NULL,
                        .expires_at = expires_at,
                        .is_live = row->is_live,
                        .live_url = live_url,
                        .phone_url = phone_url,
                        .base_url = base_url,
                        .tv_urls = urls,
                        .resume_ms = state->resume_ms,
                        .starts_wall_us = row->base_wall_us,
                        .beat_every_ms = VIEWING_BEAT_EVERY_MS,
                        .contact = contact};
    return json_table_write(&VIEWING_TABLE, &json);
}

static void free_call(void *data) {
    Call **slot = data;
    call_free(*slot); /* NULL when answered */
    g_free(slot);
}

/* Its opening is in the log. */
static void on_stored(const GError *error, void *data) {
    Call **slot = data;
    Call *call = g_steal_pointer(slot);
    if (error) {
        call_fail(call, error);
        return;
    }
    call->json = write_viewing(call);
    call_reply_created(call);
}

static void on_opened(Call *take_call) {
    g_autoptr(GError) error = NULL;
    OpenState *state = take_call->state;
    ViewingBeats *beats = take_call->env->viewing_beats;
    (void)viewing_book_resume(take_call->env->viewing_book, &state->row, &state->resume_ms);
    Call **slot = g_new(Call *, 1);
    *slot = take_call;
    const ViewingOpening opening = {&state->row, &state->stakes, &state->terms,
                                    on_stored,   slot,           free_call};
    if (viewing_beats_opened(beats, &opening, &error))
        return;
    call_fail(take_call, error);
    g_free(slot);
}

static void on_known(Call *take_call) {
    g_autoptr(GError) error = NULL;
    if (viewing_rate_take(take_call->env->viewing_rate, take_call->identity.account_id,
                          take_call->peer, &error))
        call_write(take_call, run_open, on_opened);
    else
        call_fail(take_call, error);
}

void handle_post_viewing(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, &VIEWING_WISH_TABLE, &OPEN_STATE);
    const ViewingWishJson *wish = call ? call->input : NULL;
    if (wish && (wish->meeting_id == NULL) == (wish->lesson_id == NULL))
        call_fail_literal(call, ERROR_INVALID,
                          "A viewing is of a meeting ('meeting_id') or of a lesson ('lesson_id').");
    else if (call)
        caller_find(call, on_known);
}
