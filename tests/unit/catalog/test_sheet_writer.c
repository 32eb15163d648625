/* What is written reads back the same. */
#include "catalog/sheet/sheet_writer.h"

#include <string.h>

#include "base/error.h"
#include "catalog/sheet/sheet_book.h"
#include "sheet_fixture.h"

static const SheetColumn COLUMNS[] = {
    {"姓名", 12, false}, {"身份证号", 20, false}, {"党费", 8, true}, {"外部编号", 16, false}};

#define N_COLUMNS G_N_ELEMENTS(COLUMNS)

static const char *const ROWS[][N_COLUMNS] = {
    {"王小明", "11010119900307001X", "12.5", NULL},
    {"=cmd|' /C calc'!A0", "110101199003070011", "-3", "+1"},
    {"@x", "-1", "0012", "'0012"},
    {"a,b;c", "say \"hi\"", "1234567890123456", "two\r\nlines"},
    {"", NULL, "", "\ttab"},
    {" blanks ", "<b>&amp;</b>", "1e5", "_x0041_ \x01"},
};

static GBytes *write_rows(SheetFormat format) {
    g_autoptr(GError) error = NULL;
    g_autoptr(SheetWriter) writer = sheet_writer_new(format, "名册", COLUMNS, N_COLUMNS);
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_assert_true(sheet_writer_add(writer, ROWS[i], &error));
        g_assert_no_error(error);
    }
    g_assert_cmpuint(sheet_writer_n_rows(writer), ==, G_N_ELEMENTS(ROWS));
    GBytes *file = sheet_writer_finish(writer, &error);
    g_assert_no_error(error);
    return file;
}

static char *dump(GBytes *file, const char *sheet) {
    gsize size;
    const void *bytes = g_bytes_get_data(file, &size);
    return sheet_fixture_dump(bytes, size, NULL, sheet);
}

static void test_csv_bytes(void) {
    g_autoptr(GBytes) file = write_rows(SHEET_FORMAT_TEXT);
    gsize size;
    const char *bytes = g_bytes_get_data(file, &size);
    g_autofree char *text = g_strndup(bytes, size);
    g_assert_cmpstr(text, ==,
                    "\xef\xbb\xbf姓名,身份证号,党费,外部编号\r\n"
                    "王小明,11010119900307001X,12.5,\r\n"
                    "'=cmd|' /C calc'!A0,110101199003070011,'-3,'+1\r\n"
                    "'@x,'-1,0012,''0012\r\n"
                    "\"a,b;c\",\"say \"\"hi\"\"\",1234567890123456,\"two\r\nlines\"\r\n"
                    ",,,\"'\ttab\"\r\n"
                    " blanks ,\"<b>&amp;</b>\",1e5,_x0041_ \x01\r\n");
}

static void test_csv_round_trip(void) {
    g_autoptr(GBytes) file = write_rows(SHEET_FORMAT_TEXT);
    g_autofree char *rows = dump(file, "CSV");
    g_assert_cmpstr(rows, ==,
                    "1: 姓名|身份证号|党费|外部编号\n"
                    "2: 王小明|11010119900307001X|12.5\n"
                    "3: =cmd|' /C calc'!A0|110101199003070011|-3|+1\n"
                    "4: @x|-1|0012|'0012\n"
                    "5: a,b;c|say \"hi\"|1234567890123456|two\r\nlines\n"
                    "6: |||\ttab\n"
                    "7:  blanks |<b>&amp;</b>|1e5|_x0041_ \x01\n");
}

static void test_xlsx_round_trip(void) {
    g_autoptr(GBytes) file = write_rows(SHEET_FORMAT_XLSX);
    g_autofree char *rows = dump(file, "名册");
    g_assert_cmpstr(rows, ==,
                    "1: 姓名|身份证号|党费|外部编号\n"
                    "2: 王小明|11010119900307001X|n:12.5\n"
                    "3: =cmd|' /C calc'!A0|110101199003070011|n:-3|+1\n"
                    "4: @x|-1|0012|'0012\n"
                    "5: a,b;c|say \"hi\"|1234567890123456|two\r\nlines\n"
                    "6: |||\ttab\n"
                    "7:  blanks |<b>&amp;</b>|1e5|_x0041_ \x01\n");
}

static void test_no_rows(void) {
    for (SheetFormat format = SHEET_FORMAT_TEXT; format <= SHEET_FORMAT_XLSX; format++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(SheetWriter) writer = sheet_writer_new(format, "A&B", COLUMNS, 2);
        g_autoptr(GBytes) file = sheet_writer_finish(writer, &error);
        g_assert_no_error(error);
        g_autofree char *rows = dump(file, format == SHEET_FORMAT_XLSX ? "A&B" : NULL);
        g_assert_cmpstr(rows, ==, "1: 姓名|身份证号\n");
    }
}

