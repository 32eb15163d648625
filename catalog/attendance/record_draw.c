#include "catalog/attendance/record_draw.h"

#include <inttypes.h>

#include "catalog/ledger/ledger_table.h"
#include "catalog/rights/rights.h"

/* ---- reading ---- */

#define CONDITIONS " is_newest = 1 AND (?2 IS NULL OR register_id = ?2) AND (?3 = 0 OR year = ?3)"

bool record_draw_read(Database *database, const RecordDraw *draw, RecordSample *sample,
                      GError **error) {
    database_assert_current(database);
    StatementStep step;
    g_autoptr(Statement) statement =
        draw->roots_json
            ? database_prepare(database,
                               RIGHTS_REACH_SQL "SELECT record.id FROM record"
                                                " WHERE unit_id IN (SELECT id FROM reach)"
                                                " AND" CONDITIONS,
                               error)
            : database_prepare(
                  database, "SELECT record.id FROM record WHERE ?1 IS NULL AND" CONDITIONS, error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, draw->roots_json);
    statement_bind_text(statement, 2, draw->register_id);
    statement_bind_int64(statement, 3, draw->year);
    while ((step = statement_step(statement, error)) == STATEMENT_ROW)
        record_sample_add(sample, statement_text(statement, 0));
    return step == STATEMENT_DONE;
}

/* ---- the leaf ---- */

/* ["a","b"] as a,b. Ids of units, so no quoting inside. */
static void append_units(GString *out, const char *roots_json) {
    g_string_append(out, "units ");
    if (!roots_json)
        g_string_append_c(out, '-');
    for (const char *at = roots_json; at && *at; at++)
        if (*at != '[' && *at != ']' && *at != '"' && *at != ' ')
            g_string_append_c(out, *at);
    g_string_append_c(out, '\n');
}

static void append_ids(GString *out, const RecordSample *sample) {
    unsigned n_rows = record_sample_count(sample);
    g_string_append(out, n_rows > 0 ? "records " : "records -");
    for (unsigned i = 0; i < n_rows; i++)
        g_string_append_printf(out, "%s%s", i > 0 ? "," : "", record_sample_id(sample, i));
    g_string_append_c(out, '\n');
}

static char *text_of(const RecordDrawn *drawn) {
    const RecordDraw *draw = drawn->draw;
    GString *out = g_string_new("tongping-sample 1\n");
    g_autofree char *name = g_strdup(*drawn->by_name ? drawn->by_name : "-");
    g_strdelimit(name, "\n\r", ' '); /* would be another line of the leaf */
    g_string_append_printf(out, "seed %s\nregister %s\n", drawn->seed,
                           draw->register_id ? draw->register_id : "-");
    if (draw->year > 0)
        g_string_append_printf(out, "year %" PRId64 "\n", draw->year);
    else
        g_string_append(out, "year -\n");
    append_units(out, draw->roots_json);
    g_string_append_printf(out, "of %" PRId64 "\n", record_sample_population(drawn->sample));
    append_ids(out, drawn->sample);
    g_string_append_printf(out, "by %s %s\ndrawn %" PRId64 "\n", drawn->by_id, name, drawn->at_us);
    return g_string_free(out, FALSE);
}

bool record_draw_seal(Database *database, const RecordDrawn *drawn, int64_t *ret_leaf,
                      GError **error) {
    database_assert_current(database);
    g_autofree char *text = text_of(drawn);
    const char *subject = drawn->draw->register_id ? drawn->draw->register_id : "";
    return ledger_table_append(database, LEDGER_SAMPLE, subject, text, ret_leaf, error);
}
