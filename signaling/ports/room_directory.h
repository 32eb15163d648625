/* Rooms, from the seats in them to whoever keeps what they are. Values only, and no waiting: both
 * questions are asked on the control thread, their answers come later by answers_room.h, once,
 * unless the server stops. An error at once is the answer. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "signaling/ports/room_fact.h"

/* May this account enter, and as what? All is borrowed for the call. */
typedef struct RoomQuestion {
    uint64_t ticket;
    const char *session;          /* the seat */
    const char *room;             /* the meeting's id */
    const SeatIdentity *identity; /* an account, a screen, or a guest with the id of his link */
    const char *link;             /* the secret of a link that he says; or NULL */
    bool wants_past;              /* nobody here knows the room: what was it? */
} RoomQuestion;

/* All is borrowed. `error` is NOT_FOUND for whoever may not know that the room is there: of a talk,
 * everybody but its parties and the third whom both have named. */
typedef struct RoomLookAnswer {
    uint64_t ticket;
    const char *session; /* both as asked */
    const GError *error;
    RoomKind kind;
    const char *title;
    RoomRole role;
    bool must_wait; /* until a host admits; in a talk: the third */
    bool has_vote;
    bool is_by_link; /* nothing else lets him in */
    /* RoomFact, the oldest first: what was committed of this room and still counts. Of people only
     * those who were in, with hand, role and what is held, and whoever was named host; of what
     * was said at most the newest ROOM_CHAT_SHOWN; of votes the newest ROOM_VOTES_MAX, those that
     * are open and all between. NULL: nothing, or not asked for. */
    const GPtrArray *past;
} RoomLookAnswer;

/* Facts that are to be stored together, or not at all; one that is there already is no error. A
 * secret vote's VOTE_CAST is stored as two things: that the account has voted, and one more for the
 * choice; no order, time or key that joins them. Its written opinions likewise.
 * VOTE_OPENED is refused when a teller or a writer of opinions has no right to be one. */
typedef struct RoomCommit {
    uint64_t ticket;
    const char *room;
    const GPtrArray *facts; /* RoomFact */
} RoomCommit;

typedef struct RoomCommitAnswer {
    uint64_t ticket;
    const char *room;
    const GError *error;
    /* Of VOTE_OPENED: how many members have the right to vote, and the accounts of those who have
     * one, at most VOTE_VOTERS_MAX, ended by NULL. */
    int64_t expected;
    const char *const *voters;
    int64_t number; /* of SAID: its place in what was said; 0: as the fact says */
} RoomCommitAnswer;

/* Whether somebody who is in a room, or in its lobby, may stay there. */
typedef enum RoomVerdict { ROOM_STAYS, ROOM_MUST_GO, ROOM_IS_OVER } RoomVerdict;

typedef struct RoomStay {
    char session[IDENTITY_ID_BYTES], room[IDENTITY_ID_BYTES];
    char account[IDENTITY_ID_BYTES]; /* or screen, or guest */
    uint32_t roles;                  /* of his identity */
    bool has_link;                   /* let in by it, whatever became of the link since */
    RoomVerdict verdict;             /* the answer */
} RoomStay;

typedef struct RoomDirectoryPort {
    bool (*look)(const RoomQuestion *question, void *user,
                 GError **error); /* NULL: no rooms here */
    bool (*commit)(const RoomCommit *commit, void *user, GError **error);
    /* RoomStay elements; those that are not answered stay. NULL: everybody does. */
    bool (*review)(const GArray *stays, void *user, GError **error);
    void *user;
} RoomDirectoryPort;
