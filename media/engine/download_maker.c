#include "media/engine/download_maker.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"

#define NICENESS      10
#define IO_PRIORITY   (2 << 13 | 7) /* best effort, the lowest: ioprio_set(2) */
#define IO_WHO_THREAD 1
#define PREFIX        "download-"
#define PERCENT_STEP  2u
#define HEAD_SHARE    64u /* the tables of samples are less than this part of the media */

struct DownloadJob { /* two references: of who asked, of the thread */
    uint64_t number;
    char meeting[SHELF_ID_BYTES];
    DownloadMaker *maker;
    Mp4Export *export;
    unsigned percent; /* told; of the thread */
    atomic_bool is_cancelled, is_over;
};

struct DownloadMaker {
    DownloadMakerOptions options;
    Worker *worker;
    atomic_uint_fast64_t last_number;
    atomic_bool is_held, is_stopping;
};

/* ---- news ---- */

typedef struct NewsMail {
    DownloadMaker *maker;
    DownloadNews news;
} NewsMail;

static void free_news(void *data) {
    NewsMail *mail = data;
    gate_file_unref(mail->news.file);
    g_clear_error(&mail->news.error);
    g_free(mail);
}

static void give_news(void *data) {
    const NewsMail *mail = data;
    mail->maker->options.on_news(&mail->news, mail->maker->options.user);
}

/* Takes what the news refer to. */
static void tell(DownloadMaker *maker, const DownloadNews *take_news) {
    NewsMail *mail = g_new(NewsMail, 1);
    *mail = (NewsMail){maker, *take_news};
    if (!worker_post(maker->options.owner, give_news, mail, free_news, NULL))
        free_news(mail); /* asked again, it is found on the disk */
}

static DownloadNews news_of(const DownloadJob *job, DownloadNewsKind kind) {
    DownloadNews news = {.kind = kind, .job = job->number};
    g_strlcpy(news.meeting, job->meeting, sizeof news.meeting);
    return news;
}

/* ---- files, on the thread ---- */

static char *folder_of(const DownloadMaker *maker, const char *meeting) {
    return g_build_filename(maker->options.folder, meeting, NULL);
}

typedef struct Broom {
    int64_t older_than_s; /* by the wall clock; INT64_MAX: all */
    bool is_cut;          /* also for those who have it open */
} Broom;

static bool is_due(const Broom *broom, const char *path, const char *name) {
    struct stat facts;
    return g_str_has_suffix(name, ".part") ||
           (stat(path, &facts) == 0 && facts.st_mtime <= broom->older_than_s);
}

static void remove_file(const Broom *broom, const char *path) {
    if (broom->is_cut && truncate(path, 0) != 0 && errno != ENOENT)
        log_event(LOG_WARNING, "mp4", "a file that is out of date is still being read", NULL);
    unlink(path);
}

static unsigned sweep_folder(const char *folder, const Broom *broom) {
    GDir *dir = g_dir_open(folder, 0, NULL);
    unsigned n_removed = 0;
    for (const char *name; dir && (name = g_dir_read_name(dir));) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        if (!g_str_has_prefix(name, PREFIX) || !is_due(broom, path, name))
            continue;
        remove_file(broom, path);
        n_removed++;
    }
    if (dir)
        g_dir_close(dir);
    return n_removed;
}

static void sweep_meeting(DownloadMaker *maker, const char *meeting, const Broom *broom) {
    g_autofree char *folder = folder_of(maker, meeting);
    DownloadNews news = {.kind = DOWNLOAD_NEWS_GONE};
    g_strlcpy(news.meeting, meeting, sizeof news.meeting);
    if (sweep_folder(folder, broom) > 0)
        tell(maker, &news);
}

static void sweep_all(DownloadMaker *maker, const Broom *broom) {
    GDir *dir = g_dir_open(maker->options.folder, 0, NULL);
    for (const char *meeting; dir && (meeting = g_dir_read_name(dir));)
        sweep_meeting(maker, meeting, broom);
    if (dir)
        g_dir_close(dir);
}

static bool has_room(const DownloadMaker *maker, uint64_t bytes) {
    struct statvfs disk;
    if (statvfs(maker->options.folder, &disk) != 0)
        return false;
    int64_t free_bytes = (int64_t)disk.f_bavail * (int64_t)disk.f_frsize;
    return free_bytes - (int64_t)(bytes + bytes / HEAD_SHARE) >= maker->options.min_free_bytes;
}

