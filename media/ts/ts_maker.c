#include "media/ts/ts_maker.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/epoch.h"
#include "base/error.h"
#include "base/log.h"
#include "base/worker.h"

#define PART_MAX_BYTES (64u * 1024 * 1024) /* a span above is none of ours */

struct TsMaker {
    Worker *worker;
    TsMakerOptions options;
    TsCache *cache;
    uint64_t made, failed, made_us;     /* of the thread; read by others */
    GByteArray *video, *audio, *output; /* kept from job to job */
};

/* A job or a meeting to forget, on its way. */
typedef struct Post {
    TsMaker *maker;
    TsJob *job;
    char *meeting;
} Post;

static void free_post(void *data) {
    Post *post = data;
    ts_job_free(post->job);
    g_free(post->meeting);
    g_free(post);
}

TsMaker *ts_maker_start(const TsMakerOptions *options, GError **error) {
    TsMaker *maker = g_new0(TsMaker, 1);
    WorkerOptions thread = {options->thread ? options->thread : "ts", TS_MAKER_MAX_WAITING,
                            &WORKER_LOOP_QUEUE, NULL};
    maker->options = *options;
    maker->cache = ts_cache_new(options->max_bytes);
    maker->video = g_byte_array_new();
    maker->audio = g_byte_array_new();
    maker->output = g_byte_array_new();
    maker->worker = worker_start(&thread, error);
    if (maker->worker)
        return maker;
    ts_maker_free(maker);
    return NULL;
}

void ts_maker_stop(TsMaker *maker) {
    worker_stop(maker->worker);
}

void ts_maker_free(TsMaker *maker) {
    if (!maker)
        return;
    worker_stop(maker->worker);
    worker_free(maker->worker);
    ts_cache_free(maker->cache);
    g_byte_array_unref(maker->video);
    g_byte_array_unref(maker->audio);
    g_byte_array_unref(maker->output);
    g_free(maker);
}

TsCacheState ts_maker_find(TsMaker *maker, const TsKey *key, GateFile **ret_file) {
    return ts_cache_find(maker->cache, key, ret_file);
}

/* ---- on the thread ---- */

static bool read_span(GByteArray *out, const GateFile *file, const GridSpan *span, GError **error) {
    guint start = out->len;
    if (!file || span->length > PART_MAX_BYTES) {
        g_set_error(error, BASE_ERROR, ERROR_CORRUPT, "a part of %u bytes has no file",
                    span->length);
        return false;
    }
    g_byte_array_set_size(out, start + span->length);
    for (uint32_t at = 0; at < span->length;) {
        ssize_t n =
            pread(file->fd, out->data + start + at, span->length - at, (off_t)(span->offset + at));
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            g_set_error(error, BASE_ERROR, ERROR_IO, "cannot read a part: %s",
                        n < 0 ? g_strerror(errno) : "the file ends before it does");
            return false;
        }
        at += (uint32_t)n;
    }
    return true;
}

static bool read_source(GByteArray *out, const TsSource *source, unsigned n_parts, GError **error) {
    g_byte_array_set_size(out, 0);
    for (unsigned part = 0; part < n_parts; part++) {
        const GridSpan *span = &source->spans[part];
        const GateFile *file = span->flags & GRID_SPILLED ? source->spill : source->file;
        if (span->length > 0 && !read_span(out, file, span, error))
            return false;
    }
    return true;
}

/* The segment as a file in memory, so that the gate can send it by sendfile. */
static GateFile *keep(const GByteArray *bytes, GError **error) {
    int fd = memfd_create("ts", MFD_CLOEXEC);
    for (guint at = 0; fd >= 0 && at < bytes->len;) {
        ssize_t n = write(fd, bytes->data + at, bytes->len - at);
        if (n <= 0) {
            int code = errno;
            close(fd);
            fd = -1;
            errno = code;
        }
        at += (guint)MAX(n, 0);
    }
    if (fd >= 0)
        return gate_file_new(fd, bytes->len);
    g_set_error(error, BASE_ERROR, ERROR_IO, "cannot keep a segment in memory: %s",
                g_strerror(errno));
    return NULL;
}

