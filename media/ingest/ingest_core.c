#include "media/ingest/ingest_core.h"

#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "media/ingest/source_pipe.h"

#define LIVED_US       (5 * CLOCK_US_PER_S)
#define REPORT_US      CLOCK_US_PER_S
#define MAX_PUBLISHERS 64u /* when the options name none */

/* Before a new source for a publisher whose last ones were closed at once: a programme that fails
 * does not spin us. The second may just have been handed to one that was ending. */
static const int64_t REOPEN_MS[] = {0, 100, 500, 1000, 2000, 5000};

static IngestPublisher *of(Publisher *publisher) {
    return (IngestPublisher *)publisher;
}

/* ---- sources ---- */

static void end_source(IngestCore *core, IngestPublisher *publisher, const char *reason) {
    event_loop_cancel_timer(core->loop, &publisher->reopen);
    uint64_t id = publisher->source.id;
    publisher->source.id = 0;
    publisher->verbs->shut(publisher);
    if (id != 0)
        core->events.on_source_end(id, reason, core->user);
}

static void begin_source(IngestCore *core, IngestPublisher *publisher) {
    int writer_fd, reader_fd;
    if (!source_pipe_make(&writer_fd, &reader_fd))
        return; /* out of descriptors: the encoder is tried again by ingest_core_broken() */
    publisher->source.id = ++core->last_source_id;
    publisher->source.is_spare = publisher->publisher.took_over;
    publisher->begun_us = ingest_core_now_us(core);
    publisher->verbs->open(publisher, writer_fd);
    core->events.on_source(&publisher->source, reader_fd, core->user);
}

static void on_reopen(Timer *timer, void *user);

static void reopen_soon(IngestCore *core, IngestPublisher *publisher) {
    unsigned step = MIN(publisher->n_reopened, G_N_ELEMENTS(REOPEN_MS) - 1);
    int64_t wait_us = REOPEN_MS[step] * CLOCK_US_PER_MS;
    publisher->n_reopened = step + 1;
    event_loop_set_timer(core->loop, &publisher->reopen, ingest_core_now_us(core) + wait_us,
                         on_reopen);
}

static void on_reopen(Timer *timer, void *user) {
    IngestPublisher *publisher =
        (IngestPublisher *)(void *)((char *)timer - offsetof(IngestPublisher, reopen));
    begin_source(publisher->core, publisher);
    if (publisher->source.id == 0)
        reopen_soon(publisher->core, publisher);
}

void ingest_core_broken(IngestCore *core, IngestPublisher *publisher) {
    if (publisher->source.id == 0)
        return;
    if (ingest_core_now_us(core) - publisher->begun_us > LIVED_US)
        publisher->n_reopened = 0;
    end_source(core, publisher, "The programme closed its end.");
    reopen_soon(core, publisher);
}

/* ---- what the table decides ---- */

static void on_begin(Publisher *publisher, void *user) {
    IngestCore *core = user;
    IngestPublisher *active = of(publisher);
    if (active->publisher.took_over)
        __atomic_fetch_add(&core->totals.takeovers, 1, __ATOMIC_RELAXED);
    begin_source(core, active);
    if (active->source.id == 0)
        reopen_soon(core, active);
}

static void on_end(Publisher *publisher, const char *reason, void *user) {
    end_source(user, of(publisher), reason);
}

static void on_close(Publisher *publisher, const char *reason, void *user) {
    IngestCore *core = user;
    g_ptr_array_remove_fast(core->publishers, publisher);
    of(publisher)->verbs->close(of(publisher), reason);
}

static const PublisherEvents TABLE_EVENTS = {on_begin, on_end, on_close};

/* ---- keys ---- */

static void tell_change(IngestCore *core) {
    __atomic_store_n(&core->totals.publishers, publisher_table_count(core->table),
                     __ATOMIC_RELAXED);
    if (core->on_changed)
        core->on_changed(core->on_changed_user);
}

void ingest_core_take_keys(IngestCore *core) {
    IngestKeys *keys = __atomic_exchange_n(&core->new_keys, NULL, __ATOMIC_ACQ_REL);
    if (!keys)
        return;
    IngestKeys *old = core->keys;
    core->keys = keys;
    publisher_table_set_keys(core->table, keys);
    ingest_keys_free(old);
    tell_change(core);
}

/* ---- publishers ---- */

