/* Workbooks through sheet_reader. */
#include "catalog/sheet/sheet_reader.h"

#include <string.h>

#include "base/error.h"
#include "sheet_fixture.h"
#include "tests/support/xlsx_parts.h"

typedef struct Case {
    const char *name, *rows_xml, *rows;
} Case;

#define C(attributes, value) "<c " attributes "><v>" value "</v></c>"
#define DAMAGED(why)         "! invalid: cannot read the workbook: it is damaged (" why ")\n"

static const char STRINGS[] =
    "<sst xmlns=\"m\" count=\"4\"><si><t>姓名</t></si>"
    "<si><r><rPr><b/></rPr><t>河东</t></r><r><t xml:space=\"preserve\"> 村</t></r>"
    "<rPh sb=\"0\" eb=\"1\"><t>hedong</t></rPh></si>"
    "<si><t>one_x000D_\ntwo_x005F_x0041_ _x0000_ _xD83D_</t></si><si/></sst>";

static const char STYLES[] =
    "<styleSheet xmlns=\"m\"><numFmts><numFmt numFmtId=\"170\" "
    "formatCode=\"yyyy&quot;年&quot;m&quot;月"
    "&quot;d&quot;日&quot;\"/><numFmt numFmtId=\"171\" formatCode=\"[$-804]h:mm AM/PM\"/>"
    "<numFmt numFmtId=\"172\" formatCode=\"0&quot;days&quot;;[Red]\\d0\"/>"
    "<numFmt numFmtId=\"173\" formatCode=\"m/d h:mm\"/></numFmts>"
    "<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>"
    "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"170\"/><xf numFmtId=\"171\"/>"
    "<xf numFmtId=\"172\"/><xf numFmtId=\"173\"/><xf numFmtId=\"22\"/><xf numFmtId=\"31\"/>"
    "<xf numFmtId=\"46\"/></cellXfs></styleSheet>";

