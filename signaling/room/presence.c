#include "signaling/room/presence.h"

#include <string.h>

#include "base/clock.h"

typedef enum Place {
    PLACE_NOWHERE, /* left, or hidden by a break */
    PLACE_WAITING, /* here, but beyond the visible list */
    PLACE_VISIBLE,
} Place;

#define STATE_MIXED (-1)

typedef struct Entry {
    PersonInfo person; /* owned strings */
    Place place;
    GList place_node; /* in `waiting` or `visible` */
    bool is_broken;
    int64_t hide_at_us;
    GList broken_node;
    bool has_left; /* freed when the changes are taken */
    bool is_dirty;
    bool was_visible; /* what the last changes said */
    int told_state;   /* STATE_MIXED: not the same to everybody */
    bool was_shown;   /* since then, to somebody new */
} Entry;

struct Presence {
    GHashTable *entries; /* session → Entry, owning */
    GQueue visible, waiting;
    GQueue broken; /* by hide_at_us: breaks are all of one length */
    GPtrArray *dirty;
};

static void clear_person(PersonInfo *person) {
    g_free(person->session);
    g_free(person->account);
    g_free(person->display_name);
}

static PersonInfo copy_person(const PersonInfo *person) {
    return (PersonInfo){
        .session = g_strdup(person->session),
        .account = g_strdup(person->account),
        .display_name = g_strdup(person->display_name),
        .client = person->client,
        .state = person->state,
    };
}

static void free_entry(void *data) {
    Entry *entry = data;
    clear_person(&entry->person);
    g_free(entry);
}

Presence *presence_new(void) {
    Presence *presence = g_new0(Presence, 1);
    presence->entries = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, free_entry);
    presence->dirty = g_ptr_array_new();
    return presence;
}

void presence_free(Presence *presence) {
    if (!presence)
        return;
    g_ptr_array_unref(presence->dirty);
    g_hash_table_unref(presence->entries);
    g_free(presence);
}

unsigned presence_total(const Presence *presence) {
    return presence->visible.length + presence->waiting.length;
}

static void mark(Presence *presence, Entry *entry) {
    if (entry->is_dirty)
        return;
    entry->is_dirty = true;
    g_ptr_array_add(presence->dirty, entry);
}

static GQueue *queue_of(Presence *presence, Place place) {
    return place == PLACE_VISIBLE   ? &presence->visible
           : place == PLACE_WAITING ? &presence->waiting
                                    : NULL;
}

static void move(Presence *presence, Entry *entry, Place place) {
    if (entry->place == place)
        return;
    if (entry->place != PLACE_NOWHERE)
        g_queue_unlink(queue_of(presence, entry->place), &entry->place_node);
    entry->place = place;
    if (place != PLACE_NOWHERE)
        g_queue_push_tail_link(queue_of(presence, place), &entry->place_node);
    mark(presence, entry);
}

static void show(Presence *presence, Entry *entry) {
    if (entry->place != PLACE_NOWHERE)
        return;
    move(presence, entry,
         presence->visible.length < PRESENCE_VISIBLE_MAX ? PLACE_VISIBLE : PLACE_WAITING);
}

static void hide(Presence *presence, Entry *entry) {
    move(presence, entry, PLACE_NOWHERE);
    if (presence->visible.length < PRESENCE_VISIBLE_MAX && presence->waiting.head)
        move(presence, presence->waiting.head->data, PLACE_VISIBLE);
}

static void mend(Presence *presence, Entry *entry) {
    if (!entry->is_broken)
        return;
    entry->is_broken = false;
    g_queue_unlink(&presence->broken, &entry->broken_node);
}

static Entry *find(const Presence *presence, const char *session) {
    Entry *entry = g_hash_table_lookup(presence->entries, session);
    return entry && !entry->has_left ? entry : NULL;
}

void presence_join(Presence *presence, const PersonInfo *person) {
    Entry *entry = find(presence, person->session);
    g_return_if_fail(entry || !g_hash_table_contains(presence->entries, person->session));
    if (!entry) {
        entry = g_new0(Entry, 1);
        entry->person = copy_person(person);
        entry->place_node.data = entry->broken_node.data = entry;
        g_hash_table_insert(presence->entries, entry->person.session, entry);
    }
    mend(presence, entry);
    show(presence, entry);
}

