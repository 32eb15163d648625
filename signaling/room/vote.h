/* One vote: who has the right to, who has voted, what came of it. A secret vote keeps sums only: no
 * person, order or time beside a choice. Pure. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "signaling/ports/room_fact.h"

/* Below so many ballots a secret vote's numbers would tell who voted how. */
#define VOTE_TELLS_COUNTS_FROM 5

typedef struct Vote Vote;

/* What came of one teller's totals. */
typedef enum VoteTally {
    VOTE_TALLY_WAITS,   /* for a second teller */
    VOTE_TALLY_AGREED,  /* counted */
    VOTE_TALLY_DIFFERS, /* neither counts: count again */
} VoteTally;

/* The form of an opening, before the directory says who may vote. ERROR_INVALID. */
bool vote_check_opening(const RoomVoteFact *opened, GError **error);

/* Of what was committed; copied. Written opinions are counted at once. */
Vote *vote_new(const RoomVoteFact *opened);
void vote_free(Vote *vote);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Vote, vote_free)

const char *vote_id(const Vote *vote);
bool vote_is_secret(const Vote *vote);
bool vote_is_open(const Vote *vote);
bool vote_has_right(const Vote *vote, const char *account);

/* ERROR_FORBIDDEN: no right; ERROR_CONFLICT: closed, or voted already; ERROR_INVALID. */
bool vote_check_cast(const Vote *vote, const char *account, int choice, GError **error);
void vote_cast(Vote *vote, const char *account, int choice);

/* The totals of a room, or of letters that were sent beforehand (`site` is the vote itself; who
 * wrote them is not here), by `teller`:
 *
 *   before                   | says                        | then
 *   nothing, or two differed | he, anything                | wait for a second teller
 *   he                       | he again, the same or other | wait; the last counts
 *   another teller           | he, the same                | counted, for good
 *   another teller           | he, other                   | two differed
 *   counted                  | anybody                     | ERROR_CONFLICT
 *
 * Two screens of one account are one teller. Ballots of people who are not named are of anybody who
 * has not voted: all together may be as many as have not, more are ERROR_CONFLICT. Whether the
 * room's screen or the first teller is still here makes no difference. Otherwise the errors of
 * vote_check_cast(). */
bool vote_check_tally(const Vote *vote, const char *teller, const RoomVoteFact *tally,
                      GError **error);
VoteTally vote_tally(Vote *vote, const char *teller, const RoomVoteFact *tally);

/* Of a secret vote that was kept: see ROOM_FACT_VOTE_VOTED and ROOM_FACT_VOTE_COUNTED. */
void vote_note_voted(Vote *vote, const char *account, bool is_written);
void vote_note_count(Vote *vote, int choice, int64_t count);
/* Of one that is closed and whose counts nobody has: see ROOM_FACT_VOTE_HIDDEN. */
void vote_note_hidden(Vote *vote, int64_t n_ballots, VoteResult result);

/* How many with the right are here: of `accounts` (char *) who are in the room, and all who gave a
 * ballot otherwise than in writing. */
int64_t vote_count_present(const Vote *vote, const GPtrArray *accounts);
/* ERROR_CONFLICT: closed already, or totals of a room wait and tellers who can make them count are
 * among `accounts`, who are here: one who has not said them, or any two when two differed. When
 * nobody can, it closes without: they do not count, and the room stays among those that wait. */
bool vote_check_close(const Vote *vote, const GPtrArray *accounts, GError **error);
void vote_close(Vote *vote, int64_t n_present);
/* Only of a closed vote. */
VoteResult vote_result(const Vote *vote);

/* What everybody may know of it. Caller clears; strings are borrowed until the vote changes. */
void vote_describe(const Vote *vote, VoteInfo *ret_info);
void vote_info_clear(VoteInfo *info);
