/* All messages of tongping.v1: structs and field tables, the single source for docs/protocol.md and
 * the clients' types. Pure data. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <glib.h>

#include "base/json_table.h"
#include "base/ws_types.h"
#include "signaling/protocol/beat.h"
#include "signaling/protocol/message_head.h"
#include "signaling/protocol/message_from_server.h"

#define MESSAGE_SUBPROTOCOL "tongping.v1"
#define MESSAGE_MAX_BYTES   WS_MESSAGE_MAX_BYTES
/* In one presence list. Worst case 90 KB: two of them fit into a client's queue. */
#define MESSAGE_PEOPLE_MAX 200

/* Close codes of our own, beside those of base/ws_types.h. */
#define CLOSE_SIGN_IN_NEEDED 4401u /* no hello in time; the sign-in ended or its roles changed */
#define CLOSE_REPLACED       4409u /* the seat was resumed on another connection */

typedef enum PresenceState { PRESENCE_ACTIVE, PRESENCE_AWAY } PresenceState;

/* ---- client to server: every struct begins with a head ---- */

typedef struct HelloMessage {
    MessageHead head;
    int client; /* ClientKind */
    char *locale;
    char *resume; /* NULL: a new seat */
} HelloMessage;

typedef struct ClockMessage {
    MessageHead head;
    int64_t t0_us; /* client's clock, any origin */
} ClockMessage;

typedef struct PresenceSetMessage {
    MessageHead head;
    int state; /* PresenceState */
} PresenceSetMessage;

typedef struct BeatMessage {
    MessageHead head;
    char *viewing;
    char *token;      /* or NULL */
    GPtrArray *beats; /* SeatBeat */
} BeatMessage;

extern const JsonTable MESSAGE_HELLO, MESSAGE_PING, MESSAGE_CLOCK, MESSAGE_PRESENCE_SUBSCRIBE,
    MESSAGE_PRESENCE_UNSUBSCRIBE, MESSAGE_PRESENCE_SET, MESSAGE_BEAT, MESSAGE_BYE;

/* The word of a message: the only one its "type" may have. */
const char *message_type(const JsonTable *table);

/* The number of a notice's kind, -1 for a word that is none. */
int message_notice_kind(const char *word);

/* The number of a job's state, -1 for a word that is none. */
int message_job_state(const char *word);

/* IDENTITY_… bits as words. Caller frees with g_free(): the words are static. */
GStrv message_role_words(uint32_t roles);
