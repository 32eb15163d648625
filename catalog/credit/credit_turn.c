#include "catalog/credit/credit_turn.h"

#include <string.h>

struct CreditTurns {
    GHashTable *of; /* id, owned → IntervalSet, owned */
};

/* The strongest first. */
static int compare(const void *a, const void *b) {
    const CreditClaim *first = a, *second = b;
    if (first->kind != second->kind)
        return first->kind > second->kind ? -1 : 1;
    if (first->from_ms != second->from_ms)
        return first->from_ms > second->from_ms ? -1 : 1;
    return strcmp(second->id, first->id);
}

static IntervalSet *set_of(CreditTurns *turns, const char *id) {
    IntervalSet *set = g_hash_table_lookup(turns->of, id);
    if (!set) {
        set = interval_set_new();
        g_hash_table_insert(turns->of, g_strdup(id), set);
    }
    return set;
}

CreditTurns *credit_turn_new(const GArray *claims) {
    CreditTurns *turns = g_new(CreditTurns, 1);
    turns->of =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)interval_set_free);
    g_autoptr(GArray) ordered = g_array_copy((GArray *)claims);
    g_array_sort(ordered, compare);
    g_autoptr(IntervalSet) given = interval_set_new();
    for (unsigned i = 0; i < ordered->len; i++) {
        const CreditClaim *claim = &g_array_index(ordered, CreditClaim, i);
        g_autoptr(IntervalSet) wanted = interval_set_new_one(claim->from_ms, claim->until_ms);
        g_autoptr(IntervalSet) left = interval_set_without(wanted, given);
        interval_set_add_all(set_of(turns, claim->id), left);
        interval_set_add_all(given, left);
    }
    return turns;
}

void credit_turn_free(CreditTurns *turns) {
    if (!turns)
        return;
    g_hash_table_unref(turns->of);
    g_free(turns);
}

const IntervalSet *credit_turn_of(const CreditTurns *turns, const char *id) {
    return g_hash_table_lookup(turns->of, id);
}