void presence_set_state(Presence *presence, const char *session, PresenceState state) {
    Entry *entry = find(presence, session);
    if (!entry || entry->person.state == (int)state)
        return;
    entry->person.state = (int)state;
    mark(presence, entry);
}

void presence_break(Presence *presence, const char *session, int64_t now_us) {
    Entry *entry = find(presence, session);
    if (!entry || entry->is_broken)
        return;
    entry->is_broken = true;
    entry->hide_at_us = now_us + PRESENCE_BREAK_S * CLOCK_US_PER_S;
    g_queue_push_tail_link(&presence->broken, &entry->broken_node);
}

void presence_leave(Presence *presence, const char *session) {
    Entry *entry = find(presence, session);
    if (!entry)
        return;
    mend(presence, entry);
    hide(presence, entry);
    entry->has_left = true;
    mark(presence, entry); /* also when it was hidden before: to be freed */
}

int64_t presence_due_us(const Presence *presence) {
    const Entry *first = presence->broken.head ? presence->broken.head->data : NULL;
    return first ? first->hide_at_us : -1;
}

void presence_advance(Presence *presence, int64_t now_us) {
    while (presence->broken.head) {
        Entry *entry = presence->broken.head->data;
        if (entry->hide_at_us > now_us)
            return;
        mend(presence, entry);
        hide(presence, entry);
    }
}

GPtrArray *presence_people(const Presence *presence) {
    GPtrArray *people = g_ptr_array_sized_new(presence->visible.length);
    for (const GList *node = presence->visible.head; node; node = node->next)
        g_ptr_array_add(people, &((Entry *)node->data)->person);
    return people;
}

/* Only what has changed since the last changes can differ from them. */
void presence_note_shown(Presence *presence) {
    for (guint i = 0; i < presence->dirty->len; i++) {
        Entry *entry = presence->dirty->pdata[i];
        if (entry->place != PLACE_VISIBLE)
            continue;
        entry->was_shown = true;
        entry->told_state = STATE_MIXED;
    }
}

/* ---- changes ---- */

bool presence_has_changes(const Presence *presence) {
    return presence->dirty->len > 0; /* whoever changes the total is in it */
}

static void tell(const Entry *entry, PresenceChangedMessage *changes, GPtrArray *left) {
    bool is_visible = entry->place == PLACE_VISIBLE;
    if (is_visible && !entry->was_visible) {
        PersonInfo *joined = g_new(PersonInfo, 1);
        *joined = copy_person(&entry->person);
        g_ptr_array_add(changes->joined, joined);
    } else if (!is_visible && (entry->was_visible || entry->was_shown)) {
        g_ptr_array_add(left, g_strdup(entry->person.session));
    } else if (is_visible && entry->told_state != entry->person.state) {
        StateInfo *changed = g_new(StateInfo, 1);
        *changed = (StateInfo){g_strdup(entry->person.session), entry->person.state};
        g_ptr_array_add(changes->changed, changed);
    }
}

void presence_take_changes(Presence *presence, PresenceChangedMessage *ret_changes) {
    PresenceChangedMessage changes = {
        .joined = g_ptr_array_new(),
        .changed = g_ptr_array_new(),
        .total = presence_total(presence),
    };
    GPtrArray *left = g_ptr_array_new();
    for (guint i = 0; i < presence->dirty->len; i++) {
        Entry *entry = presence->dirty->pdata[i];
        tell(entry, &changes, left);
        entry->is_dirty = false;
        entry->was_shown = false;
        entry->was_visible = entry->place == PLACE_VISIBLE;
        entry->told_state = entry->person.state;
        if (entry->has_left)
            g_hash_table_remove(presence->entries, entry->person.session);
    }
    g_ptr_array_set_size(presence->dirty, 0);
    g_ptr_array_add(left, NULL);
    changes.left = (GStrv)g_ptr_array_free(left, FALSE);
    *ret_changes = changes;
}

void presence_changes_clear(PresenceChangedMessage *changes) {
    json_table_clear(&MESSAGE_PRESENCE_CHANGED, changes);
}
