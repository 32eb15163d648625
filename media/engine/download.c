#include "media/engine/download.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "media/deliver/attachment_name.h"
#include "media/engine/download_plan.h"

#define ENDING ".mp4"
#define MAKING "The file is being made. Try again in a moment."
#define FAILED "The recording could not be made into a file."

struct Download {
    DownloadOptions options;
    char id[SHELF_ID_BYTES];
    GArray *ranges; /* NULL: there is nothing to take home */
    bool is_published, is_for_all;
    char *name; /* Content-Disposition */
    DownloadJob *job;
    unsigned percent;
    GateFile *file; /* NULL: not made */
    char *etag;
    char *failure; /* why it was not made, for whoever asks */
    int64_t failed_us;
};

Download *download_new(const DownloadOptions *options) {
    Download *download = g_new0(Download, 1);
    download->options = *options;
    g_strlcpy(download->id, options->id, sizeof download->id);
    return download;
}

static void drop_file(Download *download) {
    g_clear_pointer(&download->job, download_maker_job_free);
    g_clear_pointer(&download->file, gate_file_unref);
    g_clear_pointer(&download->etag, g_free);
    g_clear_pointer(&download->failure, g_free);
    download->percent = 0;
}

void download_free(Download *download) {
    if (!download)
        return;
    drop_file(download);
    g_clear_pointer(&download->ranges, g_array_unref);
    g_free(download->name);
    g_free(download);
}

/* ---- what the gate sees ---- */

/* A problem document with a member of its own (RFC 9457 §3.2). */
static GateBuffer *problem_of(const Download *download) {
    const char *detail = download->failure ? download->failure : MAKING;
    g_autofree char *json = error_problem_json(503, error_word(ERROR_UNAVAILABLE), detail);
    json[strlen(json) - strlen("}")] = '\0';
    char *longer = g_strdup_printf("%s,\"percent\":%u}", json, download->percent);
    return gate_buffer_new_take(longer, strlen(longer), g_free);
}

static void show(const Download *download) {
    if (!download->ranges) {
        announcer_set_download(download->options.announcer, NULL);
        return;
    }
    ShelfDownload *shown = g_new(ShelfDownload, 1);
    *shown = (ShelfDownload){.is_for_all = download->is_for_all,
                             .file = download->file ? gate_file_ref(download->file) : NULL,
                             .etag = g_strdup(download->etag),
                             .name = g_strdup(download->name),
                             .problem = problem_of(download),
                             .is_failed = download->failure != NULL,
                             .hold_key = download->options.hold_key};
    announcer_set_download(download->options.announcer, shown);
}

static void fire(const Download *download) {
    download->options.fire(download->options.hold_key, download->options.user);
}

/* ---- following ---- */

static void forget_files(const Download *download) {
    g_autoptr(GError) error = NULL;
    if (!download_maker_forget(download->options.maker, download->id, &error))
        log_error(LOG_WARNING, "mp4", "a file that is out of date stays for a day", error);
}

/* True: there was a file, or there will be one, that is out of date. */
static bool change_ranges(Download *download, GArray *take_ranges) {
    bool was_made = download->job || download->file;
    drop_file(download);
    g_clear_pointer(&download->ranges, g_array_unref);
    download->ranges = take_ranges;
    return was_made;
}

void download_follow(Download *download, const LiveOrder *order, int64_t live_from_us) {
    g_autoptr(GArray) ranges = download_plan_ranges(order, live_from_us);
    bool is_published = order->state == LIVE_PUBLISHED;
    bool is_new =
        is_published != download->is_published || !download_plan_is_equal(ranges, download->ranges);
    bool is_stale = is_new && change_ranges(download, g_steal_pointer(&ranges));
    download->is_published = is_published;
    download->is_for_all = is_published && order->allows_download;
    g_free(download->name);
    download->name = attachment_name_field(order->title ? order->title : "", ENDING);
    show(download);
    if (is_stale) /* once nobody is given one any more */
        forget_files(download);
    if (is_new)
        fire(download);
}

/* ---- making ---- */

static void fail(Download *download, const GError *error) {
    bool is_said = error_code(error) == ERROR_OVERLOADED || error_code(error) == ERROR_NOT_FOUND;
    g_free(download->failure);
    download->failure = g_strdup(is_said ? error->message : FAILED);
    download->failed_us = clock_monotonic_us();
    show(download);
    fire(download);
}

static Mp4Export *plan(const Download *download, GError **error) {
    Recording *recording = live_store_recording(download->options.store);
    unsigned tracks[MEDIA_MAX_TRACKS];
    if (!recording) {
        g_set_error_literal(error, BASE_ERROR, ERROR_NOT_FOUND,
                            "Nothing was recorded of this meeting.");
        return NULL;
    }
    Mp4Wish wish = {tracks, download_plan_tracks(recording, download->ranges, tracks),
                    (const Mp4Range *)(const void *)download->ranges->data, download->ranges->len};
    if (wish.n_tracks > 0)
        return mp4_export_new(recording, &wish, error);
    g_set_error_literal(error, BASE_ERROR, ERROR_NOT_FOUND,
                        "Nothing of this recording is left to take home.");
    return NULL;
}

static void begin(Download *download) {
    g_autoptr(GError) error = NULL;
    Mp4Export *export = plan(download, &error);
    drop_file(download);
    if (export)
        download->job = download_maker_make(download->options.maker, download->id, export, &error);
    if (download->job)
        show(download);
    else
        fail(download, error);
}

void download_wish(Download *download) {
    bool is_running = download->job && !download_maker_job_is_over(download->job);
    bool has_just_failed =
        download->failure && clock_monotonic_us() - download->failed_us < DOWNLOAD_RETRY_US;
    if (is_running)
        return;
    if (!download->ranges || download->file || has_just_failed)
        fire(download);
    else
        begin(download);
}

/* ---- news ---- */

static void take_file(Download *download, const DownloadNews *news) {
    drop_file(download);
    download->file = gate_file_ref(news->file);
    download->etag = g_strdup_printf("\"%s\"", news->digest);
    show(download);
    fire(download);
}

static void take_failure(Download *download, const GError *error) {
    drop_file(download);
    fail(download, error);
}

void download_told(Download *download, const DownloadNews *news) {
    bool is_ours = download->job && download_maker_job_number(download->job) == news->job;
    if (news->kind == DOWNLOAD_NEWS_GONE && download->file) {
        drop_file(download);
        show(download);
    }
    if (!is_ours)
        return;
    if (news->kind == DOWNLOAD_NEWS_PROGRESS) {
        download->percent = news->percent;
        show(download);
    } else if (news->kind == DOWNLOAD_NEWS_MADE) {
        take_file(download, news);
    } else if (news->kind == DOWNLOAD_NEWS_FAILED) {
        take_failure(download, news->error);
    }
}
