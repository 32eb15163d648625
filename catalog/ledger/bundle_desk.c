#include "catalog/ledger/bundle_desk.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/id.h"
#include "catalog/ledger/ledger_bundle.h"
#include "catalog/store/folder_copy.h"
#include "catalog/store/store_file.h"

#define MAILBOX_POSTS  16   /* each may be of a minute */
#define REPLY_PAUSE_US 1000 /* while the api thread's mailbox is full */
#define REPLY_N_PAUSES 5000

struct BundleDesk {
    Worker *worker;
    Worker *api; /* borrowed */
    char *directory, *folder, *page;
    Database *database; /* of the thread, opened at the first use */
};

typedef struct Job {
    BundleDesk *desk;
    GArray *leaves; /* owned */
    char *title;    /* owned */
    BundleFn fn;
    void *data;
    GDestroyNotify free_data;
    GError *error; /* owned */
    GBytes *file;  /* owned */
    unsigned n_erased;
} Job;

static void free_job(Job *job) {
    if (job->free_data)
        job->free_data(job->data);
    g_array_unref(job->leaves);
    g_free(job->title);
    g_clear_error(&job->error);
    g_clear_pointer(&job->file, g_bytes_unref);
    g_free(job);
}

/* Mail is freed after it ran, but a job goes on: each post carries a slot. */
static void free_slot(void *data) {
    Job **slot = data;
    if (*slot)
        free_job(*slot);
    g_free(slot);
}

static Job **slot_new(Job *take_job) {
    Job **slot = g_new(Job *, 1);
    *slot = take_job;
    return slot;
}

/* ---- the thread ---- */

static void run(Worker *worker, void *loop_data) {
    BundleDesk *desk = loop_data;
    WORKER_LOOP_QUEUE.run(worker, NULL);
    g_clear_pointer(&desk->database, database_close);
}

static const WorkerLoop LOOP = {.run = run};

/* The pages stay readable when its name is gone. */
static GBytes *map_nameless(const char *path, GError **error) {
    g_autoptr(GError) problem = NULL;
    g_autoptr(GMappedFile) file = g_mapped_file_new(path, FALSE, &problem);
    (void)unlink(path);
    if (!file)
        g_set_error(error, BASE_ERROR, ERROR_IO, "cannot read the bundle: %s", problem->message);
    return file ? g_mapped_file_get_bytes(file) : NULL;
}

static GBytes *read_page(const BundleDesk *desk) {
    char *text = NULL;
    gsize length;
    if (!desk->page || !g_file_get_contents(desk->page, &text, &length, NULL))
        return NULL;
    return g_bytes_new_take(text, length);
}

static bool write_file(BundleDesk *desk, Job *job, const char *path) {
    g_autoptr(GBytes) page = read_page(desk);
    const LedgerBundle bundle = {.path = path,
                                 .indexes = (const int64_t *)(void *)job->leaves->data,
                                 .n_indexes = job->leaves->len,
                                 .title = job->title,
                                 .page = page};
    if (!desk->database)
        desk->database = store_file_open_reader(desk->directory, &job->error);
    if (!desk->database || !database_begin(desk->database, DATABASE_READ, &job->error))
        return false;
    bool ok = ledger_bundle_write(desk->database, &bundle, &job->n_erased, &job->error);
    database_rollback(desk->database);
    return ok;
}

static void answer(void *data) {
    Job *job = *(Job **)data;
    job->fn(job->error, job->file, job->n_erased, job->data);
}

static void reply(Job *take_job) {
    Job **slot = slot_new(take_job);
    for (unsigned i = 0; i < REPLY_N_PAUSES; i++) {
        g_autoptr(GError) error = NULL;
        if (worker_post(take_job->desk->api, answer, slot, free_slot, &error))
            return;
        if (error_code(error) != ERROR_OVERLOADED)
            break; /* the server stops */
        g_usleep(REPLY_PAUSE_US);
    }
    free_slot(slot);
}

static void make(void *data) {
    Job **from = data;
    Job *job = g_steal_pointer(from);
    char name[ID_TEXT_BYTES];
    id_new_uuid7(name);
    g_autofree char *path = g_build_filename(job->desk->folder, name, NULL);
    if (write_file(job->desk, job, path))
        job->file = map_nameless(path, &job->error);
    else
        (void)unlink(path);
    reply(job);
}

/* ---- life ---- */

static bool prepare(BundleDesk *desk, GError **error) {
    if (mkdir(desk->folder, 0700) != 0 && errno != EEXIST)
        return folder_set_errno(error, "make", desk->folder, errno);
    g_autoptr(GDir) left = g_dir_open(desk->folder, 0, NULL);
    const char *name;
    while (left && (name = g_dir_read_name(left))) {
        g_autofree char *path = g_build_filename(desk->folder, name, NULL);
        (void)unlink(path);
    }
    return true;
}

BundleDesk *bundle_desk_start(const char *directory, const char *page, GError **error) {
    BundleDesk *desk = g_new0(BundleDesk, 1);
    desk->directory = g_strdup(directory);
    desk->folder = g_build_filename(directory, BUNDLE_DESK_DIRECTORY, NULL);
    desk->page = g_strdup(page);
    const WorkerOptions options = {
        .name = "bundle", .mailbox_posts = MAILBOX_POSTS, .loop = &LOOP, .loop_data = desk};
    if (prepare(desk, error) && (desk->worker = worker_start(&options, error)))
        return desk;
    bundle_desk_free(desk);
    return NULL;
}

void bundle_desk_attach(BundleDesk *desk, Worker *api) {
    desk->api = api;
}

void bundle_desk_stop(BundleDesk *desk) {
    if (desk)
        worker_stop(desk->worker);
}

void bundle_desk_free(BundleDesk *desk) {
    if (!desk)
        return;
    worker_free(desk->worker);
    g_free(desk->directory);
    g_free(desk->folder);
    g_free(desk->page);
    g_free(desk);
}

bool bundle_desk_make(BundleDesk *desk, const BundleWish *wish, GError **error) {
    Job *job = g_new0(Job, 1);
    *job = (Job){.desk = desk,
                 .leaves = g_array_ref(wish->leaves),
                 .title = g_strdup(wish->title),
                 .fn = wish->fn,
                 .data = wish->data,
                 .free_data = wish->free_data};
    Job **slot = slot_new(job);
    if (worker_post(desk->worker, make, slot, free_slot, error))
        return true;
    job->free_data = NULL;
    free_slot(slot);
    return false;
}