/* Within sheetData, unless it begins so itself. */
static const Case CASES[] = {
    {"shared", "<row r=\"1\">" C("r=\"A1\" t=\"s\"", "0") C("r=\"B1\" t=\"s\"", "1") "</row>",
     "1: 姓名|河东 村\n"},
    {"escapes", "<row>" C("t=\"s\"", "2") "</row>", "1: one\r\ntwo_x0041_ _x0000_ _xD83D_\n"},
    {"shared_empty", "<row>" C("t=\"s\"", "3") C("t=\"b\"", "1") "</row>", "1: |b:TRUE\n"},
    {"shared_missing", "<row>" C("t=\"s\"", "9") "</row>",
     "! invalid: cannot read row 1: it refers to a text that the workbook does not have\n"},
    {"inline",
     "<row><c t=\"inlineStr\"><is><r><t>a</t></r><r><t>b</t></r><rPh><t>x</t></rPh></is></c></row>",
     "1: ab\n"},
    {"numbers_as_written",
     "<row>" C("", "5.1022419800101E+17") C("", "110101199003070012") C("", "0012")
         C("t=\"n\"", "1.50") "</row>",
     "1: n:5.1022419800101E+17|n:110101199003070012|n:0012|n:1.50\n"},
    {"booleans_errors",
     "<row>" C("t=\"b\"", "0") C("t=\"e\"", "#REF!") C("t=\"d\"", "2024-02-29") "</row>",
     "1: b:FALSE|e:#REF!|d:2024-02-29\n"},
    {"formulas",
     "<row><c><f>1+1</f><v>2</v></c><c "
     "t=\"str\"><f>A1&amp;\"x\"</f><v>2x</v></c><c><f>NOW()</f></c>"
     "<c><f>NOW()</f><v></v></c><c t=\"str\"><f>\"\"</f><v></v></c><c "
     "t=\"e\"><f>1/0</f><v>#DIV/0!</v></c></row>",
     "1: =n:2|=2x|=|=||=e:#DIV/0!\n"},
    {"blank_formulas", "<row><c t=\"str\"><f>\"\"</f><v></v></c></row><row>" C("", "1") "</row>",
     "2: n:1\n"},
    {"dates",
     "<row>" C("s=\"1\"", "45351") C("s=\"2\"", "1") C("s=\"2\"", "59") C("s=\"2\"", "61")
         C("s=\"1\"", "2958465") "</row>",
     "1: d:2024-02-29|d:1900-01-01|d:1900-02-28|d:1900-03-01|d:9999-12-31\n"},
    {"no_dates",
     "<row>" C("s=\"1\"", "60") C("s=\"1\"", "-1") C("s=\"1\"", "2958466") C("s=\"4\"", "45351")
         C("s=\"99\"", "45351") "</row>",
     "1: n:60|n:-1|n:2958466|n:45351|n:45351\n"},
    {"times",
     "<row>" C("s=\"3\"", "0.5") C("s=\"5\"", "45351.354166666664") C("s=\"6\"", "45351.99999999")
         C("s=\"6\"", "45351") C("s=\"7\"", "45351") C("s=\"8\"", "1.25") "</row>",
     "1: d:12:00:00|d:2024-02-29T08:30:00|d:2024-03-01|d:2024-02-29|d:2024-02-29|d:30:00:00\n"},
    {"gaps",
     "<row r=\"3\">" C("r=\"C3\"", "1") "</row><row>" C("", "2") "<c/>" C(
         "", "4") "</row><row r=\"9\"/>"
                  "<row r=\"10\">" C("r=\"$B$10\"", "5") C("r=\"A10\"", "4") "</row>",
     "3: ||n:1\n4: n:2||n:4\n10: n:4|n:5\n"},
    {"empty_styled_far_out",
     "<row r=\"1\">" C(
         "r=\"A1\"",
         "1") "<c r=\"XFD1\" s=\"1\"/></row><row r=\"1048576\"><c r=\"A1048576\" s=\"1\"/></row>",
     "1: n:1\n"},
    {"no_rows", "", ""},
    {"merged",
     "<sheetData><row r=\"1\">" C("r=\"A1\" t=\"s\"", "0")
         C("r=\"B1\"", "7") "</row><row r=\"2\"><c r=\"B2\"/></row>"
                            "<row r=\"3\">" C("r=\"C3\"", "3") "</row><row r=\"4\">" C(
                                "r=\"A4\"", "4") "</row></sheetData>"
                                                 "<mergeCells><mergeCell ref=\"A1:B3\"/><mergeCell "
                                                 "ref=\"XFA1:XFD9\"/></mergeCells>",
     "1: 姓名|^\n3: ^|^|n:3\n4: n:4\n"},
    {"merged_overlapping",
     "<sheetData><row>" C("", "1") "</row></sheetData><mergeCells><mergeCell "
                                   "ref=\"A1:IV1\"/><mergeCell ref=\"A1:A9\"/></mergeCells>",
     "! invalid: cannot read row 1: merged areas overlap in it\n"},
    {"merged_nonsense",
     "<sheetData><row>" C("",
                          "1") "</row></sheetData><mergeCells><mergeCell ref=\"B1\"/><mergeCell "
                               "ref=\"B2:A1\"/><mergeCell/></mergeCells>",
     "1: n:1\n"},
    {"prefixes",
     "<x:sheetData xmlns:x=\"m\"><x:row r=\"2\"><x:c "
     "r=\"A2\"><x:v>1</x:v></x:c></x:row></x:sheetData>",
     "2: n:1\n"},
    {"rows_out_of_order", "<row r=\"2\">" C("", "1") "</row><row r=\"1\">" C("", "1") "</row>",
     "2: n:1\n! invalid: cannot read row 2: the rows behind it are not in order\n"},
    {"row_too_far", "<row r=\"1048577\"/>",
     "! invalid: cannot read row 1: the rows behind it are not in order\n"},
    {"cell_nowhere", "<row r=\"1\">" C("r=\"1A\"", "1") "</row>",
     "! invalid: cannot read row 1: it has a cell without a place\n"},
    {"too_many_columns", "<row r=\"5\">" C("r=\"IW5\"", "1") "</row>",
     "! too_large: cannot read row 5: it has more than 256 columns\n"},
    {"not_closed", "<row>" C("", "1") "</row><row>", "1: n:1\n" DAMAGED("mismatched tag")},
};

static char *dump_book(const char *sheet, const char *strings, const char *styles) {
    g_autoptr(GBytes) file = xlsx_parts_book(sheet, strings, styles);
    gsize size;
    const void *bytes = g_bytes_get_data(file, &size);
    return sheet_fixture_dump(bytes, size, NULL, NULL);
}

