#include "catalog/report/report_note.h"

#include <string.h>

#include "base/clock.h"
#include "catalog/ledger/ledger_table.h"
#include "catalog/roster/day.h"
#include "catalog/store/account_table.h"

typedef struct Note {
    const ReportGiven *given;
    const char *subject;
    char *units; /* owned: of the roots, in their order, with commas; "": the whole tree */
    char day[DAY_TEXT_BYTES];
    char period[16]; /* "": none */
    int64_t now_us;
} Note;

static void note_clear(Note *note) {
    g_free(note->units);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Note, note_clear)

/* False with an error; units stay NULL when there is none. */
static bool spell_units(Database *database, Note *note, GError **error) {
    if (!note->given->roots_json) {
        note->units = g_strdup("");
        return true;
    }
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "SELECT group_concat(value, ',') FROM (SELECT DISTINCT value FROM "
                         "json_each(?1) ORDER BY 1)",
                         error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, note->given->roots_json);
    bool is_good = statement_step(statement, error) == STATEMENT_ROW;
    note->units = is_good ? statement_dup_text(statement, 0) : NULL;
    return is_good;
}

static void bind(Statement *statement, const Note *note) {
    const char *const texts[] = {note->day,     note->given->reader_id, note->given->kind->word,
                                 note->subject, note->period,           note->given->form,
                                 note->units};
    for (unsigned i = 0; i < G_N_ELEMENTS(texts); i++)
        statement_bind_text(statement, (int)i + 1, texts[i]);
    statement_bind_int64(statement, 8, note->now_us);
}

/* False with an error; *ret_is_known: counted in the row of this day. */
static bool count_again(Database *database, const Note *note, bool *ret_is_known, GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        "UPDATE report_read SET times = times + 1, last_at_us = max(last_at_us, ?8)"
        " WHERE day = ?1 AND reader_id = ?2 AND kind = ?3 AND subject = ?4 AND period = ?5"
        " AND form = ?6 AND units = ?7",
        error);
    if (!statement)
        return false;
    bind(statement, note);
    if (!statement_run(statement, error))
        return false;
    *ret_is_known = database_changes(database) > 0;
    return true;
}

static const char *or_dash(const char *text) {
    return *text ? text : "-";
}

static bool append_leaf(Database *database, const Note *note, const char *name, int64_t *ret_leaf,
                        GError **error) {
    const ReportGiven *given = note->given;
    g_autofree char *cleaned = g_strdelimit(g_strdup(or_dash(name)), "\n\r", ' ');
    g_autofree char *text = g_strdup_printf(
        "tongping-report 1\nkind %s\nsubject %s\nperiod %s\nform %s\nunits %s\n"
        "people %" G_GINT64_FORMAT "\nreader %s %s\nday %s\n",
        given->kind->word, or_dash(note->subject), or_dash(note->period), given->form,
        or_dash(note->units), given->n_people, given->reader_id, cleaned, note->day);
    LedgerKind kind = strcmp(given->form, "screen") == 0 ? LEDGER_READ : LEDGER_EXPORT;
    return ledger_table_append(database, kind, note->subject, text, ret_leaf, error);
}

static bool insert_row(Database *database, const Note *note, const char *name, int64_t leaf,
                       GError **error) {
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "INSERT INTO report_read (day, reader_id, kind, subject, period, form,"
                         " units, first_at_us, last_at_us, reader_name, times, leaf)"
                         " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8, ?9, 1, ?10)",
                         error);
    if (!statement)
        return false;
    bind(statement, note);
    statement_bind_text(statement, 9, name);
    statement_bind_int64(statement, 10, leaf);
    return statement_run(statement, error);
}

/* By which members find it (read_table_list()). */
static bool insert_units(Database *database, const Note *note, int64_t leaf, GError **error) {
    const char *roots = note->given->roots_json;
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "INSERT INTO report_read_unit (unit_id, day, kind, subject, leaf)"
                         " SELECT DISTINCT value, ?2, ?3, ?4, ?5 FROM json_each(?1)",
                         error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, roots ? roots : "[\"\"]");
    statement_bind_text(statement, 2, note->day);
    statement_bind_text(statement, 3, note->given->kind->word);
    statement_bind_text(statement, 4, note->subject);
    statement_bind_int64(statement, 5, leaf);
    return statement_run(statement, error);
}

static bool insert(Database *database, const Note *note, GError **error) {
    int64_t leaf = 0;
    g_autoptr(AccountRow) reader = account_table_get(database, note->given->reader_id, error);
    if (!reader)
        return false;
    const char *name = reader->display_name ? reader->display_name : "";
    return append_leaf(database, note, name, &leaf, error) &&
           insert_row(database, note, name, leaf, error) &&
           insert_units(database, note, leaf, error);
}

bool report_note(Database *database, const ReportGiven *given, GError **error) {
    database_assert_current(database);
    g_auto(Note) note = {
        .given = given, .subject = given->subject ? given->subject : "", .now_us = clock_wall_us()};
    bool is_known = false;
    day_today(note.day);
    if (given->year > 0)
        g_snprintf(note.period, sizeof note.period, "%d", given->year);
    if (!spell_units(database, &note, error))
        return false;
    if (!note.units) /* no unit at all: it names nobody */
        return true;
    return count_again(database, &note, &is_known, error) &&
           (is_known || insert(database, &note, error));
}
