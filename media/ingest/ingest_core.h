/* What both protocols share on the ingest thread: publishers, the sources made of them, the keys,
 * the counters. Owned by the ingest thread; the counters may be read anywhere. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/event_loop.h"
#include "media/ingest/ingest.h"
#include "media/ingest/publisher_table.h"

typedef struct IngestCore IngestCore;
typedef struct IngestPublisher IngestPublisher;

/* How a protocol does what the table decided. */
typedef struct IngestPublisherVerbs {
    void (*open)(IngestPublisher *publisher, int take_writer_fd);  /* is active: write there */
    void (*shut)(IngestPublisher *publisher);                      /* write no more */
    void (*close)(IngestPublisher *publisher, const char *reason); /* end the connection */
    /* Fills bytes, bits_per_second, dropped_bytes; NULL: reported by ingest_core_report(). */
    void (*measure)(IngestPublisher *publisher, IngestStats *ret_stats);
} IngestPublisherVerbs;

/* Stands first in a connection. */
struct IngestPublisher {
    Publisher publisher;
    const IngestPublisherVerbs *verbs;
    IngestSource source; /* id 0: none is open; peer, encoder and format are the connection's */
    IngestCore *core;    /* since it was attached */
    Timer reopen;
    int64_t begun_us;    /* of its newest source */
    unsigned n_reopened; /* sources in a row that did not live long */
};

struct IngestCore {
    EventLoop *loop;
    Worker *worker;
    IngestEvents events;
    void *user;
    PublisherTable *table;
    IngestKeys *keys;
    IngestKeys *new_keys;  /* atomic: from any thread, not yet taken */
    GPtrArray *publishers; /* attached IngestPublishers */
    uint64_t last_source_id;
    Timer tick;
    IngestTotals totals;            /* relaxed atomics */
    void (*on_changed)(void *user); /* keys or places have changed; may be NULL */
    void *on_changed_user;
};

bool ingest_core_init(IngestCore *core, const IngestOptions *options, GError **error);
void ingest_core_clear(IngestCore *core);

/* On the thread, at its beginning. */
void ingest_core_start(IngestCore *core);

int64_t ingest_core_now_us(const IngestCore *core); /* monotonic, of this round */

/* NULL: attached. Else the sentence for the encoder, which was counted and reported. */
const char *ingest_core_attach(IngestCore *core, IngestPublisher *publisher,
                               const StreamName *name);
void ingest_core_detach(IngestCore *core, IngestPublisher *publisher, const char *reason);
void ingest_core_heard(IngestCore *core, IngestPublisher *publisher);
void ingest_core_silent(IngestCore *core, IngestPublisher *publisher);

/* The reader closed its end: the publisher gets a new source, at once when that one has lived. */
void ingest_core_broken(IngestCore *core, IngestPublisher *publisher);

void ingest_core_report(IngestCore *core, IngestPublisher *publisher, IngestStats *stats);
void ingest_core_refused(IngestCore *core, const char *meeting_id, const char *peer,
                         const char *reason);
void ingest_core_malformed(IngestCore *core);
void ingest_core_add_bytes(IngestCore *core, uint64_t n); /* any thread */

/* The publisher of a source; NULL when it has ended. */
IngestPublisher *ingest_core_find(IngestCore *core, uint64_t source_id);

/* Takes keys that ingest_set_keys() left. */
void ingest_core_take_keys(IngestCore *core);
