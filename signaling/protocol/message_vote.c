#include "signaling/protocol/message_vote.h"

#include "signaling/protocol/message_rows.h"

static const char *const MAJORITY_WORDS[] = {"ballots_half", "ballots_two_thirds", "expected_half",
                                             "expected_two_thirds", NULL};
static const char *const QUORUM_WORDS[] = {"none", "half", "two_thirds", "four_fifths", NULL};
static const char *const STATE_WORDS[] = {"open", "closed", NULL};
static const char *const RESULT_WORDS[] = {"passed", "not_passed", "no_quorum", NULL};

#define VOTE_ROW(row_struct)                                                                       \
    { "vote", JSON_STRING, offsetof(row_struct, vote), JSON_REQUIRED, ID_CHARS, ID_CHARS }
#define ACCOUNTS_ROW(row_struct, name, member, max)                                                \
    {                                                                                              \
        name, JSON_STRINGS, offsetof(row_struct, member), JSON_REQUIRED, 0, max,                   \
            .item_max = ID_CHARS                                                                   \
    }
#define QUESTION_ROWS(row_struct)                                                                  \
    {"question",    JSON_STRING, offsetof(row_struct, question),                                   \
     JSON_REQUIRED, 1,           VOTE_QUESTION_CHARS},                                             \
        {"choices", JSON_STRINGS,     offsetof(row_struct, choices), JSON_REQUIRED,                \
         2,         VOTE_CHOICES_MAX, .item_max = VOTE_CHOICE_CHARS},                              \
        {"secret", JSON_BOOL, offsetof(row_struct, secret), JSON_REQUIRED},                        \
        {"majority", JSON_ENUM, offsetof(row_struct, majority), JSON_REQUIRED,                     \
         .words = MAJORITY_WORDS},                                                                 \
    {                                                                                              \
        "quorum", JSON_ENUM, offsetof(row_struct, quorum), JSON_REQUIRED, .words = QUORUM_WORDS    \
    }
#define CHOICE_ROW(row_struct)                                                                     \
    { "choice", JSON_INTEGER, offsetof(row_struct, choice), JSON_REQUIRED, 0, VOTE_CHOICES_MAX - 1 }

static const JsonTable BALLOT_INFO = {
    "vote_ballot", sizeof(VoteBallot),
    (const JsonField[]){
        {"account", JSON_STRING, offsetof(VoteBallot, account), JSON_REQUIRED, ID_CHARS, ID_CHARS},
        CHOICE_ROW(VoteBallot),
        END_ROW,
    }};

static const JsonTable COUNT_INFO = {
    "vote_count", sizeof(VoteCount),
    (const JsonField[]){
        {"count", JSON_INTEGER, offsetof(VoteCount, count), JSON_REQUIRED, 0, VOTE_EXPECTED_MAX},
        END_ROW,
    }};

/* ---- client to server ---- */

const JsonTable MESSAGE_VOTE_OPEN = {
    "vote.open", sizeof(VoteOpenMessage),
    (const JsonField[]){
        HEAD_ROWS("vote.open"),
        QUESTION_ROWS(VoteOpenMessage),
        ACCOUNTS_ROW(VoteOpenMessage, "tellers", tellers, VOTE_TELLERS_MAX),
        {"written", JSON_OBJECTS, offsetof(VoteOpenMessage, written), JSON_REQUIRED, 0,
         VOTE_VOTERS_MAX, .table = &BALLOT_INFO},
        END_ROW,
    }};

const JsonTable MESSAGE_VOTE_CAST = {"vote.cast", sizeof(VoteCastMessage),
                                     (const JsonField[]){HEAD_ROWS("vote.cast"),
                                                         VOTE_ROW(VoteCastMessage),
                                                         CHOICE_ROW(VoteCastMessage), END_ROW}};

const JsonTable MESSAGE_VOTE_TALLY = {
    "vote.tally", sizeof(VoteTallyMessage),
    (const JsonField[]){
        HEAD_ROWS("vote.tally"),
        VOTE_ROW(VoteTallyMessage),
        {"site", JSON_STRING, offsetof(VoteTallyMessage, site), JSON_REQUIRED, ID_CHARS, ID_CHARS},
        {"counts", JSON_OBJECTS, offsetof(VoteTallyMessage, counts), JSON_REQUIRED, 2,
         VOTE_CHOICES_MAX, .table = &COUNT_INFO},
        ACCOUNTS_ROW(VoteTallyMessage, "voters", voters, VOTE_VOTERS_MAX),
        END_ROW,
    }};

const JsonTable MESSAGE_VOTE_CLOSE = {
    "vote.close", sizeof(VoteCloseMessage),
    (const JsonField[]){HEAD_ROWS("vote.close"), VOTE_ROW(VoteCloseMessage), END_ROW}};

/* ---- server to client ---- */

const JsonTable MESSAGE_VOTE_INFO = {
    "room_vote", sizeof(VoteInfo),
    (const JsonField[]){
        VOTE_ROW(VoteInfo),
        QUESTION_ROWS(VoteInfo),
        {"state", JSON_ENUM, offsetof(VoteInfo, state), JSON_REQUIRED, .words = STATE_WORDS},
        ACCOUNTS_ROW(VoteInfo, "tellers", tellers, VOTE_TELLERS_MAX),
        ACCOUNTS_ROW(VoteInfo, "waiting", waiting, VOTE_SITES_MAX),
        {"expected", JSON_INTEGER, offsetof(VoteInfo, expected), JSON_REQUIRED, 0,
         VOTE_EXPECTED_MAX},
        {"n_voted", JSON_INTEGER, offsetof(VoteInfo, n_voted), JSON_REQUIRED, 0, VOTE_EXPECTED_MAX},
        ACCOUNTS_ROW(VoteInfo, "voted", voted, VOTE_VOTERS_MAX),
        {"result", JSON_ENUM, offsetof(VoteInfo, result), JSON_OPTIONAL, .words = RESULT_WORDS},
        {"counts", JSON_OBJECTS, offsetof(VoteInfo, counts), JSON_OPTIONAL, 0, VOTE_CHOICES_MAX,
         .table = &COUNT_INFO},
        {"ballots", JSON_OBJECTS, offsetof(VoteInfo, ballots), JSON_OPTIONAL, 0, VOTE_VOTERS_MAX,
         .table = &BALLOT_INFO},
        END_ROW,
    }};

const JsonTable MESSAGE_VOTE_CHANGED = {
    "vote.changed", sizeof(VoteChangedMessage),
    (const JsonField[]){
        TYPE_ROW(VoteChangedMessage, "vote.changed"),
        {"vote", JSON_OBJECT, offsetof(VoteChangedMessage, vote), JSON_REQUIRED,
         .table = &MESSAGE_VOTE_INFO},
        END_ROW,
    }};

#undef VOTE_ROW
#undef ACCOUNTS_ROW
#undef QUESTION_ROWS
#undef CHOICE_ROW
