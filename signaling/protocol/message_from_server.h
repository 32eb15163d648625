/* What the server says: structs and field tables, a part of message.h. `type` is always 0, strings
 * are borrowed. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/json_table.h"

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

typedef struct BeatStoredMessage {
    int type;
    int64_t re;
    int64_t sequence; /* the highest that is safely stored */
    char *contact;
    bool is_elsewhere;
    int64_t credited_ms; /* of its event, so far */
    bool has_credited;
} BeatStoredMessage;

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

/* `kind` is a row of NOTICE_WORDS. */
typedef struct NoticeMessage {
    int type;
    int kind;
    char *subject; /* or NULL */
} NoticeMessage;

typedef struct JobChangedMessage {
    int type;
    char *id, *lesson_id;
    int state; /* of message_job_state() */
    char *step;
    int64_t permille, left_s;
    bool has_left;
} JobChangedMessage;

extern const JsonTable MESSAGE_WELCOME, MESSAGE_PONG, MESSAGE_CLOCK_REPLY, MESSAGE_PRESENCE,
    MESSAGE_PRESENCE_CHANGED, MESSAGE_OK, MESSAGE_ERROR, MESSAGE_MOVED, MESSAGE_STOPPING,
    MESSAGE_NOTICE, MESSAGE_BEAT_STORED, MESSAGE_JOB_CHANGED;

/* All that the server sends, in the order of docs/protocol.md; ends with NULL. */
extern const JsonTable *const MESSAGES_FROM_SERVER[];
