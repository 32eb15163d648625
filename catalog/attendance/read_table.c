#include "catalog/attendance/read_table.h"

#include <string.h>

#include "base/clock.h"
#include "catalog/ledger/ledger_table.h"
#include "catalog/store/account_table.h"

void read_table_free_row(ReadRow *row) {
    if (!row)
        return;
    g_free(row->reader_name);
    g_free(row);
}

/* ---- noting ---- */

typedef struct Look {
    const char *reader_id, *member_id;
    char day[DAY_TEXT_BYTES];
} Look;

/* False with an error; *ret_is_known: counted in the row of this day. */
static bool count_again(Database *database, const Look *look, bool *ret_is_known, GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        "UPDATE record_read SET times = times + 1 WHERE member_id = ?1 AND day = ?2"
        " AND reader_id = ?3",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, look->member_id);
    statement_bind_text(statement, 2, look->day);
    statement_bind_text(statement, 3, look->reader_id);
    if (!statement_run(statement, error))
        return false;
    *ret_is_known = database_changes(database) > 0;
    return true;
}

/* A line break in a name would be another line of the leaf. */
static char *clean(const char *name) {
    char *text = g_strdup(name && *name ? name : "-");
    return g_strdelimit(text, "\n\r", ' ');
}

static bool append_leaf(Database *database, const Look *look, const char *name, int64_t *ret_leaf,
                        GError **error) {
    g_autofree char *cleaned = clean(name);
    g_autofree char *text = g_strdup_printf("tongping-read 1\nmember %s\nreader %s %s\nday %s\n",
                                            look->member_id, look->reader_id, cleaned, look->day);
    return ledger_table_append(database, LEDGER_READ, look->member_id, text, ret_leaf, error);
}

static bool insert(Database *database, const Look *look, const char *name, GError **error) {
    int64_t leaf = 0;
    if (!append_leaf(database, look, name, &leaf, error))
        return false;
    g_autoptr(Statement) statement = database_prepare(
        database,
        "INSERT INTO record_read (member_id, reader_id, day, reader_name, times, leaf)"
        " VALUES (?1, ?2, ?3, ?4, 1, ?5)",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, look->member_id);
    statement_bind_text(statement, 2, look->reader_id);
    statement_bind_text(statement, 3, look->day);
    statement_bind_text(statement, 4, name);
    statement_bind_int64(statement, 5, leaf);
    return statement_run(statement, error);
}

bool read_table_note(Database *database, const char *reader_id, const char *member_id,
                     GError **error) {
    database_assert_current(database);
    Look look = {.reader_id = reader_id, .member_id = member_id};
    bool is_known = false;
    day_today(look.day);
    g_autoptr(AccountRow) reader = account_table_get(database, reader_id, error);
    if (!reader)
        return false;
    if (strcmp(reader->member_id, member_id) == 0)
        return true;
    return count_again(database, &look, &is_known, error) &&
           (is_known || insert(database, &look, reader->display_name, error));
}

/* ---- reading ---- */

static void *read_row(Statement *statement) {
    ReadRow *row = g_new0(ReadRow, 1);
    statement_copy_text(statement, 0, row->day, sizeof row->day);
    row->reader_name = statement_dup_text(statement, 1);
    row->times = statement_int64(statement, 2);
    row->leaf = statement_int64(statement, 3);
    return row;
}

GPtrArray *read_table_list(Database *database, const char *member_id, const char *from_day,
                           GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database,
        "SELECT day, reader_name, times, leaf FROM record_read WHERE member_id = ?1 AND day >= ?2"
        " ORDER BY day DESC, reader_id LIMIT ?3",
        error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, member_id);
    statement_bind_text(statement, 2, from_day);
    statement_bind_int64(statement, 3, READ_LIST_MAX_ROWS);
    return statement_rows(statement, read_row, (GDestroyNotify)read_table_free_row, error);
}