static char *dump_rows(const char *rows_xml) {
    g_autofree char *whole =
        g_str_has_prefix(rows_xml, "<sheetData>") || strstr(rows_xml, ":sheetData")
            ? g_strdup(rows_xml)
            : g_strconcat("<sheetData>", rows_xml, "</sheetData>", NULL);
    return dump_book(whole, STRINGS, STYLES);
}

static void test_case(const void *data) {
    const Case *one = data;
    g_autofree char *rows = dump_rows(one->rows_xml);
    g_assert_cmpstr(rows, ==, one->rows);
}

/* ---- hostile ---- */

static char *dump_parts(const XlsxPart *parts) {
    g_autoptr(GBytes) file = xlsx_parts_pack(parts);
    gsize size;
    const void *bytes = g_bytes_get_data(file, &size);
    return sheet_fixture_dump(bytes, size, NULL, NULL);
}

static void test_doctype(void) {
    static const char BOMB[] = "<!DOCTYPE sst [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b "
                               "\"&a;&a;&a;\">]><sst><si><t>&b;</t></si></sst>";
    g_autofree char *entities = dump_book("", BOMB, NULL);
    g_assert_cmpstr(entities, ==, DAMAGED("it declares a DOCTYPE"));
    static const char OUTSIDE[] =
        "<!DOCTYPE sst [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><sst><si><t>&a;</t></si></sst>";
    g_autofree char *outside = dump_book("", OUTSIDE, NULL);
    g_assert_cmpstr(outside, ==, DAMAGED("it declares a DOCTYPE"));
}

static char *repeat(const char *text, unsigned n) {
    GString *out = g_string_new(NULL);
    while (n-- > 0)
        g_string_append(out, text);
    return g_string_free(out, FALSE);
}

static void test_deep(void) {
    g_autofree char *opened = repeat("<a>", 100000);
    g_autofree char *rows = dump_book(opened, NULL, NULL);
    g_assert_cmpstr(rows, ==, DAMAGED("elements are nested too deeply"));
}

static void test_long_tag(void) {
    g_autofree char *spaces = repeat("          ", 300000);
    g_autofree char *sheet = g_strconcat("<sheetData ", spaces, "/>", NULL);
    g_autofree char *rows = dump_book(sheet, NULL, NULL);
    g_assert_cmpstr(rows, ==, DAMAGED("a tag is too long"));
}

static void test_bomb(void) {
    g_autofree char *blanks =
        repeat("<row/>                                                ", 600000);
    g_autofree char *sheet = g_strconcat("<sheetData>", blanks, "</sheetData>", NULL);
    g_autofree char *rows = dump_book(sheet, NULL, NULL);
    g_assert_cmpstr(
        rows, ==,
        "! too_large: cannot read the workbook: it unpacks to more than 250 times its size\n");
}

/* Wherever the piece ends that the name of the areas is looked for in. */
static void test_merged_far_down(void) {
    for (unsigned n_blanks = 65300; n_blanks < 65360; n_blanks++) {
        g_autofree char *blanks = g_strnfill(n_blanks, ' ');
        g_autofree char *sheet = g_strconcat("<sheetData>", blanks, "<row>" C("", "1") C("", "2"),
                                             "</row></sheetData><mergeCell ref=\"A1:B1\"/>", NULL);
        g_autofree char *rows = dump_book(sheet, NULL, NULL);
        g_assert_cmpstr(rows, ==, "1: n:1|^\n");
    }
}

static void test_limits(void) {
    SheetLimits limits = SHEET_LIMITS_DEFAULT;
    limits.max_cell_chars = 3;
    limits.max_rows = 1;
    limits.max_shared_bytes = 64;
    limits.max_unzipped_bytes = 4000;
    static const struct {
        const char *sheet, *strings, *end;
    } TOO_MUCH[] = {
        {"<sheetData><row>" C("", "1234") "</row></sheetData>", NULL,
         "cannot read row 1: a cell is longer than 3 characters\n"},
        {"<sheetData><row>" C("", "1") "</row><row r=\"7\">" C("", "1") "</row></sheetData>", NULL,
         "cannot read row 7: a sheet may have at most 1 rows\n"},
        {"",
         "<sst><si><t>abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz</t></si><si/><si/></"
         "sst>",
         "cannot read the workbook: its texts are longer than 64 bytes\n"},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(TOO_MUCH); i++) {
        g_autoptr(GBytes) file = xlsx_parts_book(TOO_MUCH[i].sheet, TOO_MUCH[i].strings, NULL);
        gsize size;
        const void *bytes = g_bytes_get_data(file, &size);
        g_autofree char *rows = sheet_fixture_dump(bytes, size, &limits, NULL);
        g_autofree char *end = g_strconcat("! too_large: ", TOO_MUCH[i].end, NULL);
        g_test_message("%s", rows);
        g_assert_true(g_str_has_suffix(rows, end));
    }
    g_autofree char *blanks = repeat("          ", 200);
    g_autoptr(GBytes) file = xlsx_parts_book(blanks, NULL, NULL); /* read twice: merges, rows */
    gsize size;
    const void *bytes = g_bytes_get_data(file, &size);
    g_autofree char *rows = sheet_fixture_dump(bytes, size, &limits, NULL);
    g_assert_cmpstr(rows, ==,
                    "! too_large: cannot read the workbook: it unpacks to more than 4000 bytes\n");
}