static bool make_room(DownloadMaker *maker, uint64_t bytes, GError **error) {
    bool is_held = atomic_load(&maker->is_held);
    if (!is_held && !has_room(maker, bytes))
        sweep_all(maker, &(Broom){.older_than_s = INT64_MAX});
    if (!is_held && has_room(maker, bytes))
        return true;
    g_set_error_literal(error, BASE_ERROR, ERROR_OVERLOADED, DOWNLOAD_MAKER_NO_ROOM);
    return false;
}

static GateFile *open_file(const char *path, GError **error) {
    struct stat facts;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd >= 0 && fstat(fd, &facts) == 0)
        return gate_file_new(fd, (uint64_t)facts.st_size);
    g_set_error(error, BASE_ERROR, ERROR_IO, "cannot open \"%s\": %s", path, g_strerror(errno));
    if (fd >= 0)
        close(fd);
    return NULL;
}

/* ---- making, on the thread ---- */

static bool is_wanted(const DownloadJob *job) {
    return !atomic_load(&job->is_cancelled) && !atomic_load(&job->maker->is_stopping) &&
           !atomic_load(&job->maker->is_held);
}

static bool on_progress(uint64_t done, uint64_t total, void *user) {
    DownloadJob *job = user;
    unsigned percent = total > 0 ? (unsigned)(done * 100 / total) : 0;
    if (percent >= job->percent + PERCENT_STEP) {
        DownloadNews news = news_of(job, DOWNLOAD_NEWS_PROGRESS);
        news.percent = job->percent = percent;
        tell(job->maker, &news);
    }
    return is_wanted(job);
}

static GateFile *make(DownloadJob *job, const char *digest, GError **error) {
    DownloadMaker *maker = job->maker;
    g_autofree char *folder = folder_of(maker, job->meeting);
    g_autofree char *name = g_strdup_printf(PREFIX "%s.mp4", digest);
    g_autofree char *path = g_build_filename(folder, name, NULL);
    int64_t begin_us = clock_monotonic_us();
    GateFile *file = open_file(path, NULL);
    if (file)
        return file;
    sweep_folder(folder, &(Broom){.older_than_s = INT64_MAX});
    if (!make_room(maker, mp4_export_bytes(job->export), error))
        return NULL;
    if (!mp4_export_run(job->export, path, on_progress, job, error)) {
        rmdir(folder); /* of a meeting that is gone meanwhile: it is empty */
        return NULL;
    }
    file = open_file(path, error);
    if (file)
        log_event(LOG_INFO, "mp4", "a recording was made into a file",
                  LOG_FIELDS({"meeting", job->meeting},
                             {"mib", NULL, (int64_t)(file->length >> 20)},
                             {"took_ms", NULL, (clock_monotonic_us() - begin_us) / 1000}));
    return file;
}

/* A job that was given up for the room is told as that. */
static void explain(const DownloadJob *job, GError **error) {
    bool is_for_room =
        atomic_load(&job->maker->is_held) && g_error_matches(*error, BASE_ERROR, ERROR_CONFLICT);
    if (is_for_room) {
        g_clear_error(error);
        g_set_error_literal(error, BASE_ERROR, ERROR_OVERLOADED, DOWNLOAD_MAKER_NO_ROOM);
    }
    log_error(LOG_WARNING, "mp4", "a recording was not made into a file", *error);
}

static void run_job(void *data) {
    DownloadJob *job = data;
    if (atomic_load(&job->is_cancelled))
        return;
    g_autofree char *digest = mp4_export_digest(job->export);
    GError *error = NULL;
    GateFile *file = make(job, digest, &error);
    DownloadNews news = news_of(job, file ? DOWNLOAD_NEWS_MADE : DOWNLOAD_NEWS_FAILED);
    g_strlcpy(news.digest, digest, sizeof news.digest);
    if (!file && !atomic_load(&job->is_cancelled))
        explain(job, &error);
    news.file = file;
    news.error = error;
    tell(job->maker, &news);
}

/* ---- jobs ---- */

