#include "signaling/room/vote.h"

#include <string.h>

#include "base/error.h"

#define CHOICE_UNKNOWN (-1) /* of a secret ballot */

typedef struct Voter {
    bool has_voted, is_written;
    int choice; /* CHOICE_UNKNOWN: secret, or given in a room */
} Voter;

typedef enum TallyState {
    TALLY_SAID,     /* by one teller */
    TALLY_DIFFERED, /* by two: nothing of it counts, the room is counted again */
    TALLY_AGREED,   /* by two: counted */
} TallyState;

typedef struct Tally {
    char teller[IDENTITY_ID_BYTES]; /* who said it first */
    RoomVoteFact *totals;           /* owned */
    TallyState state;
} Tally;

struct Vote {
    RoomVoteFact *opened; /* owned */
    GHashTable *voters;   /* account, borrowed from `opened` → Voter, owned */
    GHashTable *tallies;  /* site, borrowed from its totals → Tally, owned */
    int64_t counts[VOTE_CHOICES_MAX];
    int64_t n_ballots;
    int64_t n_of_rooms; /* of the ballots */
    int64_t n_nameless; /* ballots of rooms, of people without an account; not those of letters */
    unsigned n_choices;
    bool is_closed;
    int64_t n_present;
    bool is_kept_hidden; /* nobody has its counts: `kept` is what came of it */
    VoteResult kept;
};

static void free_tally(void *data) {
    Tally *tally = data;
    room_fact_vote_free(tally->totals);
    g_free(tally);
}

/* ---- opening ---- */

static bool has_blank(const char *const *words) {
    for (; *words; words++)
        if (!**words)
            return true;
    return false;
}

static bool has_twice(const char *const *words) {
    for (; *words; words++)
        if (g_strv_contains(words + 1, *words))
            return true;
    return false;
}

static const char *find_flaw(const RoomVoteFact *opened) {
    const char *const *choices = (const char *const *)opened->choices;
    const char *const *tellers = (const char *const *)opened->tellers;
    unsigned n_choices = g_strv_length(opened->choices);
    unsigned n_tellers = g_strv_length(opened->tellers);
    if (n_choices < 2 || n_choices > VOTE_CHOICES_MAX)
        return "two to six choices are needed";
    if (has_blank(choices) || has_twice(choices))
        return "a choice is empty, or there twice";
    if (n_tellers == 1 || n_tellers > VOTE_TELLERS_MAX || has_twice(tellers))
        return "two to ten tellers are needed, or none";
    for (guint i = 0; i < opened->written->len; i++) {
        const VoteBallot *ballot = opened->written->pdata[i];
        if (ballot->choice < 0 || ballot->choice >= n_choices)
            return "a written opinion is for a choice that is none";
        for (guint other = 0; other < i; other++)
            if (strcmp(((VoteBallot *)opened->written->pdata[other])->account, ballot->account) ==
                0)
                return "somebody has written twice";
    }
    return NULL;
}

bool vote_check_opening(const RoomVoteFact *opened, GError **error) {
    const char *flaw = find_flaw(opened);
    if (flaw)
        g_set_error(error, BASE_ERROR, ERROR_INVALID, "cannot open the vote: %s", flaw);
    return !flaw;
}

/* A secret ballot's choice goes into the sums and nowhere else. */
static void give(Vote *vote, const char *account, int choice, bool is_written) {
    Voter *voter = g_hash_table_lookup(vote->voters, account);
    if (!voter || voter->has_voted)
        return;
    *voter = (Voter){true, is_written, vote->opened->is_secret ? CHOICE_UNKNOWN : choice};
    if (choice >= 0 && choice < (int)vote->n_choices) {
        vote->counts[choice]++;
        vote->n_ballots++;
    }
}

Vote *vote_new(const RoomVoteFact *opened) {
    Vote *vote = g_new0(Vote, 1);
    vote->opened = room_fact_vote_copy(opened);
    vote->n_choices = MIN(g_strv_length(vote->opened->choices), VOTE_CHOICES_MAX);
    vote->voters = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
    vote->tallies = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, free_tally);
    for (char **account = vote->opened->voters; account && *account; account++)
        g_hash_table_insert(vote->voters, *account, g_new0(Voter, 1));
    for (guint i = 0; i < vote->opened->written->len; i++) {
        const VoteBallot *ballot = vote->opened->written->pdata[i];
        give(vote, ballot->account, (int)ballot->choice, true);
    }
    if (opened->is_secret) /* whose choice it was is counted, and forgotten */
        g_ptr_array_set_size(vote->opened->written, 0);
    return vote;
}

void vote_free(Vote *vote) {
    if (!vote)
        return;
    g_hash_table_unref(vote->voters);
    g_hash_table_unref(vote->tallies);
    room_fact_vote_free(vote->opened);
    g_free(vote);
}

