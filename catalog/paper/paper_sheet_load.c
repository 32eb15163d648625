#include "catalog/paper/paper_sheet_load.h"

#include <inttypes.h>

#include "base/clock.h"
#include "base/error.h"
#include "catalog/attendance/presence_table.h"
#include "catalog/attendance/register_note.h"
#include "catalog/paper/paper_rule.h"

#define MAX_PLACES 20

/* ?1 register, ?2 roots, ?3 limit */
#define REACH                                                                                      \
    "WITH RECURSIVE reach (id) AS (SELECT value FROM json_each(ifnull(?2, '[]'))"                  \
    " UNION SELECT unit.id FROM unit JOIN reach ON unit.parent_id = reach.id) "

/* ---- people ---- */

/* By pinyin, the second line of a search key. */
static const char PEOPLE[] = REACH
    "SELECT person.member_id, person.name, person.unit_name, person.group_name,"
    " ifnull(state, ''), ifnull(how, ''), ifnull(confidence, ''), person.is_expected,"
    " person.is_excused, ifnull(live_ms, 0), ifnull(replay_ms, 0), ifnull(offline_ms, 0),"
    " ifnull(credited_ms, 0), ifnull(leaf, -1) FROM register_person AS person"
    " LEFT JOIN record ON record.register_id = person.register_id"
    " AND record.member_id = person.member_id AND is_newest = 1 AND record.kind <> 'carried'"
    " WHERE person.register_id = ?1 AND (?2 IS NULL OR person.unit_id IN (SELECT id FROM reach))"
    " ORDER BY person.group_name, person.unit_name, person.unit_id,"
    " substr(person.search_key, instr(person.search_key, char(10)) + 1), person.name,"
    " person.member_id LIMIT ?3";

static void *make_person(Statement *statement) {
    PaperRow *row = g_new0(PaperRow, 1);
    int64_t *const numbers[] = {&row->live_ms, &row->replay_ms, &row->offline_ms, &row->credited_ms,
                                &row->leaf};
    statement_copy_text(statement, 0, row->member_id, sizeof row->member_id);
    row->name = statement_dup_text(statement, 1);
    row->unit_name = statement_dup_text(statement, 2);
    row->group_name = statement_dup_text(statement, 3);
    row->state = statement_dup_text(statement, 4);
    row->how = statement_dup_text(statement, 5);
    row->confidence = statement_dup_text(statement, 6);
    row->is_expected = statement_int64(statement, 7) != 0;
    if (!*row->state && statement_int64(statement, 8)) {
        g_free(row->state);
        row->state = g_strdup("excused");
    }
    for (unsigned i = 0; i < G_N_ELEMENTS(numbers); i++)
        *numbers[i] = statement_int64(statement, 9 + (int)i);
    return row;
}

static Statement *prepare(Database *database, const char *sql, const PaperSheetOrder *order,
                          GError **error) {
    Statement *statement = database_prepare(database, sql, error);
    if (statement) {
        statement_bind_text(statement, 1, order->row->id);
        statement_bind_text(statement, 2, order->roots_json);
        statement_bind_int64(statement, 3, PAPER_SHEET_MAX_ROWS + 1);
    }
    return statement;
}

static bool load_people(Database *database, const PaperSheetOrder *order, PaperSheet *sheet,
                        GError **error) {
    g_autoptr(Statement) statement = prepare(database, PEOPLE, order, error);
    g_clear_pointer(&sheet->rows, g_ptr_array_unref);
    sheet->rows =
        statement ? statement_rows(statement, make_person, paper_sheet_free_row, error) : NULL;
    return sheet->rows != NULL;
}

/* ---- what was entered ---- */

#define STAYS                                                                                      \
    "SELECT ifnull(p.member_id, ''), ifnull(p.guest_name, ''), p.from_us, " PRESENCE_UNTIL_SQL     \
    ", p.how, place.name, p.guest_number FROM presence AS p"                                       \
    " LEFT JOIN place ON place.id = p.place_id"                                                    \
    " WHERE p.register_id = ?1 AND NOT " PRESENCE_WITHDRAWN_SQL

