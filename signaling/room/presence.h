/* Who is here: joins, breaks, leaves and states → a bounded visible list and the changes of it
 * since they were last taken. Pure; time is given. */
#pragma once

#include <glib.h>
#include <stdint.h>

#include "signaling/protocol/message.h"

#define PRESENCE_VISIBLE_MAX MESSAGE_PEOPLE_MAX /* those who came first; `total` counts all */
#define PRESENCE_BREAK_S     5                  /* a lost connection shows after it */

typedef struct Presence Presence;

Presence *presence_new(void);
void presence_free(Presence *presence);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Presence, presence_free)

/* Comes, or comes back from a break; `person` is copied. Who came back keeps the state he had. */
void presence_join(Presence *presence, const PersonInfo *person);
/* These ignore sessions that are not here. */
void presence_set_state(Presence *presence, const char *session, PresenceState state);
void presence_break(Presence *presence, const char *session, int64_t now_us);
void presence_leave(Presence *presence, const char *session);

/* Hides those whose break has lasted PRESENCE_BREAK_S. */
void presence_advance(Presence *presence, int64_t now_us);
/* When advance() has something to do next; -1: never. */
int64_t presence_due_us(const Presence *presence);

unsigned presence_total(const Presence *presence);
/* The visible list: PersonInfo whose strings are valid until the next change. Caller frees. */
GPtrArray *presence_people(const Presence *presence);
/* Somebody new was shown presence_people() between two changes: what is undone before the next ones
 * must be told him all the same. */
void presence_note_shown(Presence *presence);

/* True when presence_take_changes() has something to tell. */
bool presence_has_changes(const Presence *presence);
/* What changed since the last call; strings are copied. */
void presence_take_changes(Presence *presence, PresenceChangedMessage *ret_changes);
void presence_changes_clear(PresenceChangedMessage *changes);
