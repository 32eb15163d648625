#include "catalog/attendance/record_desk.h"

#include <stdatomic.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "catalog/attendance/correction_table.h"
#include "catalog/attendance/record_round.h"
#include "catalog/store/store_file.h"

#define MAILBOX_POSTS  256
#define REPLY_PAUSE_US 1000 /* while the api thread's mailbox is full */
#define REPLY_N_PAUSES 5000

struct RecordDesk {
    Worker *worker;
    Worker *api; /* borrowed */
    Store *store;
    char *directory;
    atomic_bool is_ticking; /* a tick is in the mailbox */
    atomic_int open_batches;
    /* Of the thread: */
    Database *database; /* opened there, at the first use */
    RecordRound round;
    int64_t next_at_us;   /* monotonic */
    GHashTable *previews; /* register id → RecordPreview */
};

/* ---- the thread ---- */

static bool is_stopping(void *user) {
    return worker_is_stopping(((RecordDesk *)user)->worker);
}

static bool open_database(RecordDesk *desk, GError **error) {
    if (!desk->database)
        desk->database = store_file_open_reader(desk->directory, error);
    desk->round.database = desk->database;
    return desk->database != NULL;
}

static RecordLooking looking_of(RecordDesk *desk) {
    return (RecordLooking){desk->database, desk->directory, is_stopping, desk};
}

/* The connection belongs to this thread: it is closed here. */
static void run(Worker *worker, void *loop_data) {
    RecordDesk *desk = loop_data;
    WORKER_LOOP_QUEUE.run(worker, NULL);
    g_clear_pointer(&desk->database, database_close);
}

static const WorkerLoop LOOP = {.run = run};

RecordDesk *record_desk_start(Store *store, const char *directory, GError **error) {
    RecordDesk *desk = g_new0(RecordDesk, 1);
    desk->store = store;
    desk->directory = g_strdup(directory);
    desk->previews =
        g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)record_preview_unref);
    desk->round = (RecordRound){.store = store,
                                .directory = desk->directory,
                                .is_stopping = is_stopping,
                                .user = desk,
                                .open_batches = &desk->open_batches};
    record_round_init(&desk->round);
    const WorkerOptions options = {
        .name = "record", .mailbox_posts = MAILBOX_POSTS, .loop = &LOOP, .loop_data = desk};
    desk->worker = worker_start(&options, error);
    if (desk->worker)
        return desk;
    record_desk_free(desk);
    return NULL;
}

void record_desk_attach(RecordDesk *desk, Worker *api) {
    desk->api = api;
}

void record_desk_stop(RecordDesk *desk) {
    if (desk)
        worker_stop(desk->worker);
}

void record_desk_free(RecordDesk *desk) {
    if (!desk)
        return;
    worker_free(desk->worker);
    record_round_clear(&desk->round);
    g_hash_table_unref(desk->previews);
    g_free(desk->directory);
    g_free(desk);
}

/* ---- closing ---- */

static void tick(void *data) {
    RecordDesk *desk = data;
    g_autoptr(GError) error = NULL;
    atomic_store(&desk->is_ticking, false);
    if (clock_monotonic_us() < desk->next_at_us)
        return;
    if (!open_database(desk, &error)) {
        log_error(LOG_WARNING, "catalog", "registers are closed later", error);
        desk->next_at_us = clock_monotonic_us() + RECORD_ROUND_AGAIN_US;
        return;
    }
    if (!record_round_run(&desk->round))
        desk->next_at_us = clock_monotonic_us() + RECORD_DESK_TICK_US;
}

void record_desk_tick(RecordDesk *desk) {
    if (!atomic_exchange(&desk->is_ticking, true) &&
        !worker_post(desk->worker, tick, desk, NULL, NULL))
        atomic_store(&desk->is_ticking, false);
}

/* ---- questions of the api thread ---- */

typedef struct Question Question;
struct Question {
    RecordDesk *desk;
    char *register_id, *member_id, *correction_id, *reason, *approved; /* owned, or NULL */
    void (*look)(Question *question);
    void (*answer)(Question *question);
    union {
        RecordPreviewFn preview_fn;
        RecordSharesFn shares_fn;
        RecordRenewFn renew_fn;
    };
    void *data;
    GDestroyNotify free_data;
    GError *error;          /* owned */
    RecordPreview *preview; /* owned */
    GPtrArray *rows;        /* owned: shares or drafts */
};