static void test_limits(void) {
    g_autoptr(GError) error = NULL;
    g_autoptr(SheetWriter) writer = sheet_writer_new(SHEET_FORMAT_TEXT, "S", COLUMNS, 1);
    g_autofree char *fits = g_strnfill(32767, 'a');
    g_autofree char *more = g_strnfill(32768, 'a');
    g_assert_true(sheet_writer_add(writer, (const char *const[]){fits}, &error));
    g_assert_false(sheet_writer_add(writer, (const char *const[]){more}, &error));
    g_assert_error(error, BASE_ERROR, ERROR_TOO_LARGE);
    g_assert_cmpstr(error->message, ==,
                    "cannot write row 3: a cell is longer than 32767 characters");
    g_clear_error(&error);
    while (sheet_writer_n_rows(writer) < SHEET_WRITER_MAX_ROWS)
        g_assert_true(sheet_writer_add(writer, (const char *const[]){"a"}, &error));
    g_assert_false(sheet_writer_add(writer, (const char *const[]){"a"}, &error));
    g_assert_error(error, BASE_ERROR, ERROR_TOO_LARGE);
    g_assert_cmpstr(error->message, ==,
                    "cannot write row 200002: the table has too many rows for one file");
}

/* ---- several sheets ---- */

typedef struct BookSheet {
    const char *wanted, *name;
} BookSheet;

static const BookSheet BOOK_SHEETS[] = {
    {"东镇", "东镇"},
    {"东镇", "东镇 (2)"},
    {"a/b:[c]*?\\'", "a_b__c_____"},
    {"  ", "-"},
    {"history", "history (2)"},
    {"ABC", "ABC"},
    {"abc", "abc (2)"},
    {"1234567890123456789012345678901234", "1234567890123456789012345678901"},
    {"1234567890123456789012345678901999", "123456789012345678901234567 (2)"},
    {"𠀀𠀀𠀀𠀀𠀀𠀀𠀀𠀀𠀀𠀀𠀀𠀀𠀀𠀀𠀀𠀀",
     "𠀀𠀀𠀀𠀀𠀀𠀀𠀀𠀀𠀀𠀀𠀀𠀀𠀀𠀀𠀀"}, /* two units of UTF-16 each */
};

static GBytes *write_book(SheetFormat format) {
    static const char *const lines[] = {"2026 年", "=1+1", NULL};
    g_autoptr(GError) error = NULL;
    g_autoptr(SheetBook) book = sheet_book_new(format, COLUMNS, 3);
    for (unsigned i = 0; i < G_N_ELEMENTS(BOOK_SHEETS); i++) {
        g_autofree char *number = g_strdup_printf("%u", i);
        sheet_book_begin(book, BOOK_SHEETS[i].wanted, lines);
        g_assert_true(sheet_book_add(
            book, (const char *const[]){"=a", "110101199003070011", number}, &error));
        g_assert_no_error(error);
    }
    GBytes *file = sheet_book_finish(book, &error);
    g_assert_no_error(error);
    return file;
}

static void test_book_sheets(void) {
    g_autoptr(GBytes) file = write_book(SHEET_FORMAT_XLSX);
    for (unsigned i = 0; i < G_N_ELEMENTS(BOOK_SHEETS); i++) {
        g_autofree char *rows = dump(file, BOOK_SHEETS[i].name);
        g_autofree char *expected = g_strdup_printf("1: 2026 年\n2: =1+1\n3: 姓名|身份证号|党费\n"
                                                    "4: =a|110101199003070011|n:%u\n",
                                                    i);
        g_assert_cmpstr(rows, ==, expected);
    }
}

static void test_book_csv(void) {
    g_autoptr(GBytes) file = write_book(SHEET_FORMAT_TEXT);
    gsize size;
    g_autofree char *text = g_strndup(g_bytes_get_data(file, &size), g_bytes_get_size(file));
    g_auto(GStrv) rows = g_strsplit(text, "\r\n", -1);
    g_assert_cmpstr(rows[0], ==, "\xef\xbb\xbf姓名,身份证号,党费");
    g_assert_cmpstr(rows[1], ==, "'=a,110101199003070011,0");
    g_assert_cmpuint(g_strv_length(rows), ==, G_N_ELEMENTS(BOOK_SHEETS) + 2);
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/sheet_writer/csv_bytes", test_csv_bytes);
    g_test_add_func("/sheet_writer/csv_round_trip", test_csv_round_trip);
    g_test_add_func("/sheet_writer/xlsx_round_trip", test_xlsx_round_trip);
    g_test_add_func("/sheet_writer/no_rows", test_no_rows);
    g_test_add_func("/sheet_writer/limits", test_limits);
    g_test_add_func("/sheet_book/sheets", test_book_sheets);
    g_test_add_func("/sheet_book/csv", test_book_csv);
    return g_test_run();
}