const char *vote_id(const Vote *vote) {
    return vote->opened->id;
}

bool vote_is_secret(const Vote *vote) {
    return vote->opened->is_secret;
}

bool vote_is_open(const Vote *vote) {
    return !vote->is_closed;
}

bool vote_has_right(const Vote *vote, const char *account) {
    return g_hash_table_contains(vote->voters, account);
}

/* ---- ballots ---- */

static bool check_open(const Vote *vote, GError **error) {
    if (vote->is_closed)
        g_set_error_literal(error, BASE_ERROR, ERROR_CONFLICT, "cannot vote: the vote is closed");
    return !vote->is_closed;
}

static bool check_voter(const Vote *vote, const char *account, GError **error) {
    const Voter *voter = g_hash_table_lookup(vote->voters, account);
    if (!voter)
        g_set_error_literal(error, BASE_ERROR, ERROR_FORBIDDEN, "cannot vote: no right to");
    else if (voter->has_voted)
        g_set_error_literal(error, BASE_ERROR, ERROR_CONFLICT, "cannot vote twice");
    return voter && !voter->has_voted;
}

/* Rooms may have given all the ballots that are left. */
static bool check_left(const Vote *vote, int64_t n_ballots, GError **error) {
    if (vote->n_ballots + n_ballots <= vote->opened->expected)
        return true;
    g_set_error(error, BASE_ERROR, ERROR_CONFLICT,
                "cannot take %" G_GINT64_FORMAT " ballots: %" G_GINT64_FORMAT
                " of %" G_GINT64_FORMAT " are given",
                n_ballots, vote->n_ballots, vote->opened->expected);
    return false;
}

bool vote_check_cast(const Vote *vote, const char *account, int choice, GError **error) {
    if (!check_open(vote, error) || !check_voter(vote, account, error) ||
        !check_left(vote, 1, error))
        return false;
    if (choice >= 0 && choice < (int)vote->n_choices)
        return true;
    g_set_error(error, BASE_ERROR, ERROR_INVALID, "cannot vote: there is no choice %d", choice);
    return false;
}

void vote_cast(Vote *vote, const char *account, int choice) {
    give(vote, account, choice, false);
}

void vote_note_voted(Vote *vote, const char *account, bool is_written) {
    give(vote, account, CHOICE_UNKNOWN, is_written);
}

void vote_note_count(Vote *vote, int choice, int64_t count) {
    g_return_if_fail(choice >= 0 && choice < (int)vote->n_choices && count >= 0);
    vote->counts[choice] += count;
    vote->n_ballots += count;
}

void vote_note_hidden(Vote *vote, int64_t n_ballots, VoteResult result) {
    vote->is_kept_hidden = true;
    vote->kept = result;
    vote->n_ballots = n_ballots;
}

/* ---- the totals of rooms ---- */

static int64_t total_of(const RoomVoteFact *tally) {
    int64_t total = 0;
    for (unsigned i = 0; i < VOTE_CHOICES_MAX; i++)
        total += tally->counts[i];
    return total;
}

static bool is_same(const RoomVoteFact *one, const RoomVoteFact *other) {
    if (memcmp(one->counts, other->counts, sizeof one->counts) != 0 ||
        g_strv_length(one->ballots_of) != g_strv_length(other->ballots_of))
        return false;
    for (char **account = one->ballots_of; *account; account++)
        if (!g_strv_contains((const char *const *)other->ballots_of, *account))
            return false;
    return true;
}

static bool check_totals(const Vote *vote, const RoomVoteFact *tally, GError **error) {
    const char *const *ballots_of = (const char *const *)tally->ballots_of;
    int64_t total = total_of(tally);
    bool is_sound = !has_twice(ballots_of) && g_strv_length(tally->ballots_of) <= total;
    for (unsigned i = 0; i < VOTE_CHOICES_MAX; i++)
        is_sound = is_sound && tally->counts[i] >= 0 && (i < vote->n_choices || !tally->counts[i]);
    if (!is_sound) {
        g_set_error_literal(error, BASE_ERROR, ERROR_INVALID,
                            "cannot take these totals: they do not fit the vote or its voters");
        return false;
    }
    for (; *ballots_of; ballots_of++)
        if (!check_voter(vote, *ballots_of, error))
            return false;
    return check_left(vote, total, error);
}

