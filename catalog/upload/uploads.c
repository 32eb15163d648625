#include "catalog/upload/uploads.h"

#include <errno.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "catalog/upload/upload_file.h"
#include "catalog/upload/upload_table.h"

#define LOST_US (3600 * CLOCK_US_PER_S)
#define TICK_US (600 * CLOCK_US_PER_S)

/* ---- life ---- */

static char *make_folder(const char *directory, const char *name, GError **error) {
    g_autofree char *path = g_build_filename(directory, name, NULL);
    if (g_mkdir_with_parents(path, 0700) == 0)
        return g_steal_pointer(&path);
    g_set_error(error, BASE_ERROR, ERROR_IO, "making '%s': %s", path, g_strerror(errno));
    return NULL;
}

Uploads *uploads_start(const UploadsOptions *options, GError **error) {
    Uploads *uploads = g_new0(Uploads, 1);
    uploads->store = options->store;
    uploads->max_bytes = options->max_bytes;
    uploads->min_free_bytes = options->min_free_bytes;
    uploads->quota_bytes = options->quota_bytes;
    if ((uploads->folder = make_folder(options->directory, UPLOADS_FOLDER, error)) &&
        (uploads->jobs = make_folder(options->directory, UPLOADS_JOBS, error)) &&
        (uploads->assets = make_folder(options->directory, UPLOADS_ASSETS, error)) &&
        (uploads->files = file_work_start(error))) {
        uploads->transfers =
            transfer_desk_new(uploads->files, uploads->folder, options->min_free_bytes);
        return uploads;
    }
    uploads_free(uploads);
    return NULL;
}

void uploads_stop(Uploads *uploads) {
    if (uploads)
        file_work_stop(uploads->files);
}

void uploads_free(Uploads *uploads) {
    if (!uploads)
        return;
    transfer_desk_free(uploads->transfers);
    file_work_free(uploads->files);
    g_free(uploads->folder);
    g_free(uploads->jobs);
    g_free(uploads->assets);
    g_free(uploads);
}

/* ---- the start: rows and files side by side ---- */

typedef struct Look {
    Uploads *uploads;
    GPtrArray *rows;  /* owned: UploadRow, unfinished */
    GPtrArray *ids;   /* owned: of all uploads */
    GPtrArray *whole; /* owned: ids and marks, in turn */
} Look;

static void free_look(void *data) {
    Look *look = data;
    g_clear_pointer(&look->rows, g_ptr_array_unref);
    g_clear_pointer(&look->ids, g_ptr_array_unref);
    g_clear_pointer(&look->whole, g_ptr_array_unref);
    g_free(look);
}

static Look *look_new(Uploads *uploads) {
    Look *look = g_new0(Look, 1);
    look->uploads = uploads;
    return look;
}

static bool has_row(const Look *look, const char *name) {
    for (unsigned i = 0; i < look->ids->len; i++)
        if (g_str_equal(look->ids->pdata[i], name))
            return true;
    return false;
}

/* Of an upload that was given up a moment before the server was killed. Younger ones may belong to
 * rows that came behind the reading. */
static void remove_lost(const Look *look) {
    const char *uploads = look->uploads->folder, *name;
    g_autoptr(GDir) folder = g_dir_open(uploads, 0, NULL);
    while (folder && (name = g_dir_read_name(folder))) {
        g_autofree char *path = g_build_filename(uploads, name, NULL);
        struct stat status;
        if (id_is_uuid(name) && !has_row(look, name) && stat(path, &status) == 0 &&
            status.st_mtime * CLOCK_US_PER_S < clock_wall_us() - LOST_US)
            upload_file_remove(uploads, name);
    }
}

static void note_whole(Look *look, const UploadRow *row) {
    g_autoptr(GError) error = NULL;
    g_autoptr(UploadFile) file = upload_file_open(look->uploads->folder, row->id, NULL);
    if (!file || upload_file_size(file) != row->length)
        return;
    char *mark = upload_file_mark(file, &error);
    if (!mark)
        return;
    g_ptr_array_add(look->whole, g_strdup(row->id));
    g_ptr_array_add(look->whole, mark);
}