const char *ingest_core_attach(IngestCore *core, IngestPublisher *publisher,
                               const StreamName *name) {
    const IngestKey *key;
    IngestSource *source = &publisher->source;
    PublisherVerdict verdict =
        publisher_table_attach(core->table, name, &publisher->publisher, &key);
    if (verdict != PUBLISHER_ACCEPTED) {
        const char *reason = publisher_verdict_text(verdict, key);
        ingest_core_refused(core, key ? key->meeting_id : "", source->peer, reason);
        return reason;
    }
    publisher->core = core;
    source->id = 0;
    g_strlcpy(source->meeting_id, key->meeting_id, sizeof source->meeting_id);
    g_strlcpy(source->input_id, key->input_id, sizeof source->input_id);
    g_strlcpy(source->language, name->language, sizeof source->language);
    g_ptr_array_add(core->publishers, publisher);
    __atomic_fetch_add(&core->totals.accepted, 1, __ATOMIC_RELAXED);
    tell_change(core);
    return NULL;
}

void ingest_core_detach(IngestCore *core, IngestPublisher *publisher, const char *reason) {
    if (!publisher->publisher.slot)
        return;
    g_ptr_array_remove_fast(core->publishers, publisher);
    publisher_table_detach(core->table, &publisher->publisher, reason);
    tell_change(core);
}

void ingest_core_heard(IngestCore *core, IngestPublisher *publisher) {
    publisher_table_heard(core->table, &publisher->publisher);
    tell_change(core);
}

void ingest_core_silent(IngestCore *core, IngestPublisher *publisher) {
    publisher_table_silent(core->table, &publisher->publisher);
    tell_change(core);
}

IngestPublisher *ingest_core_find(IngestCore *core, uint64_t source_id) {
    for (guint i = 0; i < core->publishers->len; i++) {
        IngestPublisher *publisher = core->publishers->pdata[i];
        if (publisher->source.id == source_id && source_id != 0)
            return publisher;
    }
    return NULL;
}

/* ---- reports ---- */

void ingest_core_report(IngestCore *core, IngestPublisher *publisher, IngestStats *stats) {
    if (publisher->source.id == 0)
        return;
    stats->source_id = publisher->source.id;
    stats->has_spare = publisher_table_has_spare(&publisher->publisher);
    core->events.on_stats(stats, core->user);
}

void ingest_core_refused(IngestCore *core, const char *meeting_id, const char *peer,
                         const char *reason) {
    __atomic_fetch_add(&core->totals.refused, 1, __ATOMIC_RELAXED);
    core->events.on_refused(meeting_id, peer, reason, core->user);
}

void ingest_core_malformed(IngestCore *core) {
    __atomic_fetch_add(&core->totals.malformed, 1, __ATOMIC_RELAXED);
}

void ingest_core_add_bytes(IngestCore *core, uint64_t n) {
    __atomic_fetch_add(&core->totals.bytes, n, __ATOMIC_RELAXED);
}

static void on_tick(Timer *timer, void *user) {
    IngestCore *core = (IngestCore *)(void *)((char *)timer - offsetof(IngestCore, tick));
    event_loop_set_timer(core->loop, timer, ingest_core_now_us(core) + REPORT_US, on_tick);
    ingest_core_take_keys(core);
    for (guint i = 0; i < core->publishers->len; i++) {
        IngestPublisher *publisher = core->publishers->pdata[i];
        IngestStats stats = {0};
        if (!publisher->verbs->measure)
            continue;
        publisher->verbs->measure(publisher, &stats);
        ingest_core_report(core, publisher, &stats);
    }
}

/* ---- life ---- */

bool ingest_core_init(IngestCore *core, const IngestOptions *options, GError **error) {
    core->events = options->events;
    core->user = options->user;
    core->publishers = g_ptr_array_new();
    core->keys = ingest_keys_new(NULL, 0);
    core->table = publisher_table_new(
        options->max_publishers ? options->max_publishers : MAX_PUBLISHERS, &TABLE_EVENTS, core);
    publisher_table_set_keys(core->table, core->keys);
    core->loop = event_loop_new(error);
    return core->loop != NULL;
}

void ingest_core_clear(IngestCore *core) {
    event_loop_free(core->loop);
    publisher_table_free(core->table);
    ingest_keys_free(core->keys);
    ingest_keys_free(core->new_keys);
    g_ptr_array_unref(core->publishers);
}

void ingest_core_start(IngestCore *core) {
    event_loop_set_timer(core->loop, &core->tick, ingest_core_now_us(core) + REPORT_US, on_tick);
}

int64_t ingest_core_now_us(const IngestCore *core) {
    return event_loop_now_us(core->loop);
}