/* Every byte of a good file turned, and every length of it: an error or rows, never a crash. */
static void test_damaged(void) {
    g_autoptr(GBytes) file =
        xlsx_parts_book("<sheetData><row>" C("", "1") "</row></sheetData>", STRINGS, STYLES);
    gsize size;
    const char *bytes = g_bytes_get_data(file, &size);
    unsigned n_refused = 0;
    for (gsize i = 0; i < size; i++) {
        g_autofree char *turned = g_memdup2(bytes, size);
        turned[i] = (char)~turned[i];
        g_autofree char *rows = sheet_fixture_dump(turned, size, NULL, NULL);
        n_refused += strchr(rows, '!') != NULL;
        g_autofree char *cut = sheet_fixture_dump(bytes, i, NULL, NULL);
        g_assert_true(i < 4 || strchr(cut, '!')); /* shorter ones are text */
    }
    g_test_message("%u of %u refused", n_refused, (unsigned)size);
    g_assert_cmpuint(n_refused, >, size / 2);
}

static void test_strangers(void) {
    static const struct {
        XlsxPart parts[4];
        const char *sentence;
    } STRANGERS[] = {
        {{{"a.txt", "a"}}, "this is a ZIP file, not a workbook; unpack it first"},
        {{{"[Content_Types].xml", "<T/>"}}, "there is no workbook in it; save it as .xlsx"},
        {{{"[Content_Types].xml", "<T/>"}, {"word/document.xml", "<d/>"}},
         "this is a text document; save the table as .xlsx"},
        {{{"[Content_Types].xml", "<T/>"}, {"xl/workbook.bin", "<d/>"}},
         "this is a binary workbook (.xlsb); save it as .xlsx"},
        {{{"mimetype", "application/vnd.oasis.opendocument.spreadsheet"}},
         "this is an OpenDocument file; save it as .xlsx"},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(STRANGERS); i++) {
        g_autofree char *rows = dump_parts(STRANGERS[i].parts);
        g_autofree char *expected =
            g_strconcat("! unsupported: cannot read the file: ", STRANGERS[i].sentence, "\n", NULL);
        g_assert_cmpstr(rows, ==, expected);
    }
    static const XlsxPart NO_SHEET[] = {{"xl/workbook.xml", "<workbook><sheets/></workbook>"}, {0}};
    g_autofree char *none = dump_parts(NO_SHEET);
    g_assert_cmpstr(none, ==, "! invalid: cannot read the workbook: it has no sheet with cells\n");
}

/* A sheet's part that does not exist, or lies outside of the file, is an error, not a file of ours.
 */
static void test_paths(void) {
    static const XlsxPart PARTS[] = {
        {"xl/workbook.xml",
         "<workbook xmlns:r=\"r\"><sheets><sheet name=\"S\" r:id=\"a\"/></sheets></workbook>"},
        {"xl/_rels/workbook.xml.rels", "<Relationships><Relationship Id=\"a\" Type=\"x/worksheet\" "
                                       "Target=\"../../../../etc/passwd\"/></Relationships>"},
        {0},
    };
    g_autofree char *rows = dump_parts(PARTS);
    g_assert_cmpstr(rows, ==, DAMAGED("a part is missing"));
}

/* ---- workbooks of openpyxl ---- */

static GBytes *load(const char *name) {
    g_autoptr(GError) error = NULL;
    g_autofree char *path = g_test_build_filename(G_TEST_DIST, "catalog", "sheets", name, NULL);
    char *bytes;
    gsize size;
    g_file_get_contents(path, &bytes, &size, &error);
    g_assert_no_error(error);
    return g_bytes_new_take(bytes, size);
}

