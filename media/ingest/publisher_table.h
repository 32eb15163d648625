/* Who publishes where: the keys, and for each key and language the active publisher and its hot
 * spare. Decisions only: what they mean is done by callbacks. Owned by the ingest thread, for both
 * protocols.
 *
 * The first publisher that is heard becomes active; the second waits as spare. When the active one
 * falls silent or leaves, a spare that is heard takes over and the silent one becomes the spare.
 * A third is refused, unless one of the two is silent: that one has to go. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "media/ingest/ingest_keys.h"
#include "media/ingest/stream_name.h"

typedef struct PublisherTable PublisherTable;
typedef struct PublisherSlot PublisherSlot;
typedef struct Publisher Publisher;

/* Embedded in a connection; zeroed at first. `slot` is NULL while not attached. */
struct Publisher {
    PublisherSlot *slot;
    bool is_heard, is_active;
    bool took_over; /* active, and another was before it */
};

/* Called within the table's verbs; must not call them. */
typedef struct PublisherEvents {
    void (*begin)(Publisher *publisher, void *user); /* it is now the active one */
    void (*end)(Publisher *publisher, const char *reason, void *user);   /* no longer */
    void (*close)(Publisher *publisher, const char *reason, void *user); /* detached: must go */
} PublisherEvents;

typedef enum PublisherVerdict {
    PUBLISHER_ACCEPTED,
    PUBLISHER_KEY_UNKNOWN,
    PUBLISHER_KEY_CLOSED,
    PUBLISHER_BOTH_TAKEN,
    PUBLISHER_TOO_MANY,
} PublisherVerdict;

PublisherTable *publisher_table_new(unsigned max_publishers, const PublisherEvents *events,
                                    void *user);
void publisher_table_free(PublisherTable *table); /* nobody is attached any more */

/* *ret_key is valid until the keys change; NULL when there is none. */
PublisherVerdict publisher_table_attach(PublisherTable *table, const StreamName *name,
                                        Publisher *publisher, const IngestKey **ret_key);
void publisher_table_detach(PublisherTable *table, Publisher *publisher, const char *reason);

/* Media arrive (again); nothing has arrived for INGEST_SILENCE_US. */
void publisher_table_heard(PublisherTable *table, Publisher *publisher);
void publisher_table_silent(PublisherTable *table, Publisher *publisher);

/* Who may not publish any more is closed. The table keeps `keys` but does not own them. */
void publisher_table_set_keys(PublisherTable *table, const IngestKeys *keys);

bool publisher_table_has_spare(const Publisher *publisher);
const StreamName *publisher_table_name(const Publisher *publisher);
unsigned publisher_table_count(const PublisherTable *table);

/* Names at which a further publisher would be refused; at most `capacity` are written. */
unsigned publisher_table_list_full(const PublisherTable *table, StreamName *ret_names,
                                   unsigned capacity);

/* One English sentence; for a closed key its reason. */
const char *publisher_verdict_text(PublisherVerdict verdict, const IngestKey *key);
