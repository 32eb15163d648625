#include "media/ingest/srt_desk.h"

#include <unistd.h>

#define MAX_FULL_NAMES 256u /* more are refused after the handshake */

typedef struct SrtPublisher {
    IngestPublisher publisher; /* first: the core's pointers are ours */
    uint64_t caller;
    SrtMailbox orders;
} SrtPublisher;

static bool order(SrtPublisher *publisher, SrtMailKind kind, int fd, const char *reason) {
    SrtMail mail = {.kind = kind, .caller = publisher->caller, .fd = fd};
    g_strlcpy(mail.reason, reason, sizeof mail.reason);
    return srt_mail_post(&publisher->orders, &mail);
}

/* ---- what the core says ---- */

static void open_source(IngestPublisher *publisher, int take_writer_fd) {
    if (!order((SrtPublisher *)publisher, SRT_MAIL_OPEN, take_writer_fd, ""))
        close(take_writer_fd);
}

static void shut_source(IngestPublisher *publisher) {
    order((SrtPublisher *)publisher, SRT_MAIL_SHUT, -1, "");
}

static void close_caller(IngestPublisher *publisher, const char *reason) {
    order((SrtPublisher *)publisher, SRT_MAIL_CLOSE, -1, reason);
}

static const IngestPublisherVerbs VERBS = {open_source, shut_source, close_caller, NULL};

/* ---- what the SRT thread says ---- */

static void on_came(SrtDesk *desk, SrtPublisher *none, const SrtMail *mail) {
    SrtPublisher *publisher = g_new0(SrtPublisher, 1);
    IngestSource *source = &publisher->publisher.source;
    publisher->publisher.verbs = &VERBS;
    publisher->caller = mail->caller;
    publisher->orders = mail->answer_to;
    source->format = INGEST_MPEG_TS;
    g_strlcpy(source->peer, mail->peer, sizeof source->peer);
    g_strlcpy(source->encoder, mail->encoder, sizeof source->encoder);
    g_hash_table_insert(desk->publishers, &publisher->caller, publisher);
    const char *refusal = ingest_core_attach(desk->core, &publisher->publisher, &mail->name);
    if (refusal)
        close_caller(&publisher->publisher, refusal);
}

static void on_heard(SrtDesk *desk, SrtPublisher *publisher, const SrtMail *mail) {
    ingest_core_heard(desk->core, &publisher->publisher);
    if (publisher->publisher.source.id == 0)
        order(publisher, SRT_MAIL_STANDBY, -1, "");
}

static void on_silent(SrtDesk *desk, SrtPublisher *publisher, const SrtMail *mail) {
    ingest_core_silent(desk->core, &publisher->publisher);
}

static void on_broken(SrtDesk *desk, SrtPublisher *publisher, const SrtMail *mail) {
    ingest_core_broken(desk->core, &publisher->publisher);
}

static void on_stats(SrtDesk *desk, SrtPublisher *publisher, const SrtMail *mail) {
    IngestStats stats = mail->stats;
    ingest_core_report(desk->core, &publisher->publisher, &stats);
}

static void on_gone(SrtDesk *desk, SrtPublisher *publisher, const SrtMail *mail) {
    ingest_core_detach(desk->core, &publisher->publisher, mail->reason);
    g_hash_table_remove(desk->publishers, &publisher->caller);
}

static void on_refused(SrtDesk *desk, SrtPublisher *none, const SrtMail *mail) {
    ingest_core_refused(desk->core, mail->meeting_id, mail->peer, mail->reason);
}

void srt_desk_receive(SrtMail *mail) {
    static const struct {
        void (*handle)(SrtDesk *desk, SrtPublisher *publisher, const SrtMail *mail);
        bool needs_publisher;
    } HANDLERS[] = {
        [SRT_MAIL_CAME] = {on_came, false},       [SRT_MAIL_HEARD] = {on_heard, true},
        [SRT_MAIL_SILENT] = {on_silent, true},    [SRT_MAIL_BROKEN] = {on_broken, true},
        [SRT_MAIL_STATS] = {on_stats, true},      [SRT_MAIL_GONE] = {on_gone, true},
        [SRT_MAIL_REFUSED] = {on_refused, false},
    };
    SrtDesk *desk = mail->owner;
    SrtPublisher *publisher = g_hash_table_lookup(desk->publishers, &mail->caller);
    if (publisher || !HANDLERS[mail->kind].needs_publisher)
        HANDLERS[mail->kind].handle(desk, publisher, mail);
}

/* ---- keys and life ---- */

void srt_desk_on_changed(void *user) {
    SrtDesk *desk = user;
    StreamName full[MAX_FULL_NAMES];
    unsigned n_full = publisher_table_list_full(desk->core->table, full, MAX_FULL_NAMES);
    srt_admission_replace(desk->admission, ingest_keys_with_full(desk->core->keys, full, n_full));
}

void srt_desk_init(SrtDesk *desk, IngestCore *core, SrtAdmission *admission) {
    *desk = (SrtDesk){
        .core = core,
        .admission = admission,
        .publishers = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, g_free),
    };
}

void srt_desk_stop(SrtDesk *desk) {
    GHashTableIter iter;
    void *publisher;
    g_hash_table_iter_init(&iter, desk->publishers);
    while (g_hash_table_iter_next(&iter, NULL, &publisher))
        ingest_core_detach(desk->core, publisher, "The server is stopping.");
    g_hash_table_remove_all(desk->publishers);
}

void srt_desk_clear(SrtDesk *desk) {
    g_hash_table_unref(desk->publishers);
}