/* The rows of a sheet that is not closed; of several stays of somebody the last one. */
static const char ENTERED[] = REACH STAYS
    " AND p.member_id NOT NULL AND (?2 IS NULL OR p.member_id IN (SELECT person.member_id"
    " FROM register_person AS person JOIN reach ON reach.id = person.unit_id"
    " WHERE person.register_id = ?1)) AND ?3 ORDER BY p.from_us, p.id";

static const char GUESTS[] =
    REACH STAYS " AND p.member_id IS NULL AND (?2 IS NULL OR place.unit_id IN"
                " (SELECT id FROM reach)) ORDER BY p.from_us, p.guest_name, p.id LIMIT ?3";

static void fill_stay(Statement *statement, PaperRow *row) {
    char *const texts[] = {row->state, row->how, row->place};
    for (unsigned i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(texts[i]);
    row->from_us = statement_int64(statement, 2);
    row->until_us = statement_int64(statement, 3);
    row->how = statement_dup_text(statement, 4);
    row->place = statement_dup_text(statement, 5);
    row->state = g_strdup(row->until_us ? "left" : "entered");
}

static bool load_entered(Database *database, const PaperSheetOrder *order, PaperSheet *sheet,
                         GError **error) {
    StatementStep step;
    g_autoptr(GHashTable) rows = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(Statement) statement = prepare(database, ENTERED, order, error);
    if (!statement)
        return false;
    for (unsigned i = 0; i < sheet->rows->len; i++) {
        PaperRow *row = sheet->rows->pdata[i];
        g_hash_table_insert(rows, row->member_id, row);
    }
    while ((step = statement_step(statement, error)) == STATEMENT_ROW) {
        PaperRow *row = g_hash_table_lookup(rows, statement_text(statement, 0));
        if (row)
            fill_stay(statement, row);
    }
    return step == STATEMENT_DONE;
}

/* Of whose name the time is over, the number is left. */
static void *make_guest(Statement *statement) {
    PaperRow *row = g_new0(PaperRow, 1);
    row->leaf = -1;
    row->guest_number = statement_int64(statement, 6);
    row->name = statement_dup_text(statement, 1);
    fill_stay(statement, row);
    return row;
}

static bool load_guests(Database *database, const PaperSheetOrder *order, PaperSheet *sheet,
                        GError **error) {
    g_autoptr(Statement) statement = prepare(database, GUESTS, order, error);
    g_clear_pointer(&sheet->guests, g_ptr_array_unref);
    sheet->guests =
        statement ? statement_rows(statement, make_guest, paper_sheet_free_row, error) : NULL;
    return sheet->guests != NULL;
}

static bool check_size(const PaperSheet *sheet, GError **error) {
    if (sheet->rows->len + sheet->guests->len <= PAPER_SHEET_MAX_ROWS)
        return true;
    g_set_error_literal(error, BASE_ERROR, ERROR_TOO_LARGE,
                        "A sheet has at most 1,000 people: ask for one unit at a time ('unit').");
    return false;
}

/* ---- head counts and confirmations, the oldest first ---- */

static char *note_text(const RegisterNote *note, PaperLanguage language) {
    g_autofree char *at = paper_words_moment(note->entered_at_us);
    g_autofree char *step =
        note->is_count ? NULL : g_strconcat("step_", PRESENCE_STEP_WORDS[note->step], NULL);
    return g_strdup_printf("%s%s%s  %" PRId64 "  %s  %s  %s",
                           paper_words(language, note->is_count ? PAPER_HEADS : PAPER_CONFIRMED),
                           step ? " · " : "", step ? paper_words_of(language, step) : "",
                           note->number, note->place_name ? note->place_name : "",
                           note->entered_name, at);
}

static bool load_notes(Database *database, const PaperSheetOrder *order, PaperSheet *sheet,
                       GError **error) {
    g_autoptr(GPtrArray) notes =
        register_note_list(database, order->row->id, NULL, order->roots_json, error);
    for (unsigned i = notes ? notes->len : 0; i > 0; i--)
        g_ptr_array_add(sheet->notes, note_text(notes->pdata[i - 1], order->language));
    return notes != NULL;
}

/* ---- the head ---- */

static const char FACTS[] =
    "SELECT (SELECT name FROM unit WHERE unit.id = unit_id), (SELECT name FROM meeting_type"
    " WHERE meeting_type.id = type_id), ifnull(policy_id, ''), ifnull(policy_version, 0)"
    " FROM register WHERE register.id = ?1";

static const char PLACES[] = REACH
    "SELECT DISTINCT place.name FROM place WHERE (place.id IN (SELECT p.place_id FROM presence AS p"
    " WHERE p.register_id = ?1) OR place.id = (SELECT register.place_id FROM register"
    " WHERE register.id = ?1)) AND (?2 IS NULL OR place.unit_id IN (SELECT id FROM reach))"
    " ORDER BY place.name LIMIT min(?3, 21)";

static bool load_places(Database *database, const PaperSheetOrder *order, PaperSheet *sheet,
                        GError **error) {
    g_autoptr(Statement) statement = prepare(database, PLACES, order, error);
    g_autoptr(GPtrArray) names = statement ? statement_texts(statement, error) : NULL;
    GString *out = g_string_new(NULL);
    for (unsigned i = 0; names && i < MIN(names->len, MAX_PLACES); i++)
        g_string_append_printf(out, "%s%s", i > 0 ? "、" : "", (const char *)names->pdata[i]);
    g_string_append(out, names && names->len > MAX_PLACES ? " …" : "");
    sheet->places = g_string_free(out, FALSE);
    return names != NULL;
}

static bool load_facts(Database *database, const PaperSheetOrder *order, PaperSheet *sheet,
                       GError **error) {
    char policy_id[ID_TEXT_BYTES];
    g_autoptr(Statement) statement = database_prepare(database, FACTS, error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, order->row->id);
    StatementStep step = statement_step(statement, error);
    if (step != STATEMENT_ROW)
        return false;
    sheet->unit_name = statement_dup_text(statement, 0);
    sheet->type_name = statement_dup_text(statement, 1);
    statement_copy_text(statement, 2, policy_id, sizeof policy_id);
    int64_t version = statement_int64(statement, 3);
    const PaperRule rule = {policy_id, version, sheet->language};
    return paper_rule_load(database, &rule, &sheet->rule, error);
}

static PaperSheet *begin(const PaperSheetOrder *order) {
    const RegisterRow *row = order->row;
    PaperSheet *sheet = paper_sheet_new();
    sheet->language = order->language;
    sheet->form = order->is_blank     ? PAPER_FORM_BLANK
                  : row->closed_at_us ? PAPER_FORM_CLOSED
                                      : PAPER_FORM_OPEN;
    g_strlcpy(sheet->register_id, row->id, sizeof sheet->register_id);
    sheet->title = g_strdup(row->title);
    sheet->kind = g_strdup(REGISTER_KIND_WORDS[row->kind]);
    sheet->printed_by = g_strdup(order->printed_by);
    sheet->began_at_us = row->began_at_us;
    sheet->ended_at_us = row->ended_at_us;
    sheet->closed_at_us = row->closed_at_us;
    sheet->printed_at_us = clock_wall_us();
    return sheet;
}

static bool load_lists(Database *database, const PaperSheetOrder *order, PaperSheet *sheet,
                       GError **error) {
    if (sheet->form == PAPER_FORM_BLANK)
        return check_size(sheet, error);
    if (sheet->form == PAPER_FORM_OPEN && !load_entered(database, order, sheet, error))
        return false;
    return load_guests(database, order, sheet, error) && check_size(sheet, error) &&
           load_notes(database, order, sheet, error);
}

PaperSheet *paper_sheet_load(Database *database, const PaperSheetOrder *order, GError **error) {
    database_assert_current(database);
    PaperSheet *sheet = begin(order);
    if (load_people(database, order, sheet, error) && load_lists(database, order, sheet, error) &&
        load_facts(database, order, sheet, error) && load_places(database, order, sheet, error) &&
        paper_mark_load(database, &sheet->mark, error))
        return sheet;
    paper_sheet_free(sheet);
    return NULL;
}
