#include "media/ingest/publisher_table.h"

#include <string.h>

#define PER_SLOT 2 /* active and spare */

static const char TOOK_OVER[] = "The encoder fell silent: its spare took over.";

struct PublisherSlot {
    StreamName name;
    IngestKey key; /* as it was when the first one came */
    Publisher *publishers[PER_SLOT];
};

struct PublisherTable {
    const PublisherEvents *events;
    void *user;
    const IngestKeys *keys;
    GPtrArray *slots; /* only those that are used */
    unsigned n_publishers, max_publishers;
};

PublisherTable *publisher_table_new(unsigned max_publishers, const PublisherEvents *events,
                                    void *user) {
    PublisherTable *table = g_new0(PublisherTable, 1);
    *table = (PublisherTable){
        .events = events,
        .user = user,
        .slots = g_ptr_array_new_with_free_func(g_free),
        .max_publishers = max_publishers,
    };
    return table;
}

void publisher_table_free(PublisherTable *table) {
    if (!table)
        return;
    g_assert(table->n_publishers == 0);
    g_ptr_array_unref(table->slots);
    g_free(table);
}

/* ---- slots ---- */

static bool is_name(const StreamName *a, const StreamName *b) {
    return strcmp(a->key, b->key) == 0 && strcmp(a->language, b->language) == 0;
}

static PublisherSlot *find_slot(const PublisherTable *table, const StreamName *name) {
    for (guint i = 0; i < table->slots->len; i++) {
        PublisherSlot *slot = table->slots->pdata[i];
        if (is_name(&slot->name, name))
            return slot;
    }
    return NULL;
}

static Publisher **place_of(PublisherSlot *slot, const Publisher *publisher) {
    return &slot->publishers[slot->publishers[0] == publisher ? 0 : 1];
}

static Publisher *other_of(const Publisher *publisher) {
    const PublisherSlot *slot = publisher->slot;
    return slot->publishers[slot->publishers[0] == publisher ? 1 : 0];
}

static Publisher *find_silent(const PublisherSlot *slot) {
    for (unsigned i = 0; i < PER_SLOT; i++)
        if (slot->publishers[i] && !slot->publishers[i]->is_heard)
            return slot->publishers[i];
    return NULL;
}

static bool is_full(const PublisherSlot *slot) {
    return slot->publishers[0] && slot->publishers[1];
}

/* ---- who is active ---- */

static void activate(PublisherTable *table, Publisher *publisher, bool took_over) {
    publisher->is_active = true;
    publisher->took_over = took_over;
    table->events->begin(publisher, table->user);
}

static void deactivate(PublisherTable *table, Publisher *publisher, const char *reason) {
    publisher->is_active = false;
    table->events->end(publisher, reason, table->user);
}

/* The spare takes over when it is heard and the active one is not. */
static void take_over(PublisherTable *table, Publisher *active, const char *reason) {
    Publisher *spare = other_of(active);
    if (!spare || !spare->is_heard)
        return;
    deactivate(table, active, reason);
    activate(table, spare, true);
}

static void let_go(PublisherTable *table, Publisher *publisher, const char *reason) {
    PublisherSlot *slot = publisher->slot;
    Publisher *other = other_of(publisher);
    bool was_active = publisher->is_active;
    if (was_active)
        deactivate(table, publisher, reason);
    *place_of(slot, publisher) = NULL;
    publisher->slot = NULL;
    publisher->is_heard = false;
    table->n_publishers--;
    if (was_active && other && other->is_heard)
        activate(table, other, true);
    if (!other)
        g_ptr_array_remove_fast(table->slots, slot);
}

static void close_publisher(PublisherTable *table, Publisher *publisher, const char *reason) {
    let_go(table, publisher, reason);
    table->events->close(publisher, reason, table->user);
}

/* ---- verbs ---- */

static PublisherSlot *add_slot(PublisherTable *table, const StreamName *name,
                               const IngestKey *key) {
    PublisherSlot *slot = g_new0(PublisherSlot, 1);
    slot->name = *name;
    slot->key = *key;
    g_ptr_array_add(table->slots, slot);
    return slot;
}

