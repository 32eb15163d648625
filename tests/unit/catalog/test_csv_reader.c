/* Text files through sheet_reader. */
#include "catalog/sheet/sheet_reader.h"

#include <string.h>

#include "base/error.h"
#include "sheet_fixture.h"

typedef struct Case {
    const char *name, *text, *rows;
} Case;

#define UNSUPPORTED "! unsupported: cannot read the file: "

static const Case CASES[] = {
    {"plain", "a,b\r\n1,2\r\n", "1: a|b\n2: 1|2\n"},
    {"no_last_line_end", "a,b\n1,2", "1: a|b\n2: 1|2\n"},
    {"carriage_returns", "a,b\r1,2\r", "1: a|b\n2: 1|2\n"},
    {"mixed_line_ends", "a\n1\r\n2\r3", "1: a\n2: 1\n3: 2\n4: 3\n"},
    {"utf8_mark", "\xef\xbb\xbf姓名,手机\n", "1: 姓名|手机\n"},
    {"semicolons", "a;b;c\n1,5;2;3\n", "1: a|b|c\n2: 1,5|2|3\n"},
    {"tabs", "a\tb\n1,2,3\t4\n", "1: a|b\n2: 1,2,3|4\n"},
    {"title_above", "名册\na;b\n1;2\n3,3;4\n", "1: 名册\n2: a|b\n3: 1|2\n4: 3,3|4\n"},
    {"separator_named", "sep=;\r\na,b;c\r\n", "1: a,b|c\n"},
    {"separator_not_named", "sep=\n", "1: sep=\n"},
    {"quotes", "\"a,b\",\"say \"\"hi\"\"\"\n", "1: a,b|say \"hi\"\n"},
    {"quoted_line_break", "\"two\r\nlines\",x\nnext\n", "1: two\r\nlines|x\n2: next\n"},
    {"quote_inside_plain", "5\" nail,x\n", "1: 5\" nail|x\n"},
    {"text_after_quote", "\"a\"b,c\n", "1: ab|c\n"},
    {"quoted_at_end", "\"a\"", "1: a\n"},
    {"empty_quoted", "\"\",x\n", "1: |x\n"},
    {"one_empty_quoted", "\"\"\n", ""},
    {"excel_text", "=\"0012\",\"=\"\"0034\"\"\"\n", "1: 0012|0034\n"},
    {"excel_text_not", "=1+1,=\"a\"&\"b\"\n", "1: =1+1|=\"a\"&\"b\"\n"},
    {"apostrophes", "'110101199003070011,'=1,'n Beetje\n", "1: 110101199003070011|=1|'n Beetje\n"},
    {"empty_rows", "a\n\n,,,\nb\n\n", "1: a\n4: b\n"},
    {"trailing_empty_cells", "a,b,,,\n", "1: a|b\n"},
    {"inner_empty_cells", ",,c\n", "1: ||c\n"},
    {"only_line_ends", "\n\r\n\r", ""},
    {"ragged", "a,b,c\n1\n1,2,3,4\n", "1: a|b|c\n2: 1\n3: 1|2|3|4\n"},
    {"blanks_stay", " a , b\n", "1:  a | b\n"},
    {"unterminated", "a\n\"b,c\nd\n",
     "1: a\n! invalid: cannot read row 2: a quote (\") that begins in it is not closed\n"},
    {"empty", "", UNSUPPORTED "it is empty\n"},
    {"old_xls", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
     UNSUPPORTED "this is an old .xls file; save it as .xlsx\n"},
    {"web_page", " <HTML><table>",
     UNSUPPORTED "this is a web page or XML; open it in a spreadsheet program "
                 "and save it as .xlsx\n"},
    {"pdf", "%PDF-1.7", UNSUPPORTED "this is a PDF; save the table as .xlsx or CSV\n"},
    {"utf8_mark_then_not", "\xef\xbb\xbf\xff\xff",
     "! invalid: cannot read row 1: it is not valid UTF-8 text\n"},
};

static void test_case(const void *data) {
    const Case *one = data;
    g_autofree char *rows = sheet_fixture_dump_text(one->text);
    g_assert_cmpstr(rows, ==, one->rows);
}

static char *dump_converted(const char *mark, size_t mark_length, const char *charset,
                            const char *text) {
    g_autoptr(GError) error = NULL;
    gsize length;
    g_autofree char *bytes = g_convert(text, -1, charset, "UTF-8", NULL, &length, &error);
    g_assert_no_error(error);
    g_autoptr(GByteArray) file = g_byte_array_new();
    g_byte_array_append(file, (const guint8 *)mark, (guint)mark_length);
    g_byte_array_append(file, (const guint8 *)bytes, (guint)length);
    return sheet_fixture_dump(file->data, file->len, NULL, NULL);
}

/* Long enough for several decoded pieces; U+20BB7 needs a surrogate pair and four bytes. */
static void test_charsets(void) {
    g_autoptr(GString) text = g_string_new("姓名,所在党支部\r\n");
    g_autoptr(GString) expected = g_string_new("1: 姓名|所在党支部\n");
    for (unsigned i = 2; i < 6000; i++) {
        g_string_append_printf(text, "\"𠮷田%u\",河东村\r\n", i);
        g_string_append_printf(expected, "%u: 𠮷田%u|河东村\n", i, i);
    }
    g_autofree char *utf8 = sheet_fixture_dump_text(text->str);
    g_autofree char *gb18030 = dump_converted("", 0, "GB18030", text->str);
    g_autofree char *little = dump_converted("\xff\xfe", 2, "UTF-16LE", text->str);
    g_autofree char *big = dump_converted("\xfe\xff", 2, "UTF-16BE", text->str);
    g_assert_cmpstr(utf8, ==, expected->str);
    g_assert_cmpstr(gb18030, ==, expected->str);
    g_assert_cmpstr(little, ==, expected->str);
    g_assert_cmpstr(big, ==, expected->str);
}

