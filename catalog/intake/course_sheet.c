#include "catalog/intake/course_sheet.h"

#include <string.h>

#include "base/error.h"
#include "catalog/intake/import_check.h"
#include "catalog/sheet/sheet_reader.h"

#define MAX_TITLES    6
#define HEADER_SEARCH 20 /* rows at the top */

typedef struct Field {
    const char *name;
    const char *titles[MAX_TITLES]; /* other names, folded, without spaces and brackets */
    bool is_required;
} Field;

static const Field FIELDS[COURSE_SHEET_N_FIELDS] = {
    [COURSE_SHEET_FILE] = {"文件", {"文件", "文件名", "文件名称", "file", "filename"}, true},
    [COURSE_SHEET_COURSE] = {"课程", {"课程", "课程名", "课程名称", "course"}, true},
    [COURSE_SHEET_LESSON] = {"课件", {"课件", "课件名称", "课名", "标题", "lesson", "title"}, true},
    [COURSE_SHEET_SERIES] = {"专题", {"专题", "专题名称", "系列", "series"}},
    [COURSE_SHEET_LANGUAGE] = {"语言", {"语言", "语种", "language"}},
    [COURSE_SHEET_TOPIC] = {"主题", {"主题", "分类", "类别", "topic"}},
    [COURSE_SHEET_REQUIRED] = {"必修", {"必修", "是否必修", "required"}},
    [COURSE_SHEET_AUDIENCE] = {"谁可以看", {"谁可以看", "观看范围", "范围", "audience"}},
};

typedef struct Word {
    const char *text;
    bool value;
} Word;

static const Word REQUIRED_WORDS[] = {
    {"是", true},  {"必修", true},  {"yes", true}, {"true", true},   {"1", true},
    {"否", false}, {"选修", false}, {"no", false}, {"false", false}, {"0", false}};
static const Word AUDIENCE_WORDS[] = {{"公开", true},       {"所有人", true},    {"public", true},
                                      {"登录", false},      {"登录后", false},   {"党员", false},
                                      {"signed_in", false}, {"signed in", false}};

const char *course_sheet_field_name(CourseSheetField field) {
    return FIELDS[field].name;
}

static void free_row(void *data) {
    CourseSheetRow *row = data;
    for (unsigned i = 0; i < COURSE_SHEET_N_FIELDS; i++)
        g_free(row->values[i]);
    g_free(row->problem);
    g_free(row);
}

void course_sheet_row_wrong(CourseSheetRow *row, char *take_problem) {
    if (row->problem)
        g_free(take_problem);
    else
        row->problem = take_problem;
}

/* ---- the header ---- */

/* Folded, up to a bracket: "文件名（含后缀）*" is "文件名". */
static char *bare_title(const char *header) {
    g_autofree char *normal = g_utf8_normalize(header, -1, G_NORMALIZE_NFKC);
    g_autofree char *folded = normal ? g_utf8_casefold(normal, -1) : g_strdup("");
    GString *bare = g_string_new(NULL);
    for (const char *at = folded; *at && !strchr("([", *at); at = g_utf8_next_char(at))
        if (g_unichar_isalnum(g_utf8_get_char(at)))
            g_string_append_unichar(bare, g_utf8_get_char(at));
    return g_string_free(bare, FALSE);
}

static int field_of(const char *header) {
    g_autofree char *bare = bare_title(header);
    for (int field = 0; field < COURSE_SHEET_N_FIELDS; field++)
        for (unsigned i = 0; i < MAX_TITLES && FIELDS[field].titles[i]; i++)
            if (g_str_equal(FIELDS[field].titles[i], bare))
                return field;
    return -1;
}

