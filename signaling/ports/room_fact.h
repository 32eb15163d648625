/* What happened in a room, as values: a room decides on facts, the directory keeps them, and a room
 * is again what it was when it is given them in their order. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "signaling/ports/seat_identity.h"
#include "signaling/protocol/message_room.h"
#include "signaling/protocol/message_vote.h"

/* With the members that say it; all have `by` (an account, "" nobody's doing) and `at_us`. */
typedef enum RoomFactKind {
    /* Never given to the directory. */
    ROOM_FACT_KNOCKED,     /* waits in the lobby: as ENTERED */
    ROOM_FACT_KNOCK_ENDED, /* session, why (RoomRemoval; or -1: he went) */
    ROOM_FACT_STATE,       /* session, sources: what is on */

    ROOM_FACT_ACCEPTED, /* a party of a talk, `by`, accepts the third: session */
    ROOM_FACT_ENTERED,  /* session, account, name, client, role, has_vote; from: a guest's link */
    ROOM_FACT_LEFT,     /* session, account; is_on: he may not stay and is told so */
    ROOM_FACT_MOVED,    /* from another screen: session, from, account, client */
    ROOM_FACT_REMOVED,  /* session, account; must be admitted again */
    ROOM_FACT_BANNED,   /* account; follows REMOVED */
    ROOM_FACT_ROLE,     /* session, account, role; `by` a host, else by what the meeting says */
    ROOM_FACT_HAND,     /* session, account, is_on, number: the order of raising */
    ROOM_FACT_HELD,     /* session, account, sources: all that hosts hold off */
    ROOM_FACT_LOCKED,   /* is_on */
    ROOM_FACT_SETTINGS, /* settings */
    ROOM_FACT_ENDED,
    ROOM_FACT_SAID,         /* session, account, name, text, number */
    ROOM_FACT_UNSAID,       /* number; the directory keeps the text for hosts alone */
    ROOM_FACT_VOTE_OPENED,  /* vote: all but what the directory fills in */
    ROOM_FACT_VOTE_CAST,    /* account; vote: id, choice */
    ROOM_FACT_VOTE_TALLIED, /* account: the teller; vote: id, site, counts, ballots_of */
    ROOM_FACT_VOTE_CLOSED,  /* vote: id, n_present */

    /* Only given back, in place of the VOTE_CAST and the written opinions of a secret vote. */
    ROOM_FACT_VOTE_VOTED,   /* account, is_on: in writing; vote: id */
    ROOM_FACT_VOTE_COUNTED, /* vote: id, choice, counts[choice]: without the rooms' totals */
    ROOM_FACT_VOTE_HIDDEN,  /* in place of these, of few ballots; vote: id, n_ballots, result */
} RoomFactKind;

/* Strings and lists are owned; what a kind does not need is zero. */
typedef struct RoomVoteFact {
    char id[IDENTITY_ID_BYTES];
    char *question;
    GStrv choices;
    bool is_secret;
    int majority, quorum;
    GStrv tellers;      /* accounts */
    GPtrArray *written; /* VoteBallot, owned with their strings */
    int64_t expected;   /* who has the right to vote; filled in by the directory, like `voters` */
    GStrv voters;       /* those of them who have an account */
    int choice;
    char site[IDENTITY_ID_BYTES]; /* account of its screen; the vote's own id: letters */
    int64_t counts[VOTE_CHOICES_MAX];
    GStrv ballots_of; /* accounts that voted in the room of the site */
    int64_t n_present;
    int64_t n_ballots;
    VoteResult result;
} RoomVoteFact;

typedef struct RoomFact {
    RoomFactKind kind;
    bool is_fleeting; /* never given to the directory, whatever its kind: what is said in a talk */
    char session[IDENTITY_ID_BYTES], account[IDENTITY_ID_BYTES], from[IDENTITY_ID_BYTES];
    char by[IDENTITY_ID_BYTES];
    char name[IDENTITY_DISPLAY_NAME_BYTES];
    int client, role, why;
    unsigned sources;
    bool is_on, has_vote, is_guest; /* is_guest: as has_vote */
    int64_t number;
    int64_t at_us; /* wall clock */
    RoomSettings settings;
    char *text;         /* owned, or NULL */
    RoomVoteFact *vote; /* owned, or NULL */
} RoomFact;

RoomFact *room_fact_new(RoomFactKind kind);
RoomFact *room_fact_copy(const RoomFact *fact);
void room_fact_free(RoomFact *fact);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RoomFact, room_fact_free)

/* An empty list that owns its RoomFacts. */
GPtrArray *room_fact_list(void);

/* Lists that are NULL become empty ones. */
RoomVoteFact *room_fact_vote_copy(const RoomVoteFact *vote);
/* Totals of letters that were sent beforehand, not of a room: who wrote them is not here. */
bool room_fact_vote_is_of_letters(const RoomVoteFact *totals);
void room_fact_vote_free(RoomVoteFact *vote);

/* Whether the directory is given it. */
bool room_fact_is_kept(const RoomFact *fact);
