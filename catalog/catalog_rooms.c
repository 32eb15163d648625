#include "catalog/catalog_rooms.h"

#include <string.h>

#include "base/error.h"
#include "base/log.h"
#include "catalog/api/api_env.h"
#include "catalog/attendance/register_follow.h"
#include "catalog/meeting/meeting_audience.h"

static ApiEnv *env_of(Catalog *catalog) {
    return catalog_api_user(catalog);
}

/* What every question carries; first in each of them. */
typedef struct Asked {
    void *data;
    GDestroyNotify free_data;
} Asked;

static void free_asked(Asked *asked) {
    if (asked->free_data)
        asked->free_data(asked->data);
}

/* ---- who may enter ---- */

typedef struct Entering {
    Asked asked;
    CatalogRoomEntryFn fn;
    char *meeting, *id, *guest_name, *link, *link_id; /* owned */
    BookPersonKind kind;
    BookEntry entry;
} Entering;

static void free_entering(void *data) {
    Entering *entering = data;
    free_asked(&entering->asked);
    g_free(entering->meeting);
    g_free(entering->id);
    g_free(entering->guest_name);
    g_free(entering->link);
    g_free(entering->link_id);
    book_entry_clear(&entering->entry);
    g_free(entering);
}

static bool run_enter(Database *database, void *data, GError **error) {
    Entering *entering = data;
    const BookWho who = {entering->kind, entering->id, entering->guest_name, entering->link,
                         entering->link_id};
    return book_entry_decide(database, entering->meeting, &who, &entering->entry, error);
}

static void enter_done(const GError *error, void *data) {
    const Entering *entering = data;
    entering->fn(error, error ? NULL : &entering->entry, entering->asked.data);
}

bool catalog_rooms_enter(Catalog *catalog, const CatalogRoomQuestion *question, GError **error) {
    const BookWho *who = &question->who;
    Entering *entering = g_new0(Entering, 1);
    *entering = (Entering){.asked = {question->data, question->free_data},
                           .fn = question->fn,
                           .meeting = g_strdup(question->meeting),
                           .id = g_strdup(who->id),
                           .guest_name = g_strdup(who->guest_name),
                           .link = g_strdup(who->link),
                           .link_id = g_strdup(who->link_id),
                           .kind = who->kind};
    const StoreJob job = {.run = run_enter,
                          .done = enter_done,
                          .reply_to = question->reply_to,
                          .data = entering,
                          .free_data = free_entering};
    if (store_read(env_of(catalog)->store, &job, error))
        return true;
    entering->asked.free_data = NULL; /* the caller's */
    free_entering(entering);
    return false;
}

/* ---- facts ---- */

typedef struct Committing {
    Asked asked;
    CatalogRoomFactFn fn;
    ApiEnv *env;
    GPtrArray *facts; /* owned: BookFact */
    CatalogRoomKept kept;
    GStrv voters;    /* owned: of `kept`, or NULL */
    GStrv concerned; /* owned: who is told that a meeting has ended; or NULL */
    char ended_id[ID_TEXT_BYTES];
} Committing;

static void free_committing(void *data) {
    Committing *committing = data;
    free_asked(&committing->asked);
    g_clear_pointer(&committing->facts, g_ptr_array_unref);
    g_strfreev(committing->voters);
    g_strfreev(committing->concerned);
    g_free(committing);
}

static void free_fact(void *data) {
    book_fact_free(data);
}

static bool follow_end(Database *database, Committing *committing, const char *meeting_id,
                       GError **error) {
    g_autoptr(GError) gone = NULL;
    g_autoptr(MeetingRow) row = meeting_table_get(database, meeting_id, &gone);
    if (!row && g_error_matches(gone, BASE_ERROR, ERROR_NOT_FOUND))
        return true;
    if (!row) {
        g_propagate_error(error, g_steal_pointer(&gone));
        return false;
    }
    g_strfreev(committing->concerned);
    committing->concerned = meeting_audience_ids(database, row, MEETING_AUDIENCE_ALL, error);
    g_strlcpy(committing->ended_id, row->id, sizeof committing->ended_id);
    return committing->concerned &&
           register_follow_events(database, committing->env->register_open_us, NULL, error);
}

/* What the kinds bring along that more than the room must know. */
static bool follow(Database *database, Committing *committing, const BookFact *fact,
                   GError **error) {
    if (fact->kind == BOOK_FACT_ENDED)
        return follow_end(database, committing, fact->meeting_id, error);
    if (fact->kind != BOOK_FACT_VOTE_OPENED)
        return true;
    g_strfreev(committing->voters);
    committing->voters =
        book_vote_electorate(database, fact->meeting_id, &committing->kept.n_expected, error);
    return committing->voters != NULL;
}

static bool run_commit(Database *database, void *data, GError **error) {
    Committing *committing = data;
    const FieldCrypto *crypto = store_field_crypto(committing->env->store);
    for (unsigned i = 0; i < committing->facts->len; i++) {
        const BookFact *fact = committing->facts->pdata[i];
        int64_t sequence = 0;
        if (!book_fact_commit(database, crypto, fact, &sequence, error) ||
            !follow(database, committing, fact, error))
            return false;
        if (sequence > 0)
            committing->kept.sequence = sequence;
    }
    return true;
}

/* An end crosses to the api thread, where news are told. */
typedef struct EndNews {
    const ApiEnv *env;
    GStrv concerned;
    char id[ID_TEXT_BYTES];
} EndNews;

static void free_end_news(void *data) {
    EndNews *news = data;
    g_strfreev(news->concerned);
    g_free(news);
}

static void tell_end(void *data) {
    const EndNews *news = data;
    if (news->env->on_news)
        news->env->on_news((const char *const *)news->concerned, "meeting.changed", news->id,
                           news->env->on_news_user);
}

