#include "catalog/catalog_rooms.h"

#include <string.h>

#include "catalog/api/api_env.h"
#include "catalog/attendance/register_follow.h"

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
    char *meeting, *id, *guest_name, *link; /* owned */
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
    book_entry_clear(&entering->entry);
    g_free(entering);
}

static bool run_enter(Database *database, void *data, GError **error) {
    Entering *entering = data;
    const BookWho who = {entering->kind, entering->id, entering->guest_name, entering->link};
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
    GStrv voters; /* owned: of `kept`, or NULL */
} Committing;

static void free_committing(void *data) {
    Committing *committing = data;
    free_asked(&committing->asked);
    g_clear_pointer(&committing->facts, g_ptr_array_unref);
    g_strfreev(committing->voters);
    g_free(committing);
}

static void free_fact(void *data) {
    book_fact_free(data);
}

/* What the kinds bring along that more than the room must know. */
static bool follow(Database *database, Committing *committing, const BookFact *fact,
                   GError **error) {
    if (fact->kind == BOOK_FACT_ENDED)
        return register_follow_events(database, committing->env->register_open_us, NULL, error);
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

static void commit_done(const GError *error, void *data) {
    Committing *committing = data;
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