/* Columns of the fields, -1: none; the number of fields that the row names. */
static unsigned recognise(const SheetRow *row, int ret_columns[COURSE_SHEET_N_FIELDS]) {
    unsigned n_found = 0;
    for (unsigned field = 0; field < COURSE_SHEET_N_FIELDS; field++)
        ret_columns[field] = -1;
    for (unsigned i = 0; i < row->n_cells; i++) {
        int field = field_of(row->cells[i].text);
        if (field < 0 || ret_columns[field] >= 0)
            continue;
        ret_columns[field] = (int)i;
        n_found++;
    }
    return n_found;
}

static bool is_whole(const int columns[COURSE_SHEET_N_FIELDS]) {
    for (unsigned field = 0; field < COURSE_SHEET_N_FIELDS; field++)
        if (FIELDS[field].is_required && columns[field] < 0)
            return false;
    return true;
}

/* ---- rows ---- */

static const Word *find_word(const Word *words, size_t n_words, const char *text) {
    g_autofree char *folded = g_utf8_casefold(text, -1);
    for (size_t i = 0; i < n_words; i++)
        if (g_str_equal(words[i].text, folded))
            return &words[i];
    return NULL;
}

static void read_words(CourseSheetRow *row) {
    const char *required = row->values[COURSE_SHEET_REQUIRED];
    const char *audience = row->values[COURSE_SHEET_AUDIENCE];
    const Word *word;
    if (required) {
        word = find_word(REQUIRED_WORDS, G_N_ELEMENTS(REQUIRED_WORDS), required);
        row->has_required = word != NULL;
        row->is_required = word && word->value;
        if (!word)
            course_sheet_row_wrong(
                row, g_strdup_printf("'%s' does not say whether it is required: write 是 or 否",
                                     required));
    }
    if (audience) {
        word = find_word(AUDIENCE_WORDS, G_N_ELEMENTS(AUDIENCE_WORDS), audience);
        row->has_audience = word != NULL;
        row->is_public = word && word->value;
        if (!word)
            course_sheet_row_wrong(
                row,
                g_strdup_printf("'%s' does not say who may see it: write 公开 or 登录", audience));
    }
}

static void check_row(CourseSheetRow *row) {
    for (unsigned field = 0; field < COURSE_SHEET_N_FIELDS; field++)
        if (FIELDS[field].is_required && !row->values[field])
            course_sheet_row_wrong(row,
                                   g_strdup_printf("the column '%s' is empty", FIELDS[field].name));
    read_words(row);
}

static char *text_of(const SheetCell *cell) {
    g_autofree char *text =
        cell->kind == SHEET_CELL_NUMBER ? import_check_number(cell->text) : NULL;
    if (!text)
        text = import_check_tidy(cell->text);
    return *text ? g_steal_pointer(&text) : NULL;
}

static CourseSheetRow *take_row(const SheetRow *sheet_row, const int columns[],
                                const CourseSheetRow *above) {
    CourseSheetRow *row = g_new0(CourseSheetRow, 1);
    row->number = sheet_row->number;
    for (unsigned field = 0; field < COURSE_SHEET_N_FIELDS; field++) {
        int column = columns[field];
        if (column < 0 || (unsigned)column >= sheet_row->n_cells)
            continue;
        const SheetCell *cell = &sheet_row->cells[column];
        row->values[field] = cell->kind == SHEET_CELL_MERGED_AWAY
                                 ? g_strdup(above ? above->values[field] : NULL)
                                 : text_of(cell);
        if (cell->kind == SHEET_CELL_ERROR)
            course_sheet_row_wrong(row, g_strdup_printf("the column '%s' shows the error %s",
                                                        FIELDS[field].name, cell->text));
    }
    return row;
}

static bool is_empty(const CourseSheetRow *row) {
    for (unsigned field = 0; field < COURSE_SHEET_N_FIELDS; field++)
        if (row->values[field])
            return false;
    return true;
}

static char *key_of(const CourseSheetRow *row) {
    const char *series = row->values[COURSE_SHEET_SERIES];
    return g_strjoin("\n", series ? series : "", row->values[COURSE_SHEET_COURSE],
                     row->values[COURSE_SHEET_LESSON], NULL);
}

