#include "server/roster_import.h"

#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/token.h"
#include "catalog/intake/apply_members.h"
#include "catalog/intake/import_apply.h"
#include "catalog/intake/import_plan.h"
#include "catalog/intake/import_report.h"
#include "catalog/store/audit_table.h"
#include "catalog/store/store_file.h"
#include "server/command_database.h"

#define SHOWN_ROWS 20 /* wrong ones; the report has all */

static GBytes *read_file(const char *path, GError **error) {
    char *data;
    size_t length;
    g_autoptr(GError) failure = NULL;
    if (!g_file_get_contents(path, &data, &length, &failure)) {
        g_set_error(error, BASE_ERROR, ERROR_CONFIG, "cannot read '%s': %s", path,
                    failure->message);
        return NULL;
    }
    if (length <= IMPORT_FILE_MAX_BYTES)
        return g_bytes_new_take(data, length);
    g_free(data);
    g_set_error(error, BASE_ERROR, ERROR_CONFIG, "cannot import '%s': it has more than %d MiB",
                path, IMPORT_FILE_MAX_BYTES / 1024 / 1024);
    return NULL;
}

/* The unit named by --below as JSON array of its id; NULL text: the whole tree. */
static bool find_roots(Database *database, const char *below, char **ret_json, GError **error) {
    *ret_json = NULL;
    if (!below)
        return true;
    ImportScope everything = {.can_make_roots = true};
    g_autoptr(ImportRoster) roster = import_roster_load(database, &everything, false, error);
    if (!roster)
        return false;
    unsigned n_matches;
    int unit = unit_names_find(import_roster_units(roster), below, &n_matches);
    if (unit == UNIT_NAMES_AMBIGUOUS)
        g_set_error(error, BASE_ERROR, ERROR_CONFIG,
                    "'%s' is the name of %u units: write the whole path", below, n_matches);
    else if (unit < 0)
        g_set_error(error, BASE_ERROR, ERROR_CONFIG, "there is no unit '%s'", below);
    if (unit < 0)
        return false;
    *ret_json = g_strdup_printf("[\"%s\"]", unit_names_id(import_roster_units(roster), unit));
    return true;
}

static bool plan(Database *database, ImportWork *work, const FieldCrypto *crypto, GError **error) {
    ImportScope scope = import_work_scope(work);
    work->roster = import_roster_load(database, &scope, work->kind == IMPORT_MEMBERS, error);
    return work->roster && import_plan(work->reading->table, work->roster, &scope, crypto, error);
}

static bool write_audit(Database *database, const ImportWork *work, GError **error) {
    g_autofree char *detail = g_strdup_printf(
        "{\"kind\":\"%s\",\"new\":%u,\"changed\":%u,\"same\":%u,\"wrong\":%u}",
        IMPORT_KIND_WORDS[work->kind], work->counts[IMPORT_NEW], work->counts[IMPORT_CHANGED],
        work->counts[IMPORT_SAME], work->counts[IMPORT_WRONG]);
    AuditRow row = {.actor_name = (char *)"command line",
                    .action = (char *)"import",
                    .outcome = (char *)"ok",
                    .detail = detail};
    return audit_table_append(database, &row, error);
}

static bool write_rows(Database *database, ImportWork *work, const FieldCrypto *crypto,
                       GError **error) {
    ImportScope scope = import_work_scope(work);
    g_autoptr(GPtrArray) prepared = apply_members_prepare(work->reading->table, crypto);
    ImportRoster *roster = NULL;
    if (!database_begin(database, DATABASE_WRITE, error))
        return false;
    bool is_done =
        import_apply(database, work->reading->table, &scope, crypto, prepared, &roster, error);
    if (is_done) {
        import_roster_free(work->roster);
        work->roster = roster;
        import_table_tally(work->reading->table, work->counts);
    }
    if (is_done && write_audit(database, work, error))
        return database_commit(database, error);
    database_rollback(database);
    return false;
}

/* ---- what is said ---- */