static void test_no_charset(void) {
    static const char LOST[] = "a,b\n\xd0\xd5,\xff\xff\n";
    g_autofree char *rows = sheet_fixture_dump(LOST, sizeof LOST - 1, NULL, NULL);
    g_assert_cmpstr(rows, ==,
                    "1: a|b\n! invalid: cannot read row 2: it is neither UTF-8 nor GB18030 text\n");
    static const char CUT[] = "\xff\xfe"
                              "a\0\n\0b\0\n\0\x3d\xd8";
    g_autofree char *cut = sheet_fixture_dump(CUT, sizeof CUT - 1, NULL, NULL);
    g_assert_cmpstr(cut, ==,
                    "1: a\n2: b\n! invalid: cannot read row 2: it is not valid UTF-16 text\n");
}

static void test_nul(void) {
    g_autofree char *plain = sheet_fixture_dump("a\0b\n", 4, NULL, NULL);
    g_assert_cmpstr(plain, ==,
                    "! invalid: cannot read the file: it has NUL bytes, so it is no text; save it "
                    "as .xlsx or as CSV UTF-8\n");
    g_autofree char *utf16 = sheet_fixture_dump("\xff\xfe"
                                                "a\0\n\0\0\0",
                                                8, NULL, NULL);
    g_assert_cmpstr(utf16, ==, "1: a\n! invalid: cannot read row 2: it has a NUL character\n");
}

static void test_encrypted(void) {
    static const char FILE_BYTES[] =
        "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0";
    g_autofree char *rows = sheet_fixture_dump(FILE_BYTES, sizeof FILE_BYTES, NULL, NULL);
    g_assert_cmpstr(rows, ==,
                    UNSUPPORTED "it is protected with a password; take the password off and save "
                                "it again\n");
}

static void test_limits(void) {
    SheetLimits limits = SHEET_LIMITS_DEFAULT;
    limits.max_rows = 2;
    limits.max_columns = 3;
    limits.max_cell_chars = 4;
    limits.max_row_bytes = 20;
    static const Case TOO_MUCH[] = {
        {"rows", "a\n\nb\nc\n", "cannot read row 4: a sheet may have at most 2 rows\n"},
        {"columns", "a,b,c\na,b,c,,d\n", "cannot read row 2: it has more than 3 columns\n"},
        {"cell", "四个字呢\n五个字的话\n",
         "cannot read row 2: a cell is longer than 4 characters\n"},
        {"lost_quote", "\"abcd\nabcdefghijklmnopqrst\n",
         "cannot read row 1: a cell is longer than 4 characters; a quote (\") may not be closed\n"},
        {"row", "四个字呢,四个字呢,a\n", "cannot read row 1: it is longer than 20 bytes\n"},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(TOO_MUCH); i++) {
        const char *text = TOO_MUCH[i].text;
        g_autofree char *rows = sheet_fixture_dump(text, strlen(text), &limits, NULL);
        g_autofree char *end = g_strconcat("! too_large: ", TOO_MUCH[i].rows, NULL);
        g_test_message("%s", rows);
        g_assert_true(g_str_has_suffix(rows, end));
    }
    g_autofree char *fits = sheet_fixture_dump("a,b,c,,\n四个字呢\n\n", 21, &limits, NULL);
    g_assert_cmpstr(fits, ==, "1: a|b|c\n2: 四个字呢\n");
}

static void test_select_again(void) {
    static const char TEXT[] = "\xff\xfe"
                               "a\0\r\0\n\0b\0";
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) file = g_bytes_new_static(TEXT, sizeof TEXT - 1);
    g_autoptr(SheetReader) reader = sheet_reader_open(file, NULL, &error);
    g_assert_no_error(error);
    g_assert_cmpint(sheet_reader_format(reader), ==, SHEET_FORMAT_TEXT);
    g_assert_cmpstr(sheet_reader_sheets(reader)[0], ==, "CSV");
    g_assert_null(sheet_reader_sheets(reader)[1]);
    for (unsigned i = 0; i < 3; i++) {
        SheetRow row;
        g_assert_true(sheet_reader_select(reader, 0, &error));
        g_assert_cmpuint(sheet_reader_percent(reader), <, 100);
        g_assert_cmpint(sheet_reader_next(reader, &row, &error), ==, SHEET_ROW);
        g_assert_cmpuint(row.number, ==, 1);
        g_assert_cmpstr(row.cells[0].text, ==, "a");
        if (i == 0)
            continue; /* in the middle */
        g_assert_cmpint(sheet_reader_next(reader, &row, &error), ==, SHEET_ROW);
        g_assert_cmpuint(row.number, ==, 2);
        g_assert_cmpint(sheet_reader_next(reader, &row, &error), ==, SHEET_END);
    }
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    for (unsigned i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autofree char *path = g_strconcat("/csv_reader/case/", CASES[i].name, NULL);
        g_test_add_data_func(path, &CASES[i], test_case);
    }
    g_test_add_func("/csv_reader/charsets", test_charsets);
    g_test_add_func("/csv_reader/no_charset", test_no_charset);
    g_test_add_func("/csv_reader/nul", test_nul);
    g_test_add_func("/csv_reader/encrypted", test_encrypted);
    g_test_add_func("/csv_reader/limits", test_limits);
    g_test_add_func("/csv_reader/select_again", test_select_again);
    return g_test_run();
}
