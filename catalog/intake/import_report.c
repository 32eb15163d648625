#include "catalog/intake/import_report.h"

#include "catalog/sheet/sheet_writer.h"

const char *import_report_name(const ImportWork *work, const ImportRow *row) {
    int field = work->kind == IMPORT_UNITS ? (int)UNIT_FIELD_NAME : (int)MEMBER_FIELD_NAME;
    return row->values[field] ? row->values[field] : "";
}

/* Of a unit that is planned the path is to where it will stand. */
char *import_report_unit(const ImportWork *work, const ImportRow *row) {
    if (row->unit >= 0)
        return unit_names_path(import_roster_units(work->roster), row->unit);
    int field = work->kind == IMPORT_UNITS ? (int)UNIT_FIELD_PARENT : (int)MEMBER_FIELD_UNIT;
    return g_strdup(row->values[field] ? row->values[field] : "");
}

static const char *const OUTCOMES[IMPORT_N_OUTCOMES][IMPORT_N_LANGUAGES] = {
    [IMPORT_NEW] = {"新增", "new"},         [IMPORT_CHANGED] = {"更新", "changed"},
    [IMPORT_SAME] = {"无变化", "same"},     [IMPORT_WRONG] = {"有误", "wrong"},
    [IMPORT_SKIPPED] = {"跳过", "skipped"},
};

static const SheetColumn COLUMNS[IMPORT_N_LANGUAGES][5] = {
    {{"行号", 8, true}, {"结果", 10}, {"名称", 20}, {"组织", 40}, {"说明", 80}},
    {{"row", 8, true}, {"outcome", 10}, {"name", 20}, {"unit", 40}, {"remarks", 80}},
};

static char *join_notes(const ImportRow *row, ImportLanguage language) {
    GString *out = g_string_new(NULL);
    for (const ImportNote *note = row->notes; note; note = note->next) {
        g_autofree char *text = import_note_text(note->kind, language, note->a, note->b);
        if (out->len > 0)
            g_string_append(out, language == IMPORT_EN ? " " : "；");
        g_string_append(out, text);
    }
    return g_string_free(out, FALSE);
}

GBytes *import_report(const ImportWork *work, SheetFormat format, ImportLanguage language,
                      GError **error) {
    const SheetColumn *columns = COLUMNS[language];
    g_autoptr(SheetWriter) writer = sheet_writer_new(
        format, language == IMPORT_EN ? "report" : "导入结果", columns, G_N_ELEMENTS(COLUMNS[0]));
    const ImportTable *table = work->reading->table;
    for (unsigned i = 0; i < import_table_count(table); i++) {
        const ImportRow *row = import_table_row(table, i);
        g_autofree char *number = g_strdup_printf("%u", row->number);
        g_autofree char *unit = import_report_unit(work, row);
        g_autofree char *notes = join_notes(row, language);
        const char *const cells[] = {number, OUTCOMES[row->outcome][language],
                                     import_report_name(work, row), unit, notes};
        if (!sheet_writer_add(writer, cells, error))
            return NULL;
    }
    return sheet_writer_finish(writer, error);
}
