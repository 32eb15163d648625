#include "catalog/ledger/ledger_epoch.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "catalog/ledger/ledger_key_leaf.h"
#include "catalog/ledger/ledger_table.h"
#include "catalog/store/setting_table.h"

char *ledger_epoch_origin(const char *node, int64_t number) {
    return g_strdup_printf("%s/%" PRId64, node, number);
}

bool ledger_epoch_read_origin(const char *origin, const char *node, int64_t *ret_number) {
    size_t length = strlen(node);
    guint64 number;
    if (!g_str_has_prefix(origin, node) || origin[length] != '/' ||
        !g_ascii_string_to_unsigned(origin + length + 1, 10, 1, G_MAXINT32, &number, NULL))
        return false;
    *ret_number = (int64_t)number;
    g_autofree char *same = ledger_epoch_origin(node, *ret_number);
    return strcmp(same, origin) == 0;
}

bool ledger_epoch_current(Database *database, int64_t *ret_number, GError **error) {
    database_assert_current(database);
    return database_query_int64(database, "SELECT ifnull(max(number), 1) FROM ledger_epoch",
                                ret_number, error);
}

bool ledger_epoch_of(Database *database, int64_t index, int64_t *ret_number, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database, "SELECT ifnull(max(number), 1) FROM ledger_epoch WHERE first_index <= ?1", error);
    if (!statement)
        return false;
    statement_bind_int64(statement, 1, index);
    if (statement_step(statement, error) != STATEMENT_ROW)
        return false;
    *ret_number = statement_int64(statement, 0);
    return true;
}

/* ---- a new one ---- */

static bool is_name(const char *name) {
    size_t length = name ? strlen(name) : 0;
    if (length == 0 || length >= LEDGER_EPOCH_NAME_BYTES || !g_utf8_validate(name, -1, NULL))
        return false;
    for (const char *at = name; *at; at = g_utf8_next_char(at))
        if (g_unichar_iscntrl(g_utf8_get_char(at)))
            return false;
    return true;
}

static bool check_names(const LedgerOpening *opening, GError **error) {
    g_autofree char *first =
        is_name(opening->names[0]) ? g_utf8_casefold(opening->names[0], -1) : NULL;
    g_autofree char *second =
        is_name(opening->names[1]) ? g_utf8_casefold(opening->names[1], -1) : NULL;
    if (first && second && strcmp(g_strstrip(first), g_strstrip(second)) != 0)
        return true;
    g_set_error_literal(error, BASE_ERROR, ERROR_INVALID,
                        "A new epoch is approved by two different persons, by their names.");
    return false;
}

static bool check_waiting(Database *database, GError **error) {
    g_autofree char *waits = NULL;
    if (!setting_table_find(database, LEDGER_SETTING_WAITS, &waits, error))
        return false;
    if (waits && waits[0])
        return true;
    g_set_error_literal(error, BASE_ERROR, ERROR_CONFLICT,
                        "The ledger is in order: a new epoch would only hide that.");
    return false;
}

/* Leaves that were signed and are not there; -1: nobody knows how many. */
static int64_t find_lost_to(const LedgerOpening *opening, int64_t size) {
    return opening->anchor && opening->anchor->head.size > size ? opening->anchor->head.size : -1;
}

static char *write_text(const LedgerOpening *opening, int64_t number, int64_t size) {
    int64_t lost_to = find_lost_to(opening, size);
    GString *text = g_string_new("tongping-epoch 1\n");
    g_string_append_printf(text, "origin %s/%" PRId64 "\nfirst %" PRId64 "\n", opening->node,
                           number, size);
    if (lost_to < 0)
        g_string_append(text, "lost unknown\n");
    else
        g_string_append_printf(text, "lost %" PRId64 "-%" PRId64 "\n", size, lost_to);
    if (opening->anchor) {
        g_autofree char *root =
            g_base64_encode(opening->anchor->head.root.bytes, MERKLE_HASH_BYTES);
        g_string_append_printf(text, "was %s %" PRId64 " %s\n", opening->anchor->origin,
                               opening->anchor->head.size, root);
    } else {
        g_string_append(text, "was -\n");
    }
    g_string_append_printf(text, "approved %s\napproved %s\nkey %s\nat %" PRId64 "\n",
                           opening->names[0], opening->names[1], opening->key->text,
                           clock_wall_us());
    return g_string_free(text, FALSE);
}

static bool insert_row(Database *database, const LedgerOpening *opening, int64_t number,
                       int64_t size, GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        "INSERT INTO ledger_epoch (number, first_index, lost_to, approved_1, approved_2,"
        " opened_at_us) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        error);
    if (!statement)
        return false;
    int64_t lost_to = find_lost_to(opening, size);
    statement_bind_int64(statement, 1, number);
    statement_bind_int64(statement, 2, size);
    if (lost_to >= 0)
        statement_bind_int64(statement, 3, lost_to);
    statement_bind_text(statement, 4, opening->names[0]);
    statement_bind_text(statement, 5, opening->names[1]);
    statement_bind_int64(statement, 6, clock_wall_us());
    return statement_run(statement, error);
}

/* Greater than that of every head that is known. */
static bool choose_number(Database *database, const LedgerOpening *opening, int64_t *ret_number,
                          GError **error) {
    int64_t known = 0;
    if (!ledger_epoch_current(database, ret_number, error))
        return false;
    if (opening->anchor && ledger_epoch_read_origin(opening->anchor->origin, opening->node, &known))
        *ret_number = MAX(*ret_number, known);
    ++*ret_number;
    return true;
}

bool ledger_epoch_open(Database *database, const LedgerOpening *opening, int64_t *ret_number,
                       GError **error) {
    database_assert_current(database);
    int64_t size, index;
    LedgerKeyNews news;
    if (!check_names(opening, error) || !check_waiting(database, error) ||
        !choose_number(database, opening, ret_number, error) ||
        !ledger_table_size(database, &size, error))
        return false;
    g_autofree char *text = write_text(opening, *ret_number, size);
    return insert_row(database, opening, *ret_number, size, error) &&
           ledger_table_append_first(database, text, &index, error) &&
           setting_table_set(database, LEDGER_SETTING_WAITS, "", error) &&
           ledger_key_leaf_ensure(database, opening->key, &news, error);
}
