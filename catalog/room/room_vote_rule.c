#include "catalog/room/room_vote_rule.h"

static int64_t ballots_of(const RoomVoteSum *sum) {
    return sum->n_cast + sum->n_tallied;
}

bool room_vote_rule_has_quorum(const RoomVoteSum *sum) {
    int64_t n_ballots = ballots_of(sum);
    switch (sum->quorum) {
    case ROOM_QUORUM_HALF:
        return n_ballots * 2 > sum->n_expected;
    case ROOM_QUORUM_TWO_THIRDS:
        return n_ballots * 3 >= sum->n_expected * 2;
    case ROOM_QUORUM_FOUR_FIFTHS:
        return n_ballots * 5 >= sum->n_expected * 4;
    case ROOM_QUORUM_NONE:
        break;
    }
    return true;
}

bool room_vote_rule_is_passed(const RoomVoteSum *sum, int64_t n_for) {
    bool is_of_cast =
        sum->majority == ROOM_HALF_OF_CAST || sum->majority == ROOM_TWO_THIRDS_OF_CAST;
    bool is_half = sum->majority == ROOM_HALF_OF_CAST || sum->majority == ROOM_HALF_OF_EXPECTED;
    int64_t of = is_of_cast ? ballots_of(sum) : sum->n_expected;
    bool is_enough = is_half ? n_for * 2 > of : n_for * 3 >= of * 2;
    return n_for > 0 && is_enough && room_vote_rule_has_quorum(sum);
}

bool room_vote_rule_is_hidden(const RoomVoteSum *sum) {
    bool is_small_part = sum->n_cast > 0 && sum->n_cast < ROOM_VOTE_SECRET_LEAST;
    return sum->is_secret && (is_small_part || ballots_of(sum) < ROOM_VOTE_SECRET_LEAST);
}