static void clear_job(void *data) {
    mp4_export_free(((DownloadJob *)data)->export);
}

static void end_job(void *data) {
    DownloadJob *job = data;
    atomic_store(&job->is_over, true);
    g_atomic_rc_box_release_full(job, clear_job);
}

DownloadJob *download_maker_make(DownloadMaker *maker, const char *meeting, Mp4Export *take_export,
                                 GError **error) {
    DownloadJob *job = g_atomic_rc_box_new0(DownloadJob);
    job->maker = maker;
    job->export = take_export;
    job->number = atomic_fetch_add(&maker->last_number, 1) + 1;
    g_strlcpy(job->meeting, meeting, sizeof job->meeting);
    g_atomic_rc_box_acquire(job);
    if (worker_post(maker->worker, run_job, job, end_job, error))
        return job;
    end_job(job);
    download_maker_job_free(job);
    return NULL;
}

uint64_t download_maker_job_number(const DownloadJob *job) {
    return job->number;
}

bool download_maker_job_is_over(const DownloadJob *job) {
    return atomic_load(&job->is_over);
}

void download_maker_job_free(DownloadJob *job) {
    if (!job)
        return;
    atomic_store(&job->is_cancelled, true);
    g_atomic_rc_box_release_full(job, clear_job);
}

/* ---- orders for the broom ---- */

typedef struct BroomMail {
    DownloadMaker *maker;
    char meeting[SHELF_ID_BYTES]; /* "": all */
    bool is_old_only;
} BroomMail;

static void run_broom(void *data) {
    const BroomMail *mail = data;
    int64_t now_s = clock_wall_us() / CLOCK_US_PER_S;
    Broom broom = {.older_than_s = mail->is_old_only ? now_s - DOWNLOAD_MAKER_KEEP_S : INT64_MAX,
                   .is_cut = mail->meeting[0] != '\0'};
    if (mail->meeting[0])
        sweep_meeting(mail->maker, mail->meeting, &broom);
    else
        sweep_all(mail->maker, &broom);
}

static bool post_broom(const BroomMail *mail, GError **error) {
    BroomMail *copy = g_memdup2(mail, sizeof *mail);
    if (worker_post(mail->maker->worker, run_broom, copy, g_free, error))
        return true;
    g_free(copy);
    return false;
}

bool download_maker_forget(DownloadMaker *maker, const char *meeting, GError **error) {
    BroomMail mail = {.maker = maker};
    g_strlcpy(mail.meeting, meeting, sizeof mail.meeting);
    return post_broom(&mail, error);
}

void download_maker_sweep(DownloadMaker *maker) {
    (void)post_broom(&(BroomMail){.maker = maker, .is_old_only = true}, NULL);
}

void download_maker_hold(DownloadMaker *maker, bool is_held) {
    if (atomic_exchange(&maker->is_held, is_held) != is_held && is_held)
        (void)post_broom(&(BroomMail){.maker = maker}, NULL);
}

/* ---- life ---- */

static void step_back(void *data) {
    int ignored = nice(NICENESS); /* of this thread alone, see nice(2), Linux */
    (void)ignored;
    syscall(SYS_ioprio_set, IO_WHO_THREAD, 0, IO_PRIORITY);
}

DownloadMaker *download_maker_start(const DownloadMakerOptions *options, GError **error) {
    g_autoptr(DownloadMaker) maker = g_new0(DownloadMaker, 1);
    WorkerOptions thread = {"mp4", DOWNLOAD_MAKER_MAX_WAITING, &WORKER_LOOP_QUEUE, NULL};
    maker->options = *options;
    maker->worker = worker_start(&thread, error);
    if (!maker->worker || !worker_post(maker->worker, step_back, NULL, NULL, error))
        return NULL;
    download_maker_sweep(maker);
    return g_steal_pointer(&maker);
}

void download_maker_stop(DownloadMaker *maker) {
    atomic_store(&maker->is_stopping, true);
    worker_stop(maker->worker);
}

void download_maker_free(DownloadMaker *maker) {
    if (!maker)
        return;
    if (maker->worker)
        download_maker_stop(maker);
    worker_free(maker->worker);
    g_free(maker);
}

Worker *download_maker_worker(const DownloadMaker *maker) {
    return maker->worker;
}
