#include "media/engine/source_desk.h"

#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"

struct SourceDesk {
    Worker *owner;
    SourceDeskEvents events;
    void *user;
    Ingest *ingest;
};

/* One event on its way; what it is about depends on who takes it. */
typedef struct SourceMail {
    SourceDesk *desk;
    IngestSource source;
    IngestStats stats;
    LiveRefused refused;
    int fd; /* -1: none, or given away */
} SourceMail;

static void free_mail(void *data) {
    SourceMail *mail = data;
    if (mail->fd >= 0)
        close(mail->fd);
    g_free(mail);
}

static SourceMail *new_mail(SourceDesk *desk) {
    SourceMail *mail = g_new0(SourceMail, 1);
    mail->desk = desk;
    mail->fd = -1;
    return mail;
}

static void post(SourceMail *take_mail, WorkerFn fn) {
    g_autoptr(GError) error = NULL;
    if (worker_post(take_mail->desk->owner, fn, take_mail, free_mail, &error))
        return;
    log_error(LOG_ERROR, "media", "news of an encoder is lost", error);
    free_mail(take_mail);
}

/* ---- on the owner's thread ---- */

static void take_source(void *data) {
    SourceMail *mail = data;
    mail->desk->events.on_source(&mail->source, g_steal_fd(&mail->fd), mail->desk->user);
}

static void take_end(void *data) {
    SourceMail *mail = data;
    mail->desk->events.on_source_end(mail->source.id, mail->refused.reason, mail->desk->user);
}

static void take_stats(void *data) {
    SourceMail *mail = data;
    mail->desk->events.on_stats(&mail->stats, mail->desk->user);
}

static void take_refused(void *data) {
    SourceMail *mail = data;
    mail->desk->events.on_refused(mail->source.meeting_id, &mail->refused, mail->desk->user);
}

/* ---- on ingest's ---- */

static void on_source(const IngestSource *source, int take_fd, void *user) {
    SourceMail *mail = new_mail(user);
    mail->source = *source;
    mail->fd = take_fd;
    post(mail, take_source);
}

static void on_source_end(uint64_t source_id, const char *reason, void *user) {
    SourceMail *mail = new_mail(user);
    mail->source.id = source_id;
    g_strlcpy(mail->refused.reason, reason, sizeof mail->refused.reason);
    post(mail, take_end);
}

static void on_stats(const IngestStats *stats, void *user) {
    SourceMail *mail = new_mail(user);
    mail->stats = *stats;
    post(mail, take_stats);
}

static void on_refused(const char *meeting_id, const char *peer, const char *reason, void *user) {
    SourceMail *mail = new_mail(user);
    mail->refused.at_us = clock_wall_us();
    g_strlcpy(mail->source.meeting_id, meeting_id, sizeof mail->source.meeting_id);
    g_strlcpy(mail->refused.peer, peer, sizeof mail->refused.peer);
    g_strlcpy(mail->refused.reason, reason, sizeof mail->refused.reason);
    post(mail, take_refused);
}

/* ---- life ---- */

SourceDesk *source_desk_start(const SourceDeskOptions *options, GError **error) {
    SourceDesk *desk = g_new0(SourceDesk, 1);
    desk->owner = options->owner;
    desk->events = options->events;
    desk->user = options->user;
    IngestOptions ingest = {.rtmp_listen = options->rtmp_listen,
                            .srt_listen = options->srt_listen,
                            .max_publishers = SOURCE_DESK_MAX_PUBLISHERS,
                            .events = {on_source, on_source_end, on_stats, on_refused},
                            .user = desk};
    desk->ingest = ingest_start(&ingest, error);
    if (desk->ingest)
        return desk;
    g_free(desk);
    return NULL;
}

void source_desk_stop(SourceDesk *desk) {
    if (desk)
        ingest_stop(desk->ingest);
}

void source_desk_free(SourceDesk *desk) {
    if (!desk)
        return;
    ingest_free(desk->ingest);
    g_free(desk);
}

Ingest *source_desk_ingest(SourceDesk *desk) {
    return desk->ingest;
}
