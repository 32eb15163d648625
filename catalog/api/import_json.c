#include "catalog/api/import_json.h"

#include "base/clock.h"
#include "base/json_table.h"
#include "catalog/api/wire.h"
#include "catalog/intake/import_report.h"
#include "catalog/intake/intake.h"
#include "catalog/say/sentence.h"

static void append_member(GString *out, const char *name, const char *text) {
    if (!text)
        return;
    g_string_append_printf(out, ",\"%s\":", name);
    json_append_string(out, text);
}

static void append_texts(GString *out, const char *const *texts, unsigned max) {
    g_string_append_c(out, '[');
    for (unsigned i = 0; texts && i < max && texts[i]; i++) {
        if (i > 0)
            g_string_append_c(out, ',');
        json_append_string(out, texts[i]);
    }
    g_string_append_c(out, ']');
}

static void append_columns(GString *out, const ImportReading *reading, ImportKind kind) {
    const ImportField *fields = import_field_table(kind);
    g_string_append(out, ",\"columns\":[");
    for (unsigned i = 0; reading && i < reading->columns->len; i++) {
        const ImportColumn *column = reading->columns->pdata[i];
        g_string_append(out, i > 0 ? ",{\"header\":" : "{\"header\":");
        json_append_string(out, column->header);
        append_member(out, "field", column->field >= 0 ? fields[column->field].word : NULL);
        g_string_append(out, ",\"samples\":");
        append_texts(out, (const char *const *)column->samples, IMPORT_COLUMN_SAMPLES);
        g_string_append_c(out, '}');
    }
    g_string_append_c(out, ']');
}

static void append_fields(GString *out, ImportKind kind) {
    const ImportField *fields = import_field_table(kind);
    g_string_append(out, ",\"fields\":[");
    for (unsigned i = 0; fields[i].word; i++)
        g_string_append_printf(out, "%s{\"field\":\"%s\",\"name\":\"%s\",\"required\":%s}",
                               i > 0 ? "," : "", fields[i].word, fields[i].name,
                               fields[i].is_required ? "true" : "false");
    g_string_append_c(out, ']');
}

static void append_counts(GString *out, const unsigned counts[IMPORT_N_OUTCOMES]) {
    unsigned n_rows = 0;
    for (unsigned i = 0; i < IMPORT_N_OUTCOMES; i++)
        n_rows += counts[i];
    g_string_append_printf(out,
                           ",\"counts\":{\"rows\":%u,\"created\":%u,\"changed\":%u,\"same\":%u,"
                           "\"wrong\":%u,\"skipped\":%u}",
                           n_rows, counts[IMPORT_NEW], counts[IMPORT_CHANGED], counts[IMPORT_SAME],
                           counts[IMPORT_WRONG], counts[IMPORT_SKIPPED]);
}

/* Where an import stands; the steps take about equally long. */
static unsigned progress_of(const Import *import) {
    static const unsigned percents[] = {[IMPORT_READING] = 30,
                                        [IMPORT_READY] = 100,
                                        [IMPORT_APPLYING] = 60,
                                        [IMPORT_DONE] = 100,
                                        [IMPORT_FAILED] = 100};
    return percents[import->state];
}

char *import_json(const Import *import, ImportLanguage language) {
    const ImportReading *reading = import->work ? import->work->reading : NULL;
    int64_t left_us = import->used_at_us + INTAKE_KEPT_US - clock_monotonic_us();
    g_autofree char *expires = wire_time(clock_wall_us() + left_us);
    GString *out = g_string_new(NULL);
    g_string_append_printf(
        out, "{\"id\":\"%s\",\"kind\":\"%s\",\"state\":\"%s\",\"file_name\":", import->id,
        IMPORT_KIND_WORDS[import->kind], IMPORT_STATE_WORDS[import->state]);
    json_append_string(out, import->file_name);
    g_autofree char *remark =
        import->remark.a ? import_note_text(import->remark.kind, language, import->remark.a, NULL)
                         : NULL;
    g_autofree char *chinese =
        import->detail && language == IMPORT_ZH_CN ? sentence_to_chinese(import->detail) : NULL;
    append_member(out, "detail", chinese ? chinese : import->detail ? import->detail : remark);
    append_member(out, "unit_id", *import->unit_id ? import->unit_id : NULL);
    g_string_append(out, ",\"sheets\":");
    append_texts(out, reading ? (const char *const *)reading->sheets : NULL, G_MAXUINT);
    g_string_append_printf(out, ",\"sheet\":%u,\"header_row\":%u", reading ? reading->sheet : 0,
                           reading ? reading->header_row : 0);
    append_columns(out, reading, import->kind);
    append_fields(out, import->kind);
    append_counts(out, import->counts);
    g_string_append_printf(out, ",\"progress\":%u,\"expires_at\":\"%s\"}", progress_of(import),
                           expires);
    return g_string_free(out, FALSE);
}

static void append_row(GString *out, const ImportWork *work, const ImportRow *row,
                       ImportLanguage language) {
    g_autofree char *unit = import_report_unit(work, row);
    g_string_append_printf(out, "{\"row\":%u,\"outcome\":\"%s\",\"name\":", row->number,
                           IMPORT_OUTCOME_WORDS[row->outcome]);
    json_append_string(out, import_report_name(work, row));
    append_member(out, "unit", unit);
    g_string_append(out, ",\"problems\":[");
    for (const ImportNote *note = row->notes; note; note = note->next) {
        g_autofree char *text = import_note_text(note->kind, language, note->a, note->b);
        if (note != row->notes)
            g_string_append_c(out, ',');
        json_append_string(out, text);
    }
    g_string_append(out, "]}");
}

char *import_json_rows(const Import *import, const ImportRowsQuery *query) {
    const ImportTable *table = import->work->reading->table;
    GString *out = g_string_new("[");
    unsigned n_rows = 0;
    for (unsigned i = 0; i < import_table_count(table) && n_rows < query->limit; i++) {
        const ImportRow *row = import_table_row(table, i);
        bool is_wanted = row->number > query->after &&
                         (query->outcome < 0 || row->outcome == (ImportOutcome)query->outcome);
        if (!is_wanted)
            continue;
        if (n_rows++ > 0)
            g_string_append_c(out, ',');
        append_row(out, import->work, row, query->language);
    }
    g_string_append_c(out, ']');
    return g_string_free(out, FALSE);
}