static void test_roster(void) {
    g_autoptr(GBytes) file = load("roster.xlsx");
    gsize size;
    const void *bytes = g_bytes_get_data(file, &size);
    g_autofree char *rows = sheet_fixture_dump(bytes, size, NULL, "党员名册");
    g_assert_cmpstr(rows, ==,
                    "1: 河东县党员名册|^|^|^|^|^\n"
                    "2: 姓名|联系方式|^\n"
                    "3: ^|手机号|住址|身份证号|入党日期|党龄\n"
                    "4: 王小明|n:13800001234|河东村\n二组|n:1.1010119900307e+16|d:2012-07-01|=\n"
                    "7: 李 华|||11010119900307001X|d:1999-12-31T08:30:00|b:TRUE\n"
                    "8: e:#N/A|||n:5.1022419800101e+17\n");
    g_autofree char *hidden = sheet_fixture_dump(bytes, size, NULL, "说明(隐藏)");
    g_assert_cmpstr(hidden, ==, "1: 不要看\n");
    g_autofree char *empty = sheet_fixture_dump(bytes, size, NULL, "空表");
    g_assert_cmpstr(empty, ==, "");
}

static void test_sheets(void) {
    g_autoptr(GBytes) file = load("roster.xlsx");
    g_autoptr(GError) error = NULL;
    g_autoptr(SheetReader) reader = sheet_reader_open(file, NULL, &error);
    g_assert_no_error(error);
    g_assert_cmpint(sheet_reader_format(reader), ==, SHEET_FORMAT_XLSX);
    g_autofree char *names = g_strjoinv("|", (char **)sheet_reader_sheets(reader));
    g_assert_cmpstr(names, ==, "党员名册|空表|说明(隐藏)");
    for (unsigned i = 0; i < 5; i++) { /* left in the middle, taken again */
        SheetRow row;
        g_assert_true(sheet_reader_select(reader, 0, &error));
        g_assert_cmpint(sheet_reader_next(reader, &row, &error), ==, SHEET_ROW);
        g_assert_cmpuint(row.number, ==, 1);
        g_assert_true(sheet_reader_select(reader, 1, &error));
        g_assert_cmpint(sheet_reader_next(reader, &row, &error), ==, SHEET_END);
    }
}

static void test_wide(void) {
    g_autoptr(GBytes) file = load("wide.xlsx");
    g_autoptr(GError) error = NULL;
    g_autoptr(SheetReader) reader = sheet_reader_open(file, NULL, &error);
    g_assert_no_error(error);
    SheetRow row;
    g_assert_true(sheet_reader_select(reader, 0, &error));
    g_assert_cmpint(sheet_reader_next(reader, &row, &error), ==, SHEET_ROW);
    g_assert_cmpuint(row.n_cells, ==, 200);
    g_assert_cmpstr(row.cells[199].text, ==, "列200");
    g_assert_cmpint(sheet_reader_next(reader, &row, &error), ==, SHEET_ROW);
    g_assert_cmpstr(row.cells[199].text, ==, "200");
    g_assert_cmpint(row.cells[199].kind, ==, SHEET_CELL_NUMBER);
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    for (unsigned i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autofree char *path = g_strconcat("/xlsx_reader/case/", CASES[i].name, NULL);
        g_test_add_data_func(path, &CASES[i], test_case);
    }
    g_test_add_func("/xlsx_reader/doctype", test_doctype);
    g_test_add_func("/xlsx_reader/deep", test_deep);
    g_test_add_func("/xlsx_reader/long_tag", test_long_tag);
    g_test_add_func("/xlsx_reader/bomb", test_bomb);
    g_test_add_func("/xlsx_reader/merged_far_down", test_merged_far_down);
    g_test_add_func("/xlsx_reader/limits", test_limits);
    g_test_add_func("/xlsx_reader/damaged", test_damaged);
    g_test_add_func("/xlsx_reader/strangers", test_strangers);
    g_test_add_func("/xlsx_reader/paths", test_paths);
    g_test_add_func("/xlsx_reader/roster", test_roster);
    g_test_add_func("/xlsx_reader/sheets", test_sheets);
    g_test_add_func("/xlsx_reader/wide", test_wide);
    return g_test_run();
}