PublisherVerdict publisher_table_attach(PublisherTable *table, const StreamName *name,
                                        Publisher *publisher, const IngestKey **ret_key) {
    const IngestKey *key = *ret_key = table->keys ? ingest_keys_find(table->keys, name->key) : NULL;
    PublisherSlot *slot = find_slot(table, name);
    Publisher *silent = slot && is_full(slot) ? find_silent(slot) : NULL;
    if (!key)
        return PUBLISHER_KEY_UNKNOWN;
    if (!key->is_open)
        return PUBLISHER_KEY_CLOSED;
    if (slot && is_full(slot) && !silent)
        return PUBLISHER_BOTH_TAKEN;
    if (table->n_publishers >= table->max_publishers && !silent)
        return PUBLISHER_TOO_MANY;
    if (silent)
        close_publisher(table, silent, "The encoder was silent and another one came.");
    if (!slot)
        slot = add_slot(table, name, key);
    *publisher = (Publisher){.slot = slot};
    slot->publishers[slot->publishers[0] ? 1 : 0] = publisher;
    table->n_publishers++;
    return PUBLISHER_ACCEPTED;
}

void publisher_table_detach(PublisherTable *table, Publisher *publisher, const char *reason) {
    if (publisher->slot)
        let_go(table, publisher, reason);
}

void publisher_table_heard(PublisherTable *table, Publisher *publisher) {
    if (!publisher->slot || publisher->is_heard)
        return;
    Publisher *other = other_of(publisher);
    publisher->is_heard = true;
    if (publisher->is_active)
        return;
    if (!other || !other->is_active) {
        activate(table, publisher, false);
    } else if (!other->is_heard) {
        take_over(table, other, TOOK_OVER);
    }
}

void publisher_table_silent(PublisherTable *table, Publisher *publisher) {
    if (!publisher->slot || !publisher->is_heard)
        return;
    publisher->is_heard = false;
    if (!publisher->is_active)
        return;
    take_over(table, publisher, TOOK_OVER);
}

/* ---- keys ---- */

static const char *objection(const IngestKey *was, const IngestKey *is) {
    if (!is)
        return "The stream key is no longer valid.";
    if (!is->is_open)
        return publisher_verdict_text(PUBLISHER_KEY_CLOSED, is);
    if (strcmp(was->meeting_id, is->meeting_id) != 0 || strcmp(was->input_id, is->input_id) != 0)
        return "The stream key belongs to another input now.";
    return NULL;
}

/* Without the active one first, no spare takes over for a moment. */
static void close_slot(PublisherTable *table, PublisherSlot *slot, const char *reason) {
    Publisher *active = slot->publishers[0], *spare = slot->publishers[1];
    if (!active || (spare && spare->is_active)) {
        active = slot->publishers[1];
        spare = slot->publishers[0];
    }
    if (spare)
        close_publisher(table, spare, reason);
    close_publisher(table, active, reason);
}

void publisher_table_set_keys(PublisherTable *table, const IngestKeys *keys) {
    table->keys = keys;
    for (guint i = table->slots->len; i > 0; i--) {
        PublisherSlot *slot = table->slots->pdata[i - 1];
        const char *reason = objection(&slot->key, ingest_keys_find(keys, slot->name.key));
        if (reason)
            close_slot(table, slot, reason);
    }
}

/* ---- views ---- */

bool publisher_table_has_spare(const Publisher *publisher) {
    return publisher->slot && is_full(publisher->slot);
}

const StreamName *publisher_table_name(const Publisher *publisher) {
    return &publisher->slot->name;
}

unsigned publisher_table_count(const PublisherTable *table) {
    return table->n_publishers;
}

unsigned publisher_table_list_full(const PublisherTable *table, StreamName *ret_names,
                                   unsigned capacity) {
    unsigned n = 0;
    for (guint i = 0; i < table->slots->len && n < capacity; i++) {
        const PublisherSlot *slot = table->slots->pdata[i];
        if (is_full(slot) && !find_silent(slot))
            ret_names[n++] = slot->name;
    }
    return n;
}

const char *publisher_verdict_text(PublisherVerdict verdict, const IngestKey *key) {
    static const char *const TEXTS[] = {
        [PUBLISHER_ACCEPTED] = "",
        [PUBLISHER_KEY_UNKNOWN] = "The stream key is not known.",
        [PUBLISHER_KEY_CLOSED] = "The meeting takes no stream now.",
        [PUBLISHER_BOTH_TAKEN] = "Two encoders publish with this key already.",
        [PUBLISHER_TOO_MANY] = "The server has no room for a further encoder.",
    };
    if (verdict == PUBLISHER_KEY_CLOSED && key && key->closed_reason[0] != '\0')
        return key->closed_reason;
    return TEXTS[verdict];
}