static bool run_compare(void *data, GError **error) {
    Look *look = data;
    look->whole = g_ptr_array_new_with_free_func(g_free);
    for (unsigned i = 0; i < look->rows->len; i++)
        note_whole(look, look->rows->pdata[i]);
    remove_lost(look);
    return true;
}

static bool write_whole(Database *database, void *data, GError **error) {
    const Look *look = data;
    for (unsigned i = 0; i < look->whole->len; i += 2) {
        bool is_refused;
        if (!upload_table_finish(database, look->whole->pdata[i], look->whole->pdata[i + 1],
                                 &is_refused, error))
            return false;
    }
    return true;
}

static void after_whole(const GError *error, void *data) {
    const Look *look = data;
    if (error)
        log_error(LOG_WARNING, "catalog", "complete uploads wait for the next start", error);
    else if (look->uploads->on_job)
        look->uploads->on_job(look->uploads->on_job_user);
}

static void on_compared(const GError *error, void *data) {
    Look *look = look_new(((Look *)data)->uploads);
    look->whole = g_steal_pointer(&((Look *)data)->whole);
    StoreJob job = {write_whole, after_whole, look->uploads->worker, look, free_look};
    if (!store_write(look->uploads->store, &job, NULL))
        free_look(look);
}

static bool read_open(Database *database, void *data, GError **error) {
    Look *look = data;
    look->rows = upload_table_list_open(database, NULL, error);
    look->ids = look->rows ? upload_table_ids(database, error) : NULL;
    return look->ids != NULL;
}

static void on_open_rows(const GError *error, void *data) {
    Look *from = data;
    if (error) {
        log_error(LOG_WARNING, "catalog", "uploads could not be looked through", error);
        return;
    }
    Look *look = look_new(from->uploads);
    look->rows = g_steal_pointer(&from->rows);
    look->ids = g_steal_pointer(&from->ids);
    FileWorkJob job = {run_compare, on_compared, look, free_look};
    if (!file_work_post(look->uploads->files, &job, NULL))
        free_look(look);
}

void uploads_attach(Uploads *uploads, Worker *worker) {
    uploads->worker = worker;
    file_work_attach(uploads->files, worker);
    Look *look = look_new(uploads);
    StoreJob job = {read_open, on_open_rows, worker, look, free_look};
    if (!store_read(uploads->store, &job, NULL))
        free_look(look);
}

/* ---- the tick ---- */

static bool read_expired(Database *database, void *data, GError **error) {
    Look *look = data;
    look->rows = upload_table_expired(database, error);
    return look->rows != NULL;
}

static bool run_remove(void *data, GError **error) {
    const Look *look = data;
    for (unsigned i = 0; i < look->rows->len; i++)
        upload_file_remove(look->uploads->folder, ((UploadRow *)look->rows->pdata[i])->id);
    return true;
}

static bool write_cleared(Database *database, void *data, GError **error) {
    const Look *look = data;
    for (unsigned i = 0; i < look->rows->len; i++)
        if (!upload_table_clear(database, look->rows->pdata[i], error))
            return false;
    return true;
}

static Look *look_on(Look *from) {
    Look *look = look_new(from->uploads);
    look->rows = g_steal_pointer(&from->rows);
    return look;
}

static void on_removed(const GError *error, void *data) {
    Look *look = look_on(data);
    StoreJob job = {write_cleared, NULL, NULL, look, free_look};
    if (error || !store_write(look->uploads->store, &job, NULL))
        free_look(look);
}

static void on_expired(const GError *error, void *data) {
    Look *from = data;
    if (error || from->rows->len == 0)
        return;
    Look *look = look_on(from);
    for (unsigned i = 0; i < look->rows->len; i++)
        (void)transfer_desk_stop(look->uploads->transfers, ((UploadRow *)look->rows->pdata[i])->id);
    FileWorkJob job = {run_remove, on_removed, look, free_look};
    if (!file_work_post(look->uploads->files, &job, NULL))
        free_look(look);
}

void uploads_tick(Uploads *uploads) {
    int64_t now_us = clock_monotonic_us();
    if (now_us < uploads->next_tick_at_us)
        return;
    uploads->next_tick_at_us = now_us + TICK_US;
    Look *look = look_new(uploads);
    StoreJob job = {read_expired, on_expired, uploads->worker, look, free_look};
    if (!store_read(uploads->store, &job, NULL))
        free_look(look);
}
