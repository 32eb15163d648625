/* The messages of votes, of those in a room who have the right to vote. A part of
 * tongping.v1. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/json_table.h"
#include "signaling/protocol/message_head.h"

#define VOTE_QUESTION_CHARS 200
#define VOTE_CHOICES_MAX    6
#define VOTE_CHOICE_CHARS   40
#define VOTE_VOTERS_MAX     200 /* accounts with the right to vote, also of written opinions */
#define VOTE_TELLERS_MAX    10
#define VOTE_SITES_MAX      64 /* rooms whose ballots tellers count; letters are one */
#define VOTE_EXPECTED_MAX   100000

/* How many must be for the first choice; in the order of their words. Of the ballots, or of all who
 * have the right to vote. */
typedef enum VoteMajority {
    VOTE_BALLOTS_HALF,       /* more than half */
    VOTE_BALLOTS_TWO_THIRDS, /* at least */
    VOTE_EXPECTED_HALF,
    VOTE_EXPECTED_TWO_THIRDS,
    VOTE_N_MAJORITIES
} VoteMajority;

/* How many of those who have the right to vote must be here. */
typedef enum VoteQuorum {
    VOTE_QUORUM_NONE,
    VOTE_QUORUM_HALF,        /* more than half */
    VOTE_QUORUM_TWO_THIRDS,  /* at least */
    VOTE_QUORUM_FOUR_FIFTHS, /* at least */
    VOTE_N_QUORUMS
} VoteQuorum;

typedef enum VoteState { VOTE_OPEN, VOTE_CLOSED } VoteState;
typedef enum VoteResult { VOTE_PASSED, VOTE_NOT_PASSED, VOTE_NO_QUORUM } VoteResult;

/* ---- client to server ---- */

/* A written opinion, or the ballot of an open vote. */
typedef struct VoteBallot {
    char *account;
    int64_t choice;
} VoteBallot;

typedef struct VoteCount {
    int64_t count;
} VoteCount;

typedef struct VoteOpenMessage {
    MessageHead head;
    char *question;
    GStrv choices; /* the first one is what is voted on */
    bool secret;
    int majority, quorum;
    GStrv tellers;      /* accounts; empty: no ballots of a room */
    GPtrArray *written; /* VoteBallot */
} VoteOpenMessage;

typedef struct VoteCastMessage {
    MessageHead head;
    char *vote;
    int64_t choice;
} VoteCastMessage;

typedef struct VoteTallyMessage {
    MessageHead head;
    char *vote;
    char *site;        /* account of the room's screen */
    GPtrArray *counts; /* VoteCount of each choice */
    GStrv voters;      /* accounts that gave their ballot there */
} VoteTallyMessage;

typedef struct VoteCloseMessage {
    MessageHead head;
    char *vote;
} VoteCloseMessage;

extern const JsonTable MESSAGE_VOTE_OPEN, MESSAGE_VOTE_CAST, MESSAGE_VOTE_TALLY, MESSAGE_VOTE_CLOSE;

/* ---- server to client ---- */

typedef struct VoteInfo {
    char *vote, *question;
    GStrv choices;
    bool secret;
    int majority, quorum, state;
    GStrv tellers;
    GStrv waiting; /* sites whose totals two tellers have not said alike */
    int64_t expected;
    int64_t n_voted;
    GStrv voted;        /* accounts, in no order that says anything */
    int result;         /* -1: not closed */
    GPtrArray *counts;  /* VoteCount; NULL: not told */
    GPtrArray *ballots; /* VoteBallot; NULL: not told */
} VoteInfo;

typedef struct VoteChangedMessage {
    int type;
    VoteInfo *vote;
} VoteChangedMessage;

extern const JsonTable MESSAGE_VOTE_CHANGED;
extern const JsonTable MESSAGE_VOTE_INFO; /* of a VoteInfo */
