#include "catalog/attendance/record_preview.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "catalog/attendance/record_compute.h"
#include "catalog/attendance/record_kept.h"
#include "catalog/attendance/record_load.h"

static void clear_preview(void *data) {
    RecordPreview *preview = data;
    g_array_unref(preview->figures);
}

RecordPreview *record_preview_ref(RecordPreview *preview) {
    return g_atomic_rc_box_acquire(preview);
}

void record_preview_unref(RecordPreview *preview) {
    if (preview)
        g_atomic_rc_box_release_full(preview, clear_preview);
}

const RecordFigure *record_preview_find(const RecordPreview *preview, const char *member_id) {
    unsigned low = 0, high = preview->figures->len;
    while (low < high) {
        unsigned middle = low + (high - low) / 2;
        const RecordFigure *figure = &g_array_index(preview->figures, RecordFigure, middle);
        int order = strcmp(figure->member_id, member_id);
        if (order == 0)
            return figure;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* ---- reading ---- */

static RecordFacts *load(const RecordLooking *looking, const char *register_id,
                         const char *member_id, GError **error) {
    if (!database_begin(looking->database, DATABASE_READ, error))
        return NULL;
    RecordFacts *facts = record_load(looking->database, register_id, member_id, error);
    database_rollback(looking->database);
    return facts;
}

static void take(RecordDraft *take_draft, void *user) {
    g_autoptr(RecordDraft) draft = take_draft;
    RecordPreview *preview = user;
    const RecordText *text = &draft->text;
    RecordFigure figure = {.live_ms = interval_set_sum(text->sets[RECORD_LIVE]),
                           .replay_ms = interval_set_sum(text->sets[RECORD_REPLAY]),
                           .offline_ms = interval_set_sum(text->sets[RECORD_OFFLINE]),
                           .presence_ms = interval_set_sum(text->sets[RECORD_PRESENCE]),
                           .covered_ms = text->covered_ms,
                           .credited_ms = text->credited_ms,
                           .state = text->state,
                           .how = text->how,
                           .confidence = draft->confidence};
    g_strlcpy(figure.member_id, text->member_id, sizeof figure.member_id);
    g_array_append_val(preview->figures, figure);
    preview->required_ms = text->required_ms;
}

/* The asker's `user` belongs to is_stopping: both are needed. */
typedef struct Making {
    const RecordLooking *looking;
    RecordPreview *preview;
} Making;

static bool ask_stopping(void *user) {
    const RecordLooking *looking = ((Making *)user)->looking;
    return looking->is_stopping && looking->is_stopping(looking->user);
}

static void take_made(RecordDraft *take_draft, void *user) {
    take(take_draft, ((Making *)user)->preview);
}

RecordPreview *record_preview_make(const RecordLooking *looking, const char *register_id,
                                   GError **error) {
    g_autoptr(RecordFacts) facts = load(looking, register_id, NULL, error);
    if (!facts)
        return NULL;
    int64_t now_us = clock_wall_us();
    g_autoptr(RecordDays) days =
        record_days_all(looking->directory, facts->first_at_us, now_us, error);
    if (!days)
        return NULL;
    g_autoptr(RecordPreview) preview = g_atomic_rc_box_new0(RecordPreview);
    g_strlcpy(preview->register_id, register_id, sizeof preview->register_id);
    preview->made_at_us = now_us;
    preview->figures = g_array_new(FALSE, TRUE, sizeof(RecordFigure));
    Making making = {looking, preview};
    g_autoptr(GPtrArray) all = g_ptr_array_new();
    g_ptr_array_add(all, facts);
    RecordComputed computed;
    const RecordComputing computing = {.directory = looking->directory,
                                       .facts = all,
                                       .days = days,
                                       .is_stopping = ask_stopping,
                                       .take = take_made,
                                       .user = &making};
    return record_compute(&computing, &computed, error) ? g_steal_pointer(&preview) : NULL;
}

/* ---- shares ---- */

static void free_share(void *data) {
    RecordShare *share = data;
    char *const texts[] = {share->device, share->title, share->screen_name, share->place_name};
    for (unsigned i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(texts[i]);
    interval_set_free(share->media);
    interval_set_free(share->wall);
    g_free(share);
}

static const char VIEWING[] =
    "SELECT v.device, coalesce(lesson.title, meeting.title), screen.name, place.name, v.is_kept,"
    " v.is_live, v.lesson_id NOT NULL FROM viewing AS v"
    " LEFT JOIN lesson ON lesson.id = v.lesson_id LEFT JOIN meeting ON meeting.id = v.meeting_id"
    " LEFT JOIN screen ON screen.id = v.screen_id LEFT JOIN place ON place.id = v.place_id"
    " WHERE v.id = ?1";

static void read_viewing(Statement *statement, RecordShare *share) {
    char **const texts[] = {&share->device, &share->title, &share->screen_name, &share->place_name};
    int at = 0;
    for (unsigned i = 0; i < G_N_ELEMENTS(texts); i++, at++)
        *texts[i] = statement_is_null(statement, at) ? NULL : statement_dup_text(statement, at);
    bool is_kept = statement_int64(statement, at++) != 0;
    bool is_live = statement_int64(statement, at++) != 0;
    bool is_lesson = statement_int64(statement, at) != 0;
    share->mode = is_kept ? "kept" : is_live ? "live" : is_lesson ? "lesson" : "recording";
}

static bool find_viewing(Database *database, RecordShare *share, GError **error) {
    g_autoptr(Statement) statement = database_prepare(database, VIEWING, error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, share->viewing_id);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_ROW)
        read_viewing(statement, share);
    return step != STATEMENT_FAILED;
}

static int compare_shares(gconstpointer a, gconstpointer b) {
    const RecordShare *left = *(RecordShare *const *)a, *right = *(RecordShare *const *)b;
    int64_t l = interval_set_n(left->wall) > 0 ? interval_set_at(left->wall, 0).from : INT64_MAX;
    int64_t r = interval_set_n(right->wall) > 0 ? interval_set_at(right->wall, 0).from : INT64_MAX;
    return l < r ? -1 : l > r ? 1 : strcmp(left->viewing_id, right->viewing_id);
}

static void add_share(GPtrArray *shares, const CreditShare *from) {
    RecordShare *share = g_new0(RecordShare, 1);
    g_strlcpy(share->viewing_id, credit_viewing_id(from->viewing), sizeof share->viewing_id);
    share->is_presence = from->is_presence;
    share->opened_at_ms = credit_viewing_opened(from->viewing);
    share->media = interval_set_new();
    share->wall = interval_set_new();
    interval_set_add_all(share->media, from->media);
    interval_set_add_all(share->wall, from->wall);
    g_ptr_array_add(shares, share);
}

static void explain(const RecordFacts *facts, const CreditFeed *feed, GPtrArray *shares) {
    g_autoptr(GPtrArray) parts = record_draft_shares(facts, 0, feed);
    for (unsigned i = 0; i < parts->len; i++)
        add_share(shares, parts->pdata[i]);
}

GPtrArray *record_preview_shares(const RecordLooking *looking, const char *register_id,
                                 const char *member_id, GError **error) {
    g_autoptr(RecordFacts) facts = load(looking, register_id, member_id, error);
    g_autoptr(RecordDays) days =
        facts ? record_days_all(looking->directory, facts->first_at_us, clock_wall_us(), error)
              : NULL;
    g_autoptr(GPtrArray) shares = g_ptr_array_new_with_free_func(free_share);
    if (!days || !record_kept_check(looking->database, register_id, member_id, days, error))
        return NULL;
    if (facts->persons->len == 0)
        return g_steal_pointer(&shares);
    g_autoptr(CreditFeed) feed = credit_feed_new();
    record_facts_want(facts, 0, 1, feed);
    CreditFeedFigures figures;
    const CreditFeedDays reading = {.directory = looking->directory,
                                    .days = (const char *const *)days->names,
                                    .is_stopping = looking->is_stopping,
                                    .user = looking->user};
    CreditFeedEnd end = credit_feed_read(feed, &reading, &figures, error);
    if (end == CREDIT_FEED_STOPPED || end == CREDIT_FEED_FULL)
        g_set_error_literal(error, BASE_ERROR, ERROR_UNAVAILABLE, "The server is stopping.");
    if (end != CREDIT_FEED_READ)
        return NULL;
    explain(facts, feed, shares);
    for (unsigned i = 0; i < shares->len; i++)
        if (!find_viewing(looking->database, shares->pdata[i], error))
            return NULL;
    g_ptr_array_sort(shares, compare_shares);
    return g_steal_pointer(&shares);
}
