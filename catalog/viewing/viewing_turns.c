#include "catalog/viewing/viewing_turns.h"

#include <string.h>

typedef struct Account {
    char id[ID_TEXT_BYTES];
    ViewingStakes stakes;
} Account;

struct ViewingTurns {
    GHashTable *by_id; /* id (in the account) → Account, owned */
};

ViewingTurns *viewing_turns_new(void) {
    ViewingTurns *turns = g_new0(ViewingTurns, 1);
    turns->by_id = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
    return turns;
}

void viewing_turns_free(ViewingTurns *turns) {
    if (!turns)
        return;
    g_hash_table_unref(turns->by_id);
    g_free(turns);
}

static void forget_one(ViewingTurns *turns) {
    GHashTableIter iter;
    g_hash_table_iter_init(&iter, turns->by_id);
    if (g_hash_table_iter_next(&iter, NULL, NULL))
        g_hash_table_iter_remove(&iter);
}

static Account *account_of(ViewingTurns *turns, const char *account_id) {
    Account *account = g_hash_table_lookup(turns->by_id, account_id);
    if (account)
        return account;
    if (g_hash_table_size(turns->by_id) >= VIEWING_TURNS_MAX)
        forget_one(turns);
    account = g_new0(Account, 1);
    g_strlcpy(account->id, account_id, sizeof account->id);
    g_hash_table_insert(turns->by_id, account->id, account);
    return account;
}

void viewing_turns_load(ViewingTurns *turns, const char *account_id, const ViewingStakes *stakes) {
    if (!g_hash_table_contains(turns->by_id, account_id))
        account_of(turns, account_id)->stakes = *stakes;
}

const char *viewing_turns_holder(const ViewingTurns *turns, const char *account_id) {
    const Account *account = g_hash_table_lookup(turns->by_id, account_id);
    return account && account->stakes.n > 0 ? account->stakes.list[0].viewing_id : NULL;
}

static void remove_at(ViewingStakes *stakes, unsigned index) {
    stakes->n--;
    memmove(&stakes->list[index], &stakes->list[index + 1],
            (stakes->n - index) * sizeof stakes->list[0]);
}

static bool remove_stake(ViewingStakes *stakes, const char *viewing_id) {
    for (unsigned i = 0; i < stakes->n; i++) {
        if (strcmp(stakes->list[i].viewing_id, viewing_id) != 0)
            continue;
        remove_at(stakes, i);
        return true;
    }
    return false;
}

/* Of the same moment the greater id. Stakes are told by the millisecond in crediting, too. */
static bool is_before(const ViewingStake *one, const ViewingStake *other) {
    int64_t one_ms = one->taken_at_us / 1000, other_ms = other->taken_at_us / 1000;
    return one_ms != other_ms ? one_ms > other_ms : strcmp(one->viewing_id, other->viewing_id) > 0;
}

bool viewing_turns_take(ViewingTurns *turns, const char *account_id, const ViewingStake *stake) {
    ViewingStakes *stakes = &account_of(turns, account_id)->stakes;
    ViewingStake taken = *stake; /* it may lie in the list */
    unsigned at = 0;
    (void)remove_stake(stakes, taken.viewing_id);
    while (at < stakes->n && is_before(&stakes->list[at], &taken))
        at++;
    if (at == VIEWING_TURNS_DEPTH)
        return true;
    stakes->n = MIN(stakes->n, VIEWING_TURNS_DEPTH - 1);
    memmove(&stakes->list[at + 1], &stakes->list[at], (stakes->n - at) * sizeof taken);
    stakes->list[at] = taken;
    stakes->n++;
    return stakes->n > 1;
}

bool viewing_turns_end(ViewingTurns *turns, const char *account_id, const char *viewing_id) {
    Account *account = g_hash_table_lookup(turns->by_id, account_id);
    return account && remove_stake(&account->stakes, viewing_id) && account->stakes.n > 0;
}