/* One file, one lesson: the second row of either is wrong. */
static void check_twice(GPtrArray *rows) {
    g_autoptr(GHashTable) files = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GHashTable) lessons = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (unsigned i = 0; i < rows->len; i++) {
        CourseSheetRow *row = rows->pdata[i];
        if (row->problem)
            continue;
        g_autofree char *key = key_of(row);
        const CourseSheetRow *file = g_hash_table_lookup(files, row->values[COURSE_SHEET_FILE]);
        const CourseSheetRow *lesson = g_hash_table_lookup(lessons, key);
        if (file)
            course_sheet_row_wrong(row,
                                   g_strdup_printf("the file '%s' stands in row %u already",
                                                   row->values[COURSE_SHEET_FILE], file->number));
        else if (lesson)
            course_sheet_row_wrong(
                row, g_strdup_printf("the lesson '%s' of this course stands in row %u already",
                                     row->values[COURSE_SHEET_LESSON], lesson->number));
        g_hash_table_insert(files, row->values[COURSE_SHEET_FILE], row);
        g_hash_table_insert(lessons, g_steal_pointer(&key), row);
    }
}

/* ---- the whole ---- */

static bool find_header(SheetReader *reader, int ret_columns[], GError **error) {
    SheetRow row;
    SheetStep step;
    for (unsigned n = 0;
         n < HEADER_SEARCH && (step = sheet_reader_next(reader, &row, error)) != SHEET_END; n++) {
        if (step == SHEET_FAILED)
            return false;
        if (recognise(&row, ret_columns) > 0 && is_whole(ret_columns))
            return true;
    }
    g_set_error(error, BASE_ERROR, ERROR_CONFIG,
                "the sheet needs a header with the columns %s, %s and %s (file, course, lesson)",
                FIELDS[COURSE_SHEET_FILE].name, FIELDS[COURSE_SHEET_COURSE].name,
                FIELDS[COURSE_SHEET_LESSON].name);
    return false;
}

static bool read_rows(SheetReader *reader, const int columns[], GPtrArray *rows, GError **error) {
    SheetRow sheet_row;
    SheetStep step;
    while ((step = sheet_reader_next(reader, &sheet_row, error)) == SHEET_ROW) {
        int again[COURSE_SHEET_N_FIELDS];
        if (recognise(&sheet_row, again) > 0 && is_whole(again))
            continue;
        const CourseSheetRow *above = rows->len > 0 ? rows->pdata[rows->len - 1] : NULL;
        CourseSheetRow *row = take_row(&sheet_row, columns, above);
        if (is_empty(row)) {
            free_row(row);
            continue;
        }
        check_row(row);
        g_ptr_array_add(rows, row);
        if (rows->len > COURSE_SHEET_MAX_ROWS) {
            g_set_error(error, BASE_ERROR, ERROR_CONFIG, "the sheet has more than %d rows",
                        COURSE_SHEET_MAX_ROWS);
            return false;
        }
    }
    return step == SHEET_END;
}

GPtrArray *course_sheet_read(GBytes *file, unsigned sheet, GError **error) {
    int columns[COURSE_SHEET_N_FIELDS];
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(free_row);
    g_autoptr(SheetReader) reader = sheet_reader_open(file, NULL, error);
    if (!reader)
        return NULL;
    unsigned n_sheets = g_strv_length((char **)sheet_reader_sheets(reader));
    if (sheet >= n_sheets) {
        g_set_error(error, BASE_ERROR, ERROR_CONFIG, "cannot read sheet %u: the file has %u",
                    sheet + 1, n_sheets);
        return NULL;
    }
    if (!sheet_reader_select(reader, sheet, error) || !find_header(reader, columns, error) ||
        !read_rows(reader, columns, rows, error))
        return NULL;
    check_twice(rows);
    return g_steal_pointer(&rows);
}