static void free_question(void *data) {
    Question *question = data;
    char *const texts[] = {question->register_id, question->member_id, question->correction_id,
                           question->reason, question->approved};
    for (unsigned i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(texts[i]);
    if (question->free_data)
        question->free_data(question->data);
    g_clear_error(&question->error);
    record_preview_unref(question->preview);
    g_clear_pointer(&question->rows, g_ptr_array_unref);
    g_free(question);
}

/* Mail is freed after it ran, but a question goes on: each post carries a slot. */
static void free_slot(void *data) {
    Question **slot = data;
    if (*slot)
        free_question(*slot);
    g_free(slot);
}

static Question **slot_new(Question *take_question) {
    Question **slot = g_new(Question *, 1);
    *slot = take_question;
    return slot;
}

static void answer(void *data) {
    Question *question = *(Question **)data;
    question->answer(question);
}

static void reply(Question *take_question) {
    Worker *api = take_question->desk->api;
    Question **slot = slot_new(take_question);
    for (unsigned i = 0; i < REPLY_N_PAUSES; i++) {
        g_autoptr(GError) error = NULL;
        if (worker_post(api, answer, slot, free_slot, &error))
            return;
        if (error_code(error) != ERROR_OVERLOADED)
            break; /* the server stops */
        g_usleep(REPLY_PAUSE_US);
    }
    free_slot(slot);
}

static void look(void *data) {
    Question **from = data;
    Question *question = g_steal_pointer(from);
    if (open_database(question->desk, &question->error))
        question->look(question);
    else
        reply(question);
}

/* On failure `data` stays the caller's. */
static bool ask(Question *take_question, GError **error) {
    Question **slot = slot_new(take_question);
    if (worker_post(take_question->desk->worker, look, slot, free_slot, error))
        return true;
    take_question->free_data = NULL;
    free_slot(slot);
    return false;
}

static Question *question_new(RecordDesk *desk, const char *register_id, const char *member_id) {
    Question *question = g_new0(Question, 1);
    question->desk = desk;
    question->register_id = g_strdup(register_id);
    question->member_id = g_strdup(member_id);
    return question;
}

/* ---- figures as they stand ---- */

static void keep_preview(RecordDesk *desk, RecordPreview *preview) {
    if (g_hash_table_size(desk->previews) >= RECORD_DESK_MAX_PREVIEWS)
        g_hash_table_remove_all(desk->previews);
    g_hash_table_replace(desk->previews, preview->register_id, record_preview_ref(preview));
}

static void look_preview(Question *question) {
    RecordDesk *desk = question->desk;
    RecordPreview *kept = g_hash_table_lookup(desk->previews, question->register_id);
    if (kept && ABS(clock_wall_us() - kept->made_at_us) < RECORD_DESK_PREVIEW_US) {
        question->preview = record_preview_ref(kept);
    } else {
        const RecordLooking looking = looking_of(desk);
        question->preview = record_preview_make(&looking, question->register_id, &question->error);
        if (question->preview)
            keep_preview(desk, question->preview);
    }
    reply(question);
}

static void answer_preview(Question *question) {
    question->preview_fn(question->error, question->preview, question->data);
}

bool record_desk_preview(RecordDesk *desk, const char *register_id, RecordPreviewFn fn, void *data,
                         GDestroyNotify free_data, GError **error) {
    Question *question = question_new(desk, register_id, NULL);
    question->look = look_preview;
    question->answer = answer_preview;
    question->preview_fn = fn;
    question->data = data;
    question->free_data = free_data;
    return ask(question, error);
}

/* ---- what brought a record's minutes ---- */

static void look_shares(Question *question) {
    const RecordLooking looking = looking_of(question->desk);
    question->rows = record_preview_shares(&looking, question->register_id, question->member_id,
                                           &question->error);
    reply(question);
}

static void answer_shares(Question *question) {
    question->shares_fn(question->error, question->rows, question->data);
}

bool record_desk_shares(RecordDesk *desk, const RecordWhose *whose, RecordSharesFn fn, void *data,
                        GDestroyNotify free_data, GError **error) {
    Question *question = question_new(desk, whose->register_id, whose->member_id);
    question->look = look_shares;
    question->answer = answer_shares;
    question->shares_fn = fn;
    question->data = data;
    question->free_data = free_data;
    return ask(question, error);
}

/* ---- anew ---- */

/* "" when nobody of the register has a record that can be corrected. */
static const char *first_record(const Question *question) {
    for (unsigned i = 0; i < question->rows->len; i++) {
        const RecordDraft *draft = question->rows->pdata[i];
        if (draft->text.id[0])
            return draft->text.id;
    }
    return "";
}

static bool run_renewal(Database *database, void *data, GError **error) {
    Question *question = *(Question **)data;
    g_autoptr(CorrectionRow) row = correction_table_get(database, question->correction_id, error);
    if (!row)
        return false;
    if (row->new_record_id[0]) {
        g_ptr_array_set_size(question->rows, 0);
        return true;
    }
    for (unsigned i = 0; i < question->rows->len; i++)
        if (!record_table_insert(database, question->rows->pdata[i], RECORD_CORRECT, error))
            return false;
    return correction_table_set_record(database, row->id, first_record(question), error);
}

static void renewal_done(const GError *error, void *data) {
    const Question *question = *(Question **)data;
    question->renew_fn(error, error ? "" : first_record(question), question->data);
}

static void look_renewal(Question *question) {
    const RecordAgain again = {question->reason, question->approved};
    question->rows = record_round_renew(&question->desk->round, question->register_id,
                                        question->member_id, &question->error);
    if (!question->rows) {
        reply(question);
        return;
    }
    for (unsigned i = 0; i < question->rows->len; i++)
        record_draft_again(question->rows->pdata[i], &again);
    Question **slot = slot_new(question);
    const StoreJob job = {.run = run_renewal,
                          .done = renewal_done,
                          .reply_to = question->desk->api,
                          .data = slot,
                          .free_data = free_slot};
    if (store_write(question->desk->store, &job, &question->error))
        return;
    g_free(slot);
    reply(question);
}

static void answer_renewal(Question *question) {
    question->renew_fn(question->error, "", question->data);
}

bool record_desk_renew(RecordDesk *desk, const RecordRenewal *renewal, RecordRenewFn fn, void *data,
                       GDestroyNotify free_data, GError **error) {
    Question *question = question_new(desk, renewal->register_id, renewal->member_id);
    question->correction_id = g_strdup(renewal->correction_id);
    question->reason = g_strdup(renewal->reason);
    question->approved = g_strdup(renewal->approved);
    question->look = look_renewal;
    question->answer = answer_renewal;
    question->renew_fn = fn;
    question->data = data;
    question->free_data = free_data;
    return ask(question, error);
}
