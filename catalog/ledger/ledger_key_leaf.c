#include "catalog/ledger/ledger_key_leaf.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "catalog/ledger/ledger_table.h"

#define START "tongping-key 1\nalgorithm " LEDGER_KEY_ALGORITHM "\nkey "

static const char *const REASONS[] = {[LEDGER_KEY_FIRST] = "first", [LEDGER_KEY_REPLACED] = "lost"};

static bool count_keys(Database *database, int64_t *ret_n, GError **error) {
    return database_query_int64(database, "SELECT count(*) FROM ledger_leaf WHERE kind = 'key'",
                                ret_n, error);
}

bool ledger_key_leaf_ensure(Database *database, const LedgerKey *key, LedgerKeyNews *ret_news,
                            GError **error) {
    database_assert_current(database);
    g_autoptr(GError) problem = NULL;
    int64_t index, n_keys;
    *ret_news = LEDGER_KEY_KNOWN;
    if (ledger_table_find(database, LEDGER_KEY, key->text, &index, &problem))
        return true;
    if (!g_error_matches(problem, BASE_ERROR, ERROR_NOT_FOUND)) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return false;
    }
    if (!count_keys(database, &n_keys, error))
        return false;
    *ret_news = n_keys > 0 ? LEDGER_KEY_REPLACED : LEDGER_KEY_FIRST;
    g_autofree char *text = g_strdup_printf(START "%s\nreason %s\nat %" PRId64 "\n", key->text,
                                            REASONS[*ret_news], clock_wall_us());
    return ledger_table_append(database, LEDGER_KEY, key->text, text, &index, error);
}

char *ledger_key_leaf_read(const char *text) {
    if (!g_str_has_prefix(text, START))
        return NULL;
    const char *key = text + strlen(START);
    return g_strndup(key, strcspn(key, "\n"));
}
