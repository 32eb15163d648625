/* One room: who is in it as what, who waits, what hosts have set. It decides what an act comes to
 * (facts), and is what the facts that were applied make it. Pure: no I/O, time is given. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "signaling/ports/room_fact.h"
#include "signaling/room/chat.h"
#include "signaling/room/vote.h"

#define ROOM_KEEP_S       60 /* a place without a connection, as SESSION_KEEP_S */
#define ROOM_TALK_PARTIES 2
#define ROOM_TALK_MAX     3    /* with a note-taker or interpreter */
#define ROOM_ACCOUNTS_MAX 4096 /* that a room remembers as admitted, banned or in a role */

typedef struct Room Room;

typedef struct RoomPerson {
    char session[IDENTITY_ID_BYTES], account[IDENTITY_ID_BYTES];
    char name[IDENTITY_DISPLAY_NAME_BYTES];
    char link[IDENTITY_ID_BYTES]; /* of a guest: what let him in; else "" */
    int client;                   /* ClientKind */
    int role;                     /* RoomRole */
    unsigned on, held;            /* ROOM_MICROPHONE … */
    int64_t hand;                 /* its number in the order of raising; 0: down */
    int64_t hand_at_us;
    bool has_vote, is_guest;
    int64_t gone_at_us; /* monotonic; 0: connected */
} RoomPerson;

/* Somebody in the lobby. */
typedef struct RoomKnock {
    char session[IDENTITY_ID_BYTES], account[IDENTITY_ID_BYTES];
    char name[IDENTITY_DISPLAY_NAME_BYTES];
    char link[IDENTITY_ID_BYTES]; /* as of a person */
    int client, role;
    bool has_vote, is_guest;
    char accepted_by[IDENTITY_ID_BYTES]; /* of a talk: the first party that has; "" */
} RoomKnock;

typedef enum RoomVerb {
    ROOM_VERB_ENTER,
    ROOM_VERB_LEAVE, /* also from the lobby */
    ROOM_VERB_HAND,
    ROOM_VERB_LOWER,
    ROOM_VERB_ADMIT,
    ROOM_VERB_MUTE,
    ROOM_VERB_REMOVE,
    ROOM_VERB_LOCK,
    ROOM_VERB_ROLE,
    ROOM_VERB_END,
    ROOM_VERB_STATE,
    ROOM_VERB_CHAT,
    ROOM_VERB_CHAT_REMOVE,
    ROOM_VERB_SETTINGS,
    ROOM_VERB_VOTE_OPEN,
    ROOM_VERB_VOTE_CAST,
    ROOM_VERB_VOTE_TALLY,
    ROOM_VERB_VOTE_CLOSE,
    ROOM_N_VERBS
} RoomVerb;

/* What the directory allows one account in one room. */
typedef struct RoomPermit {
    RoomRole role;
    bool must_wait; /* in the lobby, whatever the settings say; in a talk: the third */
    bool has_vote;
} RoomPermit;

/* What somebody wants. */
typedef struct RoomAct {
    RoomVerb verb;
    char actor[IDENTITY_ID_BYTES];  /* a seat */
    char target[IDENTITY_ID_BYTES]; /* a seat; "" where allowed: all of them */
    bool is_on;                     /* raised, admitted, held, banned, locked; enter: take over */
    bool is_servers;                /* END: nobody's doing; LEAVE: the actor is put out */
    unsigned sources;
    int role;
    int64_t number;
    RoomSettings settings;
    char *text;         /* owned by the act's owner; or NULL */
    RoomVoteFact *vote; /* likewise */
    /* ROOM_VERB_ENTER */
    char account[IDENTITY_ID_BYTES];
    char name[IDENTITY_DISPLAY_NAME_BYTES];
    char link[IDENTITY_ID_BYTES]; /* of a guest: its id */
    int client;
    bool is_guest;
    RoomPermit permit;
    int64_t wall_us, now_us; /* filled in when it is decided */
} RoomAct;

typedef struct RoomStart {
    const char *id, *title;
    RoomKind kind;
} RoomStart;

Room *room_new(const RoomStart *start);
void room_free(Room *room);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Room, room_free)

/* Facts given back by the directory, the oldest first. Whoever was in is away from now on. */
void room_restore(Room *room, const GPtrArray *facts, int64_t now_us);

/* Changes nothing but how often may be spoken. */
bool room_decide(Room *room, const RoomAct *act, GPtrArray *ret_facts, GError **error);
/* What was decided and, unless it is fleeting, committed. */
void room_apply(Room *room, const RoomFact *fact);

/* The line of a seat; unknown ones are ignored. */
void room_break(Room *room, const char *session, int64_t now_us);
void room_return(Room *room, const char *session);
/* When the next place without a connection ends; -1: never. */
int64_t room_due_us(const Room *room);
/* One whose place has ended by now: its session, or NULL. */
const char *room_find_gone(const Room *room, int64_t now_us);

const char *room_id(const Room *room);
const char *room_title(const Room *room);
RoomKind room_kind(const Room *room);
bool room_is_locked(const Room *room);
bool room_has_ended(const Room *room);
const RoomSettings *room_settings(const Room *room);
const GPtrArray *room_people(const Room *room); /* RoomPerson, in the order they came */
const GPtrArray *room_lobby(const Room *room);  /* RoomKnock */
const GPtrArray *room_votes(const Room *room);  /* Vote, the oldest first */
const Chat *room_chat(const Room *room);
RoomPerson *room_find(const Room *room, const char *session);
RoomPerson *room_find_account(const Room *room, const char *account);
RoomKnock *room_find_knock(const Room *room, const char *session);
Vote *room_find_vote(const Room *room, const char *id);
bool room_is_banned(const Room *room, const char *account);
/* Of the sources, those that are not to be forwarded. */
unsigned room_holds(const Room *room, const RoomPerson *person);
/* Sees who waits. */
bool room_sees_lobby(const Room *room, const RoomPerson *person);