static GateFile *make(TsMaker *maker, const TsJob *job, GError **error) {
    if (!read_source(maker->video, &job->video, job->n_parts, error) ||
        !read_source(maker->audio, &job->audio, job->n_parts, error))
        return NULL;
    TsMuxSegment segment = {
        .number = job->key.msn,
        .begin_ticks = job->begin_ticks,
        .n_ticks = job->n_ticks,
        .decode_lead_ticks = job->decode_lead_ticks,
        .video = {&job->video.track, maker->video->data, maker->video->len},
        .audio = {&job->audio.track, maker->audio->data, maker->audio->len},
    };
    g_byte_array_set_size(maker->output, 0);
    if (!ts_mux_append(maker->output, &segment, error))
        return NULL;
    return keep(maker->output, error);
}

static void count(uint64_t *counter, uint64_t more) {
    __atomic_store_n(counter, *counter + more, __ATOMIC_RELAXED);
}

/* Somebody else's job may have made it meanwhile; a failure is not tried again at once. */
static bool is_known(TsMaker *maker, const TsKey *key) {
    GateFile *file = NULL;
    epoch_enter();
    TsCacheState state = ts_cache_find(maker->cache, key, &file);
    epoch_leave();
    gate_file_unref(file);
    return state != TS_CACHE_ABSENT;
}

static void on_job(void *data) {
    Post *post = data;
    TsMaker *maker = post->maker;
    if (!is_known(maker, &post->job->key)) {
        g_autoptr(GError) error = NULL;
        int64_t begin_us = g_get_monotonic_time();
        GateFile *file = make(maker, post->job, &error);
        count(file ? &maker->made : &maker->failed, 1);
        count(&maker->made_us, (uint64_t)(g_get_monotonic_time() - begin_us));
        if (!file)
            log_error(LOG_WARNING, "ts", "a segment was not made", error);
        ts_cache_put(maker->cache, &post->job->key, file);
    }
    maker->options.on_made(post->job->hold_key, maker->options.user);
}

static void on_forget(void *data) {
    Post *post = data;
    ts_cache_forget(post->maker->cache, post->meeting);
}

/* ---- any thread ---- */

bool ts_maker_post(TsMaker *maker, TsJob *take_job, GError **error) {
    if (take_job->n_parts < 1 || take_job->n_parts > TS_MAKER_MAX_PARTS) {
        g_set_error(error, BASE_ERROR, ERROR_INVALID, "a segment cannot have %u parts",
                    take_job->n_parts);
        return false;
    }
    Post *post = g_new0(Post, 1);
    *post = (Post){maker, take_job, NULL};
    if (worker_post(maker->worker, on_job, post, free_post, error))
        return true;
    g_free(post);
    return false;
}

bool ts_maker_forget(TsMaker *maker, const char *meeting, GError **error) {
    Post *post = g_new0(Post, 1);
    *post = (Post){maker, NULL, g_strdup(meeting)};
    if (worker_post(maker->worker, on_forget, post, free_post, error))
        return true;
    free_post(post);
    return false;
}

void ts_maker_get_stats(TsMaker *maker, TsMakerStats *ret_stats) {
    *ret_stats = (TsMakerStats){
        .made = __atomic_load_n(&maker->made, __ATOMIC_RELAXED),
        .failed = __atomic_load_n(&maker->failed, __ATOMIC_RELAXED),
        .made_us = __atomic_load_n(&maker->made_us, __ATOMIC_RELAXED),
        .bytes = ts_cache_bytes(maker->cache),
    };
}

Worker *ts_maker_worker(const TsMaker *maker) {
    return maker->worker;
}
