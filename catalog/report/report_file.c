#include "catalog/report/report_file.h"

#include <string.h>

#include "base/clock.h"
#include "catalog/report/report_number.h"
#include "catalog/sheet/sheet_book.h"

#define CELL_BYTES REPORT_NUMBER_BYTES

/* ---- cells ---- */

static void write_moment(int64_t at_us, char *ret_text, size_t size) {
    g_autoptr(GDateTime) local = g_date_time_new_from_unix_local(at_us / CLOCK_US_PER_S);
    g_autofree char *text = local ? g_date_time_format(local, "%Y-%m-%d %H:%M") : NULL;
    g_strlcpy(ret_text, text ? text : "", size);
}

static void write_number(ReportForm form, int64_t number, char *ret_text, size_t size) {
    switch (form) {
    case REPORT_HOURS:
        report_number_thousandths(number, ret_text);
        break;
    case REPORT_MINUTES:
        report_number_thousandths(number / 6000 * 100, ret_text);
        break;
    case REPORT_SHARE:
        report_number_thousandths(number * 100, ret_text);
        break;
    case REPORT_MOMENT:
        write_moment(number, ret_text, size);
        break;
    case REPORT_COUNT:
    case REPORT_ID:
    case REPORT_TEXT:
    case REPORT_WORD:
        g_snprintf(ret_text, size, "%" G_GINT64_FORMAT, number);
        break;
    }
}

static const char *name_of(const ReportWord *words, const char *word) {
    for (unsigned i = 0; words && words[i].word; i++)
        if (strcmp(words[i].word, word) == 0)
            return words[i].name;
    return word;
}

/* Each of "remote,qr" by its name. Caller frees. */
static char *names_of(const ReportWord *words, const char *list) {
    g_auto(GStrv) parts = g_strsplit(list, ",", -1);
    GString *out = g_string_new(NULL);
    for (unsigned i = 0; parts[i]; i++) {
        g_string_append(out, i > 0 ? "、" : "");
        g_string_append(out, name_of(words, parts[i]));
    }
    return g_string_free(out, FALSE);
}

static bool is_text(ReportForm form) {
    return form == REPORT_ID || form == REPORT_TEXT || form == REPORT_WORD;
}

/* ---- the table ---- */

typedef struct Making {
    const ReportFile *file;
    SheetColumn columns[REPORT_MAX_COLUMNS];
    unsigned sources[REPORT_MAX_COLUMNS]; /* index of the report's column */
    unsigned n_columns;
    SheetBook *book;
    char *group; /* of the sheet that is written; NULL: none yet */
    GStrv lines;
} Making;

static void making_clear(Making *making) {
    g_clear_pointer(&making->book, sheet_book_free);
    g_free(making->group);
    g_strfreev(making->lines);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Making, making_clear)

static void choose_columns(Making *making) {
    const ReportKind *kind = making->file->kind;
    for (unsigned i = 0; i < kind->n_columns; i++) {
        const ReportColumn *column = &kind->columns[i];
        bool is_number = !is_text(column->form) && column->form != REPORT_MOMENT;
        if (column->form == REPORT_ID)
            continue;
        making->sources[making->n_columns] = i;
        making->columns[making->n_columns++] =
            (SheetColumn){column->header, column->width, is_number};
    }
}

static void begin_sheet(Making *making, const char *group) {
    g_free(making->group);
    making->group = g_strdup(group);
    sheet_book_begin(making->book, group, (const char *const *)making->lines);
}

/* Texts that are made for the row are kept in `made`. */
static const char *text_of(const ReportColumn *column, const ReportCell *cell,
                           char made[CELL_BYTES], GPtrArray *kept) {
    if (column->form == REPORT_TEXT || (is_text(column->form) && !cell->text))
        return cell->text;
    if (is_text(column->form)) {
        g_ptr_array_add(kept, names_of(column->words, cell->text));
        return kept->pdata[kept->len - 1];
    }
    if (cell->is_empty)
        return NULL;
    write_number(column->form, cell->number, made, CELL_BYTES);
    return made;
}

static bool add_row(const ReportCell *cells, void *data, GError **error) {
    Making *making = data;
    const ReportKind *kind = making->file->kind;
    char made[REPORT_MAX_COLUMNS][CELL_BYTES];
    const char *texts[REPORT_MAX_COLUMNS];
    g_autoptr(GPtrArray) kept = g_ptr_array_new_with_free_func(g_free);
    const char *group = kind->group_column >= 0 ? cells[kind->group_column].text : kind->title;
    if (!making->group || strcmp(making->group, group) != 0)
        begin_sheet(making, group);
    for (unsigned i = 0; i < making->n_columns; i++) {
        unsigned source = making->sources[i];
        texts[i] = text_of(&kind->columns[source], &cells[source], made[i], kept);
    }
    return sheet_book_add(making->book, texts, error);
}

/* ---- what stands above it ---- */

static char *ledger_line(const ReportFacts *facts) {
    char made_at[CELL_BYTES];
    write_moment(facts->made_at_us, made_at, sizeof made_at);
    if (facts->size == 0)
        return g_strdup_printf("存证：尚无检查点；制表时间：%s", made_at);
    return g_strdup_printf("存证检查点：第 %" G_GINT64_FORMAT " 期，%" G_GINT64_FORMAT
                           " 条，根 %s；制表时间：%s",
                           facts->epoch, facts->size, facts->root, made_at);
}

static GStrv lines_of(const ReportFile *file) {
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    g_autofree char *title = g_strdup_printf("%s　%s　%d 年", file->kind->title,
                                             file->about ? file->about : "全部", file->query->year);
    g_autofree char *rule = g_strdup_printf(
        "认定规则：%s%s", REPORT_RULE, file->query->is_short_only ? "；只列学时不足的人员" : "");
    g_autofree char *ledger = ledger_line(file->facts);
    g_strv_builder_add(builder, title);
    g_strv_builder_add(builder, rule);
    if (file->note)
        g_strv_builder_add(builder, file->note);
    g_strv_builder_add(builder, ledger);
    return g_strv_builder_end(builder);
}

GBytes *report_file_make(Database *database, const ReportFile *file, GError **error) {
    database_assert_current(database);
    g_auto(Making) making = {.file = file};
    choose_columns(&making);
    making.book = sheet_book_new(file->format, making.columns, making.n_columns);
    making.lines = lines_of(file);
    if (!file->kind->visit(database, file->query, add_row, &making, error))
        return NULL;
    if (!making.group)
        begin_sheet(&making, file->kind->title);
    return sheet_book_finish(making.book, error);
}

static bool count_row(const ReportCell *cells, void *data, GError **error) {
    ++*(int64_t *)data;
    return true;
}

bool report_file_count(Database *database, const ReportKind *kind, const ReportQuery *query,
                       int64_t *ret_rows, GError **error) {
    ReportQuery all = *query;
    all.after = NULL;
    all.limit = 0;
    *ret_rows = 0;
    return kind->visit(database, &all, count_row, ret_rows, error);
}
