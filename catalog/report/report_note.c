#include "catalog/report/report_note.h"

#include <string.h>

#include "catalog/ledger/ledger_table.h"
#include "catalog/roster/day.h"
#include "catalog/store/account_table.h"

typedef struct Note {
    const ReportGiven *given;
    const char *subject;
    char day[DAY_TEXT_BYTES];
    char period[16]; /* "": none */
} Note;

static void bind(Statement *statement, const Note *note) {
    const char *const texts[] = {note->day,     note->given->reader_id, note->given->kind->word,
                                 note->subject, note->period,           note->given->form};
    for (unsigned i = 0; i < G_N_ELEMENTS(texts); i++)
        statement_bind_text(statement, (int)i + 1, texts[i]);
}

/* False with an error; *ret_is_known: counted in the row of this day. */
static bool count_again(Database *database, const Note *note, bool *ret_is_known, GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        "UPDATE report_read SET times = times + 1 WHERE day = ?1 AND reader_id = ?2 AND kind = ?3"
        " AND subject = ?4 AND period = ?5 AND form = ?6",
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

static bool append_leaf(Database *database, const Note *note, int64_t *ret_leaf, GError **error) {
    const ReportGiven *given = note->given;
    g_autoptr(AccountRow) reader = account_table_get(database, given->reader_id, error);
    if (!reader)
        return false;
    g_autofree char *name = g_strdup(reader->display_name ? reader->display_name : "");
    g_autofree char *text = g_strdup_printf(
        "tongping-report 1\nkind %s\nsubject %s\nperiod %s\nform %s\npeople %" G_GINT64_FORMAT
        "\nreader %s %s\nday %s\n",
        given->kind->word, or_dash(note->subject), or_dash(note->period), given->form,
        given->n_people, given->reader_id, or_dash(g_strdelimit(name, "\n\r", ' ')), note->day);
    LedgerKind kind = strcmp(given->form, "screen") == 0 ? LEDGER_READ : LEDGER_EXPORT;
    return ledger_table_append(database, kind, note->subject, text, ret_leaf, error);
}

bool report_note(Database *database, const ReportGiven *given, GError **error) {
    database_assert_current(database);
    Note note = {.given = given, .subject = given->subject ? given->subject : ""};
    bool is_known = false;
    int64_t leaf = 0;
    day_today(note.day);
    if (given->year > 0)
        g_snprintf(note.period, sizeof note.period, "%d", given->year);
    if (!count_again(database, &note, &is_known, error))
        return false;
    if (is_known)
        return true;
    if (!append_leaf(database, &note, &leaf, error))
        return false;
    g_autoptr(Statement) statement = database_prepare(
        database, "INSERT INTO report_read VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1, ?7)", error);
    if (!statement)
        return false;
    bind(statement, &note);
    statement_bind_int64(statement, 7, leaf);
    return statement_run(statement, error);
}