bool vote_check_tally(const Vote *vote, const char *teller, const RoomVoteFact *tally,
                      GError **error) {
    const Tally *before = g_hash_table_lookup(vote->tallies, tally->site);
    const char *refusal = NULL;
    if (!check_open(vote, error))
        return false;
    if (!g_strv_contains((const char *const *)vote->opened->tellers, teller)) {
        g_set_error_literal(error, BASE_ERROR, ERROR_FORBIDDEN,
                            "cannot take totals of somebody who is no teller");
        return false;
    }
    if (before && before->state == TALLY_AGREED)
        refusal = "the room's totals are counted";
    else if (!before && g_hash_table_size(vote->tallies) >= VOTE_SITES_MAX)
        refusal = "there are too many rooms";
    if (!refusal)
        return check_totals(vote, tally, error);
    g_set_error(error, BASE_ERROR, ERROR_CONFLICT, "cannot take totals: %s", refusal);
    return false;
}

static void count_totals(Vote *vote, const RoomVoteFact *totals) {
    bool is_written = room_fact_vote_is_of_letters(totals);
    int64_t n_named = 0;
    for (char **account = totals->ballots_of; *account; account++, n_named++)
        give(vote, *account, CHOICE_UNKNOWN, is_written);
    for (unsigned i = 0; i < vote->n_choices; i++)
        vote->counts[i] += totals->counts[i];
    vote->n_ballots += total_of(totals);
    vote->n_of_rooms += total_of(totals);
    vote->n_nameless += is_written ? 0 : total_of(totals) - n_named;
}

static void say_first(Vote *vote, const char *teller, const RoomVoteFact *totals) {
    Tally *tally = g_new0(Tally, 1);
    g_strlcpy(tally->teller, teller, sizeof tally->teller);
    tally->totals = room_fact_vote_copy(totals);
    g_hash_table_replace(vote->tallies, tally->totals->site, tally);
}

VoteTally vote_tally(Vote *vote, const char *teller, const RoomVoteFact *tally) {
    Tally *before = g_hash_table_lookup(vote->tallies, tally->site);
    if (before && before->state == TALLY_AGREED)
        return VOTE_TALLY_AGREED;
    if (!before || before->state == TALLY_DIFFERED || strcmp(before->teller, teller) == 0) {
        say_first(vote, teller, tally);
        return VOTE_TALLY_WAITS;
    }
    if (!is_same(before->totals, tally)) {
        before->state = TALLY_DIFFERED;
        return VOTE_TALLY_DIFFERS;
    }
    before->state = TALLY_AGREED;
    count_totals(vote, tally);
    return VOTE_TALLY_AGREED;
}

/* ---- the end ---- */

static bool is_among(const GPtrArray *accounts, const char *account) {
    return g_ptr_array_find_with_equal_func((GPtrArray *)accounts, account, g_str_equal, NULL);
}

int64_t vote_count_present(const Vote *vote, const GPtrArray *accounts) {
    int64_t n_present = vote->n_nameless;
    GHashTableIter iter;
    void *account, *data;
    g_hash_table_iter_init(&iter, vote->voters);
    while (g_hash_table_iter_next(&iter, &account, &data)) {
        const Voter *voter = data;
        n_present += (voter->has_voted && !voter->is_written) || is_among(accounts, account);
    }
    return n_present;
}

/* Whether tellers who are here can still make these totals count. */
static bool can_agree(const Vote *vote, const Tally *tally, const GPtrArray *accounts) {
    unsigned n_able = 0, n_needed = tally->state == TALLY_SAID ? 1 : 2;
    for (char **teller = vote->opened->tellers; *teller; teller++) {
        bool has_said = tally->state == TALLY_SAID && strcmp(tally->teller, *teller) == 0;
        n_able += !has_said && is_among(accounts, *teller);
    }
    return tally->state != TALLY_AGREED && n_able >= n_needed;
}

bool vote_check_close(const Vote *vote, const GPtrArray *accounts, GError **error) {
    const char *refusal = vote->is_closed ? "it is closed" : NULL;
    GHashTableIter iter;
    void *tally;
    g_hash_table_iter_init(&iter, vote->tallies);
    while (!refusal && g_hash_table_iter_next(&iter, NULL, &tally))
        if (can_agree(vote, tally, accounts))
            refusal = "the totals of a room are not yet said alike by two tellers, who are here";
    if (refusal)
        g_set_error(error, BASE_ERROR, ERROR_CONFLICT, "cannot close the vote: %s", refusal);
    return !refusal;
}

void vote_close(Vote *vote, int64_t n_present) {
    vote->is_closed = true;
    vote->n_present = n_present;
}

static bool has_quorum(const Vote *vote) {
    int64_t here = vote->n_present, all = vote->opened->expected;
    switch ((VoteQuorum)vote->opened->quorum) {
    case VOTE_QUORUM_HALF:
        return 2 * here > all;
    case VOTE_QUORUM_TWO_THIRDS:
        return 3 * here >= 2 * all;
    case VOTE_QUORUM_FOUR_FIFTHS:
        return 5 * here >= 4 * all;
    default:
        return true;
    }
}