static void post_end(Committing *committing) {
    g_autoptr(GError) error = NULL;
    EndNews *news = g_new0(EndNews, 1);
    news->env = committing->env;
    news->concerned = g_steal_pointer(&committing->concerned);
    g_strlcpy(news->id, committing->ended_id, sizeof news->id);
    if (worker_post(committing->env->worker, tell_end, news, free_end_news, &error))
        return;
    free_end_news(news);
    log_error(LOG_WARNING, "catalog", "nobody is told that a meeting has ended", error);
}

static void commit_done(const GError *error, void *data) {
    Committing *committing = data;
    if (!error && committing->concerned)
        post_end(committing);
    committing->kept.voters = (const char *const *)committing->voters;
    committing->fn(error, error ? NULL : &committing->kept, committing->asked.data);
}

bool catalog_rooms_commit(Catalog *catalog, const CatalogRoomCommit *commit, GError **error) {
    Committing *committing = g_new0(Committing, 1);
    *committing = (Committing){.asked = {commit->data, commit->free_data},
                               .fn = commit->fn,
                               .env = env_of(catalog),
                               .facts = g_ptr_array_new_with_free_func(free_fact)};
    for (unsigned i = 0; i < commit->n_facts; i++)
        g_ptr_array_add(committing->facts, book_fact_copy(&commit->facts[i]));
    const StoreJob job = {.run = run_commit,
                          .done = commit_done,
                          .reply_to = commit->reply_to,
                          .data = committing,
                          .free_data = free_committing};
    if (store_write(env_of(catalog)->store, &job, error))
        return true;
    committing->asked.free_data = NULL; /* the caller's */
    free_committing(committing);
    return false;
}

/* ---- may they stay ---- */

typedef struct Reviewing {
    Asked asked;
    CatalogRoomReviewFn fn;
    GArray *stays; /* owned: BookStay */
} Reviewing;

static void free_reviewing(void *data) {
    Reviewing *reviewing = data;
    free_asked(&reviewing->asked);
    g_array_unref(reviewing->stays);
    g_free(reviewing);
}

static bool run_review(Database *database, void *data, GError **error) {
    const Reviewing *reviewing = data;
    for (guint i = 0; i < reviewing->stays->len; i++)
        if (!book_stay_decide(database, &g_array_index(reviewing->stays, BookStay, i), error))
            return false;
    return true;
}

static void review_done(const GError *error, void *data) {
    const Reviewing *reviewing = data;
    reviewing->fn(error, error ? NULL : reviewing->stays, reviewing->asked.data);
}

bool catalog_rooms_review(Catalog *catalog, const CatalogRoomReview *review, GError **error) {
    Reviewing *reviewing = g_new0(Reviewing, 1);
    *reviewing = (Reviewing){.asked = {review->data, review->free_data},
                             .fn = review->fn,
                             .stays = g_array_copy((GArray *)review->stays)};
    const StoreJob job = {.run = run_review,
                          .done = review_done,
                          .reply_to = review->reply_to,
                          .data = reviewing,
                          .free_data = free_reviewing};
    if (store_read(env_of(catalog)->store, &job, error))
        return true;
    reviewing->asked.free_data = NULL; /* the caller's */
    free_reviewing(reviewing);
    return false;
}

/* ---- what a room was ---- */

typedef struct Recalling {
    Asked asked;
    ApiEnv *env;
    CatalogRoomPastFn fn;
    char *meeting_id; /* owned */
    BookPast *past;   /* owned */
} Recalling;

static void free_recalling(void *data) {
    Recalling *recalling = data;
    free_asked(&recalling->asked);
    book_past_free(recalling->past);
    g_free(recalling->meeting_id);
    g_free(recalling);
}

static bool run_recall(Database *database, void *data, GError **error) {
    Recalling *recalling = data;
    recalling->past = book_past_load(database, store_field_crypto(recalling->env->store),
                                     recalling->meeting_id, error);
    return recalling->past != NULL;
}

static void recall_done(const GError *error, void *data) {
    const Recalling *recalling = data;
    recalling->fn(error, recalling->past, recalling->asked.data);
}

bool catalog_rooms_recall(Catalog *catalog, const CatalogRoomRecall *recall, GError **error) {
    Recalling *recalling = g_new0(Recalling, 1);
    *recalling = (Recalling){.asked = {recall->data, recall->free_data},
                             .fn = recall->fn,
                             .env = env_of(catalog),
                             .meeting_id = g_strdup(recall->meeting_id)};
    const StoreJob job = {.run = run_recall,
                          .done = recall_done,
                          .reply_to = recall->reply_to,
                          .data = recalling,
                          .free_data = free_recalling};
    if (store_read(env_of(catalog)->store, &job, error))
        return true;
    recalling->asked.free_data = NULL; /* the caller's */
    free_recalling(recalling);
    return false;
}

/* ---- what was delivered: any thread → api thread ---- */

typedef struct Delivered {
    RoomStays *stays; /* borrowed */
    unsigned n;
    RoomMedia rows[];
} Delivered;

static void take_delivered(void *data) {
    const Delivered *delivered = data;
    room_stays_take(delivered->stays, delivered->rows, delivered->n);
}

bool catalog_rooms_delivered(Catalog *catalog, const CatalogRoomMedia *rows, unsigned n_rows,
                             GError **error) {
    const ApiEnv *env = env_of(catalog);
    Delivered *delivered = g_malloc(sizeof *delivered + n_rows * sizeof *rows);
    delivered->stays = env->room_stays;
    delivered->n = n_rows;
    memcpy(delivered->rows, rows, n_rows * sizeof *rows);
    if (worker_post(env->worker, take_delivered, delivered, g_free, error))
        return true;
    g_free(delivered);
    return false;
}
