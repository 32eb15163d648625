/* All messages of tongping.v1: structs and field tables, the single source for docs/protocol.md and
 * the clients' types. Pure data. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <glib.h>

#include "base/json_table.h"
#include "base/ws_types.h"

#define MESSAGE_SUBPROTOCOL "tongping.v1"
#define MESSAGE_MAX_BYTES   WS_MESSAGE_MAX_BYTES
#define MESSAGE_ID_MAX      ((INT64_C(1) << 53) - 1) /* exact in JavaScript */
/* In one presence list. Worst case 90 KB: two of them fit into a client's queue. */
#define MESSAGE_PEOPLE_MAX 200

/* Close codes of our own, beside those of base/ws_types.h. */
#define CLOSE_SIGN_IN_NEEDED 4401u /* no hello in time; the sign-in ended or its roles changed */
#define CLOSE_REPLACED       4409u /* the seat was resumed on another connection */

typedef enum ClientKind {
    CLIENT_TV,
    CLIENT_PC,
    CLIENT_PHONE,
    CLIENT_STUDIO,
    CLIENT_INTERPRET,
    CLIENT_ADMIN,
    CLIENT_WALL,
} ClientKind;

typedef enum PresenceState { PRESENCE_ACTIVE, PRESENCE_AWAY } PresenceState;

/* ---- client to server: every struct begins with a head ---- */

typedef struct MessageHead {
    int type; /* always 0: a table knows one word */
    int64_t id;
} MessageHead;

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

extern const JsonTable MESSAGE_HELLO, MESSAGE_PING, MESSAGE_CLOCK, MESSAGE_PRESENCE_SUBSCRIBE,
    MESSAGE_PRESENCE_UNSUBSCRIBE, MESSAGE_PRESENCE_SET, MESSAGE_BYE;

/* ---- server to client; `type` is always 0, strings are borrowed ---- */

typedef struct AccountInfo {
    char *id, *name, *display_name;
    GStrv roles;
} AccountInfo;

typedef struct WelcomeMessage {
    int type;
    int64_t re;
    char *session; /* of the seat, known to the others */
    char *resume;  /* secret */
    bool resumed;
    int64_t resume_within_s;
    int64_t now_us; /* monotonic */
    AccountInfo *account;
    int64_t ping_every_s;
} WelcomeMessage;

/* pong and ok */
typedef struct PlainReply {
    int type;
    int64_t re;
} PlainReply;

typedef struct ClockReply {
    int type;
    int64_t re;
    int64_t t0_us;        /* as sent */
    int64_t t1_us, t2_us; /* monotonic, at receipt and at sending */
    int64_t wall_us;      /* at t2 */
} ClockReply;

typedef struct PersonInfo {
    char *session, *account, *display_name;
    int client; /* ClientKind */
    int state;  /* PresenceState */
} PersonInfo;

typedef struct StateInfo {
    char *session;
    int state; /* PresenceState */
} StateInfo;

typedef struct PresenceMessage {
    int type;
    int64_t re;
    GPtrArray *people; /* PersonInfo */
    int64_t total;
} PresenceMessage;

typedef struct PresenceChangedMessage {
    int type;
    GPtrArray *joined;  /* PersonInfo */
    GStrv left;         /* sessions */
    GPtrArray *changed; /* StateInfo */
    int64_t total;
} PresenceChangedMessage;

typedef struct ErrorMessage {
    int type;
    int64_t re;
    bool has_re;
    char *code; /* word of base/error.c */
    char *detail;
    int64_t retry_after_ms;
    bool has_retry_after;
} ErrorMessage;

typedef struct MovedMessage {
    int type;
    char *url;
} MovedMessage;

typedef struct StoppingMessage {
    int type;
} StoppingMessage;

extern const JsonTable MESSAGE_WELCOME, MESSAGE_PONG, MESSAGE_CLOCK_REPLY, MESSAGE_PRESENCE,
    MESSAGE_PRESENCE_CHANGED, MESSAGE_OK, MESSAGE_ERROR, MESSAGE_MOVED, MESSAGE_STOPPING;

/* All that the server sends, in the order of docs/protocol.md; ends with NULL. */
extern const JsonTable *const MESSAGES_FROM_SERVER[];

/* The word of a message: the only one its "type" may have. */
const char *message_type(const JsonTable *table);

/* IDENTITY_… bits as words. Caller frees with g_free(): the words are static. */
GStrv message_role_words(uint32_t roles);
