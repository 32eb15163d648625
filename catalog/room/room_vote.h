/* Votes of a group meeting. Who may vote: those in its register whose home it is and whose kind has
 * the right. Of a secret vote is kept who has voted and, for each choice, how many: neither order
 * nor time nor person with a choice. While it is open the counts are sealed, in one length, by a
 * key that is not in the database, so that neither its pages nor its write-ahead log nor a backup
 * show which count rose with which voter; who holds database and keys could compare while it is
 * open. On a database thread; writing inside a write job. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "catalog/room/room_vote_rule.h"
#include "catalog/room/room_words.h"
#include "catalog/store/database.h"
#include "catalog/store/field_crypto.h"

#define ROOM_VOTE_QUESTION_MAX_CHARS 200u
#define ROOM_VOTE_CHOICE_MAX_CHARS   60u
#define ROOM_VOTE_MAX_VOTES          50u /* of a meeting */

typedef struct RoomVoteWish {
    const char *id; /* made by who opens it: said twice, it counts once */
    const char *question;
    const char *const *choices; /* ended by NULL; 1 to ROOM_VOTE_MAX_CHOICES */
    bool is_secret;
    unsigned max_choices; /* on a ballot; 1… */
    RoomQuorum quorum;
    RoomMajority majority;
    const char *opened_by; /* account */
    int64_t at_us;
} RoomVoteWish;

/* ERROR_INVALID for texts and numbers, ERROR_CONFLICT in a talk, in a meeting that is not open or
 * has had ROOM_VOTE_MAX_VOTES. */
bool room_vote_open(Database *database, const FieldCrypto *crypto, const char *meeting_id,
                    const RoomVoteWish *wish, GError **error);

typedef struct RoomBallot {
    const char *vote_id, *account_id;
    uint32_t choices; /* bit n: position n; 0: abstains */
} RoomBallot;

/* ERROR_FORBIDDEN without the right to vote, ERROR_CONFLICT: the vote is closed, or he has voted
 * (of an open vote: otherwise). ERROR_INVALID, ERROR_NOT_FOUND. */
bool room_vote_cast(Database *database, const FieldCrypto *crypto, const char *meeting_id,
                    const RoomBallot *ballot, GError **error);

typedef struct RoomTally {
    const char *vote_id;
    const char *source; /* "written", or the id of the screen or place */
    const char *teller; /* account */
    int64_t n_ballots;
    int64_t counts[ROOM_VOTE_MAX_CHOICES];
} RoomTally;

/* Replaces what this teller said of this source. ERROR_CONFLICT when two others have said. */
bool room_vote_tally(Database *database, const char *meeting_id, const RoomTally *tally,
                     GError **error);

typedef struct RoomVoteEnd {
    const char *vote_id, *closed_by;
    int64_t at_us;
} RoomVoteEnd;

/* Counts, keeps the result, forgets the rest. Again: nothing happens. ERROR_CONFLICT when the
 * tellers of a source do not agree or are not two, or there are more ballots than voters. */
bool room_vote_close(Database *database, const FieldCrypto *crypto, const char *meeting_id,
                     const RoomVoteEnd *end, GError **error);

/* Whether an account may vote, and in `ret_voted` whether it has: of one vote. */
bool room_vote_standing(Database *database, const char *vote_id, const char *account_id,
                        bool *ret_may, bool *ret_voted, GError **error);