static ImportLanguage language(void) {
    const char *locale = g_getenv("LANG");
    return import_note_language(locale && g_str_has_prefix(locale, "zh") ? locale : "en");
}

static void print_row(const ImportWork *work, const ImportRow *row) {
    printf("  row %u: %s:", row->number, import_report_name(work, row));
    for (const ImportNote *note = row->notes; note; note = note->next) {
        g_autofree char *text = import_note_text(note->kind, language(), note->a, note->b);
        printf(" %s", text);
    }
    printf("\n");
}

static void print_summary(ImportWork *work, bool is_dry) {
    const ImportTable *table = work->reading->table;
    import_table_tally(table, work->counts);
    printf("%s%u new, %u changed, %u the same, %u wrong, %u skipped\n", is_dry ? "would be: " : "",
           work->counts[IMPORT_NEW], work->counts[IMPORT_CHANGED], work->counts[IMPORT_SAME],
           work->counts[IMPORT_WRONG], work->counts[IMPORT_SKIPPED]);
    unsigned n_shown = 0;
    for (unsigned i = 0; i < import_table_count(table) && n_shown < SHOWN_ROWS; i++) {
        const ImportRow *row = import_table_row(table, i);
        if (row->outcome != IMPORT_WRONG)
            continue;
        print_row(work, row);
        n_shown++;
    }
    if (work->counts[IMPORT_WRONG] > n_shown)
        printf("  … and %u more: --report FILE has them all\n",
               work->counts[IMPORT_WRONG] - n_shown);
}

static bool write_report(const ImportWork *work, const char *path, GError **error) {
    if (!path)
        return true;
    SheetFormat format = g_str_has_suffix(path, ".xlsx") ? SHEET_FORMAT_XLSX : SHEET_FORMAT_TEXT;
    g_autoptr(GBytes) file = import_report(work, format, language(), error);
    g_autoptr(GError) failure = NULL;
    if (!file)
        return false;
    if (g_file_set_contents(path, g_bytes_get_data(file, NULL), (gssize)g_bytes_get_size(file),
                            &failure))
        return true;
    g_set_error(error, BASE_ERROR, ERROR_CONFIG, "cannot write '%s': %s", path, failure->message);
    return false;
}

/* ---- the whole ---- */

static bool read_rows(ImportWork *work, GError **error) {
    work->reading = import_read(work->file, work->kind, &work->layout, error);
    if (!work->reading || !work->reading->missing)
        return work->reading != NULL;
    g_autofree char *text =
        import_note_text(NOTE_COLUMNS_MISSING, language(), work->reading->missing, NULL);
    g_set_error(error, BASE_ERROR, ERROR_CONFIG, "cannot import: %s", text);
    return false;
}

static bool run(Database *database, ImportWork *work, const RosterImportOptions *options,
                const FieldCrypto *crypto, GError **error) {
    if (!find_roots(database, options->below, &work->roots_json, error) ||
        !read_rows(work, error) || !plan(database, work, crypto, error) ||
        (!options->dry_run && !write_rows(database, work, crypto, error)) ||
        !write_report(work, options->report, error))
        return false;
    print_summary(work, options->dry_run);
    return true;
}

bool roster_import_run(const RosterImportOptions *options, ImportKind kind, const char *path,
                       GError **error) {
    const char *directory = options->settings.data_directory;
    g_autoptr(CommandDatabase) joined = command_database_open(directory, error);
    g_autoptr(TokenKeys) keys = joined ? token_keys_open(directory, error) : NULL;
    g_autoptr(FieldCrypto) crypto = keys ? store_file_crypto(joined->database, keys, error) : NULL;
    g_autoptr(GBytes) file = crypto ? read_file(path, error) : NULL;
    if (!file)
        return false;
    ImportWork *work = g_new0(ImportWork, 1);
    work->file = g_bytes_ref(file);
    work->kind = kind;
    work->layout.sheet = (unsigned)options->sheet - 1;
    work->can_make_levels = true;
    work->can_make_roots = options->below == NULL;
    bool is_done = run(joined->database, work, options, crypto, error);
    import_work_free(work);
    return is_done;
}
