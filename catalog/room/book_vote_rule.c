#include "catalog/room/book_vote_rule.h"

static int64_t ballots_of(const BookVoteSum *sum) {
    return sum->n_cast + sum->n_tallied;
}

bool book_vote_rule_has_quorum(const BookVoteSum *sum) {
    int64_t n_here = sum->has_present ? sum->n_present : ballots_of(sum);
    switch (sum->quorum) {
    case BOOK_QUORUM_HALF:
        return n_here * 2 > sum->n_expected;
    case BOOK_QUORUM_TWO_THIRDS:
        return n_here * 3 >= sum->n_expected * 2;
    case BOOK_QUORUM_FOUR_FIFTHS:
        return n_here * 5 >= sum->n_expected * 4;
    case BOOK_QUORUM_NONE:
        break;
    }
    return true;
}

bool book_vote_rule_is_passed(const BookVoteSum *sum, int64_t n_for) {
    bool is_of_cast =
        sum->majority == BOOK_HALF_OF_CAST || sum->majority == BOOK_TWO_THIRDS_OF_CAST;
    bool is_half = sum->majority == BOOK_HALF_OF_CAST || sum->majority == BOOK_HALF_OF_EXPECTED;
    int64_t of = is_of_cast ? ballots_of(sum) : sum->n_expected;
    bool is_enough = is_half ? n_for * 2 > of : n_for * 3 >= of * 2;
    return n_for > 0 && is_enough && book_vote_rule_has_quorum(sum);
}

bool book_vote_rule_is_hidden(const BookVoteSum *sum) {
    bool is_small_part = sum->n_cast > 0 && sum->n_cast < BOOK_VOTE_SECRET_LEAST;
    return sum->is_secret && (is_small_part || ballots_of(sum) < BOOK_VOTE_SECRET_LEAST);
}
