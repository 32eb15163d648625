/* When a vote has passed, and what of it is told. Pure; any thread. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "catalog/room/room_words.h"

#define ROOM_VOTE_MAX_CHOICES  16u
#define ROOM_VOTE_SECRET_LEAST 5 /* of fewer secret ballots no counts are told nor kept */

typedef struct RoomVoteSum {
    bool is_secret;
    RoomQuorum quorum;
    RoomMajority majority;
    int64_t n_expected; /* people with the right to vote */
    int64_t n_cast;     /* ballots from devices */
    int64_t n_tallied;  /* ballots on paper */
} RoomVoteSum;

bool room_vote_rule_has_quorum(const RoomVoteSum *sum);
/* A choice with `n_for` ballots; false without quorum. */
bool room_vote_rule_is_passed(const RoomVoteSum *sum, int64_t n_for);
/* Counts would say who voted what: secret, and fewer than five ballots in all or from devices. (Who
 * counted the paper knows that part of the sum.) */
bool room_vote_rule_is_hidden(const RoomVoteSum *sum);
