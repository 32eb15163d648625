#include "catalog/attendance/read_table.h"

#include <string.h>

#include "base/clock.h"
#include "catalog/ledger/ledger_table.h"
#include "catalog/store/account_table.h"

void read_table_free_row(ReadRow *row) {
    if (!row)
        return;
    g_free(row->reader_name);
    g_free(row->kind);
    g_free(row->form);
    g_free(row->about);
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
    row->kind = statement_dup_text(statement, 4);
    row->form = statement_dup_text(statement, 5);
    row->about = statement_dup_text(statement, 6);
    row->year = statement_int64(statement, 7);
    return row;
}

/* ?1 member, ?2 first day, ?3 rows. `above`: units in which he was or has records, with what lay
 * above each of them from when to when ("": the whole tree). A report of a year or course had all
 * people of its units (`many`, the newest of each unit), as they were on the last day that it
 * speaks of; one of an event its records (`few`). */
static const char LIST[] =
    "WITH RECURSIVE own (id) AS (SELECT unit_id FROM membership WHERE member_id = ?1 AND is_home = "
    "1"
    " UNION SELECT unit_id FROM record WHERE member_id = ?1 AND is_newest = 1),"
    " above (own_id, id, from_us, until_us) AS ("
    "SELECT id, id, 0, 9223372036854775807 FROM own"
    " UNION SELECT id, '', 0, 9223372036854775807 FROM own"
    " UNION SELECT own_id, unit.parent_id, max(above.from_us, unit.from_us), above.until_us"
    " FROM above JOIN unit ON unit.id = above.id"
    " WHERE unit.parent_id NOT NULL AND unit.from_us < above.until_us"
    " UNION SELECT own_id, past.parent_id, max(above.from_us, past.from_us),"
    " min(above.until_us, past.until_us)"
    " FROM above JOIN unit_past AS past ON past.unit_id = above.id"
    " WHERE past.parent_id NOT NULL AND past.from_us < above.until_us"
    " AND past.until_us > above.from_us),"
    " many (leaf) AS (SELECT report_read.leaf FROM above JOIN report_read ON report_read.leaf IN"
    " (SELECT given.leaf FROM report_read_unit AS root JOIN report_read AS given"
    " ON given.leaf = root.leaf"
    " WHERE root.unit_id = above.id AND root.day >= ?2 AND root.kind <> 'event'"
    " AND given.last_at_us >= above.from_us AND given.first_at_us < above.until_us"
    " AND given.reader_id NOT IN (SELECT id FROM account WHERE member_id = ?1)"
    " AND EXISTS (SELECT 1 FROM membership WHERE membership.member_id = ?1 AND is_home = 1"
    " AND unit_id = above.own_id AND from_day <= min(given.day, period || '-12-31')"
    " AND (until_day IS NULL OR until_day > min(given.day, period || '-12-31')))"
    " ORDER BY root.day DESC, root.leaf DESC LIMIT ?3)),"
    " few (leaf) AS (SELECT given.leaf FROM record"
    " CROSS JOIN above ON above.own_id = record.unit_id"
    " CROSS JOIN report_read_unit AS root INDEXED BY report_read_unit_of_event"
    " ON root.unit_id = above.id AND root.kind = 'event'"
    " AND root.subject = record.register_id AND root.day >= ?2"
    " CROSS JOIN report_read AS given ON given.leaf = root.leaf"
    " WHERE record.member_id = ?1 AND record.is_newest = 1"
    " AND given.last_at_us >= above.from_us AND given.first_at_us < above.until_us"
    " AND given.reader_id NOT IN (SELECT id FROM account WHERE member_id = ?1)"
    " AND EXISTS (SELECT 1 FROM record AS then_closed"
    " WHERE then_closed.register_id = given.subject AND then_closed.member_id = ?1"
    " AND then_closed.closed_at_us <= given.last_at_us)),"
    " given (day, reader_name, times, leaf, kind, form, subject, period) AS ("
    "SELECT day, reader_name, times, leaf, 'record', NULL, '', '' FROM record_read"
    " WHERE member_id = ?1 AND day >= ?2"
    " UNION ALL SELECT day, reader_name, times, leaf, kind, form, subject, period FROM report_read"
    " WHERE leaf IN (SELECT leaf FROM many UNION SELECT leaf FROM few)"
    " ORDER BY 1 DESC, 4 DESC LIMIT ?3)"
    " SELECT day, reader_name, times, leaf, kind, form, CASE kind"
    " WHEN 'event' THEN (SELECT title FROM register WHERE id = subject)"
    " WHEN 'course' THEN (SELECT title FROM course WHERE id = subject)"
    " ELSE (SELECT name FROM unit WHERE id = subject) END, CAST(period AS INTEGER) FROM given"
    " ORDER BY 1 DESC, 4 DESC";

GPtrArray *read_table_list(Database *database, const char *member_id, const char *from_day,
                           GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(database, LIST, error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, member_id);
    statement_bind_text(statement, 2, from_day);
    statement_bind_int64(statement, 3, READ_LIST_MAX_ROWS);
    return statement_rows(statement, read_row, (GDestroyNotify)read_table_free_row, error);
}