static bool has_majority(const Vote *vote) {
    int64_t agreed = vote->counts[0];
    switch ((VoteMajority)vote->opened->majority) {
    case VOTE_BALLOTS_HALF:
        return 2 * agreed > vote->n_ballots;
    case VOTE_BALLOTS_TWO_THIRDS:
        return agreed > 0 && 3 * agreed >= 2 * vote->n_ballots;
    case VOTE_EXPECTED_HALF:
        return 2 * agreed > vote->opened->expected;
    default:
        return agreed > 0 && 3 * agreed >= 2 * vote->opened->expected;
    }
}

VoteResult vote_result(const Vote *vote) {
    if (vote->is_kept_hidden)
        return vote->kept;
    return !has_quorum(vote) ? VOTE_NO_QUORUM : has_majority(vote) ? VOTE_PASSED : VOTE_NOT_PASSED;
}

/* ---- what everybody may know ---- */

static int compare_words(const void *one, const void *other) {
    return strcmp(*(const char *const *)one, *(const char *const *)other);
}

/* By account: no order that says who was first. */
static GStrv voted_of(const Vote *vote) {
    GPtrArray *accounts = g_ptr_array_new();
    GHashTableIter iter;
    void *account, *voter;
    g_hash_table_iter_init(&iter, vote->voters);
    while (g_hash_table_iter_next(&iter, &account, &voter))
        if (((Voter *)voter)->has_voted)
            g_ptr_array_add(accounts, account);
    g_ptr_array_sort(accounts, compare_words);
    g_ptr_array_add(accounts, NULL);
    return (GStrv)g_ptr_array_free(accounts, FALSE);
}

static GStrv waiting_of(const Vote *vote) {
    GPtrArray *sites = g_ptr_array_new();
    GHashTableIter iter;
    void *site, *tally;
    g_hash_table_iter_init(&iter, vote->tallies);
    while (g_hash_table_iter_next(&iter, &site, &tally))
        if (((Tally *)tally)->state != TALLY_AGREED)
            g_ptr_array_add(sites, site);
    g_ptr_array_sort(sites, compare_words);
    g_ptr_array_add(sites, NULL);
    return (GStrv)g_ptr_array_free(sites, FALSE);
}

static GPtrArray *counts_of(const Vote *vote) {
    GPtrArray *counts = g_ptr_array_new_with_free_func(g_free);
    for (unsigned i = 0; i < vote->n_choices; i++)
        g_ptr_array_add(counts, g_memdup2(&(VoteCount){vote->counts[i]}, sizeof(VoteCount)));
    return counts;
}

static GPtrArray *ballots_of(const Vote *vote, char *const *voted) {
    GPtrArray *ballots = g_ptr_array_new_with_free_func(g_free);
    for (; *voted; voted++) {
        const Voter *voter = g_hash_table_lookup(vote->voters, *voted);
        VoteBallot ballot = {*voted, voter->choice};
        if (voter->choice != CHOICE_UNKNOWN)
            g_ptr_array_add(ballots, g_memdup2(&ballot, sizeof ballot));
    }
    return ballots;
}

/* Who counted the rooms' ballots knows that part of the sum. */
static bool hides_counts(const Vote *vote) {
    int64_t n_single = vote->n_ballots - vote->n_of_rooms;
    bool is_small_part = n_single > 0 && n_single < VOTE_TELLS_COUNTS_FROM;
    bool tells_who = is_small_part || vote->n_ballots < VOTE_TELLS_COUNTS_FROM;
    return vote->is_kept_hidden || (vote->opened->is_secret && tells_who);
}

void vote_describe(const Vote *vote, VoteInfo *ret_info) {
    const RoomVoteFact *opened = vote->opened;
    bool tells_counts = vote->is_closed && !hides_counts(vote);
    GStrv voted = voted_of(vote);
    *ret_info = (VoteInfo){
        .vote = (char *)opened->id,
        .question = opened->question,
        .choices = opened->choices,
        .secret = opened->is_secret,
        .majority = opened->majority,
        .quorum = opened->quorum,
        .state = vote->is_closed ? VOTE_CLOSED : VOTE_OPEN,
        .tellers = opened->tellers,
        .waiting = waiting_of(vote),
        .expected = opened->expected,
        .n_voted = vote->n_ballots,
        .voted = voted,
        .result = vote->is_closed ? (int)vote_result(vote) : -1,
        .counts = tells_counts ? counts_of(vote) : NULL,
        .ballots = tells_counts && !opened->is_secret ? ballots_of(vote, voted) : NULL,
    };
}

void vote_info_clear(VoteInfo *info) {
    g_clear_pointer(&info->waiting, g_free);
    g_clear_pointer(&info->voted, g_free);
    g_clear_pointer(&info->counts, g_ptr_array_unref);
    g_clear_pointer(&info->ballots, g_ptr_array_unref);
}
