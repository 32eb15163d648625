/* Printed attendance: which item stands on which page, words, and sheets as large as they get. What
 * they look like is for eyes, what they say is tests/integration/test_paper.py's. */
#include <string.h>

#include "base/clock.h"
#include "catalog/paper/paper_flow.h"
#include "catalog/paper/paper_sheet.h"
#include "catalog/paper/paper_sheet_pdf.h"
#include "catalog/paper/paper_slip.h"
#include "catalog/paper/paper_slip_pdf.h"
#include "catalog/paper/paper_words.h"

/* ---- pages ---- */

/* r: a row of 10, h: a heading of 10, f: a foot of 50. Room: 50, then 100. */
static const struct {
    const char *items, *pages;
} FLOWS[] = {
    {"", ""},
    {"rrrrr", "00000"},
    {"rrrrrr", "000001"},
    {"rrrrhr", "000011"}, /* a heading goes with its row */
    {"hhhhhr", "000000"}, /* what is tied stays together, though it is too high */
    {"rrrrrrrrrrrrrrrr", "0000011111111112"},
    {"rf", "01"},
    {"f", "0"},
    {"rrrrrrrrrrrf", "000001111112"},
    {"rrrrrrrrrrf", "00000111111"},
};

static void test_flow(void) {
    for (unsigned i = 0; i < G_N_ELEMENTS(FLOWS); i++) {
        g_autoptr(GArray) items = g_array_new(FALSE, TRUE, sizeof(PaperItem));
        for (const char *at = FLOWS[i].items; *at; at++) {
            PaperItem item = {.height = *at == 'f' ? 50 : 10, .keeps_next = *at == 'h'};
            g_array_append_val(items, item);
        }
        unsigned n_pages = paper_flow(items, &(PaperRoom){50, 100}), last = 0;
        for (unsigned j = 0; j < items->len; j++) {
            last = g_array_index(items, PaperItem, j).page;
            g_assert_cmpuint(last, ==, (unsigned)(FLOWS[i].pages[j] - '0'));
        }
        g_assert_cmpuint(n_pages, ==, last + 1);
    }
}

/* ---- words ---- */

static void test_words(void) {
    for (unsigned language = 0; language < PAPER_N_LANGUAGES; language++)
        for (unsigned i = 0; i < PAPER_N_WORDS; i++)
            g_assert_nonnull(paper_words((PaperLanguage)language, (PaperWord)i));
    g_assert_cmpint(paper_words_language(NULL), ==, PAPER_CHINESE);
    g_assert_cmpint(paper_words_language("en-GB, zh;q=0.5"), ==, PAPER_ENGLISH);
    g_assert_cmpint(paper_words_language("bo"), ==, PAPER_CHINESE);
    static const struct {
        const char *words, *chinese, *english;
    } CASES[] = {{"remote,account", "遥控器、本人设备", "remote, own device"},
                 {"-", "", ""},
                 {"no_such_word", "no_such_word", "no_such_word"}};
    for (unsigned i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autofree char *chinese = paper_words_list(PAPER_CHINESE, CASES[i].words);
        g_autofree char *english = paper_words_list(PAPER_ENGLISH, CASES[i].words);
        g_assert_cmpstr(chinese, ==, CASES[i].chinese);
        g_assert_cmpstr(english, ==, CASES[i].english);
    }
    g_autofree char *length = paper_words_length(95 * 60000 + 7999);
    g_assert_cmpstr(length, ==, "95:07");
    g_autofree char *never = paper_words_moment(0);
    g_assert_cmpstr(never, ==, "");
}

/* ---- sheets ---- */

static PaperRow *row_new(unsigned number) {
    static const char *const NAMES[] = {"王小芳", "བཀྲ་ཤིས་ཕུན་ཚོགས", "ᠪᠠᠶᠠᠷ", "ئابدۇرېھىم", "ꀉꌠ"};
    PaperRow *row = g_new0(PaperRow, 1);
    row->name = g_strdup(NAMES[number % G_N_ELEMENTS(NAMES)]);
    row->unit_name = g_strdup_printf("河东村%u", number / 30);
    row->group_name = g_strdup("青山镇");
    row->state = g_strdup("present");
    row->how = g_strdup("remote,phone,qr,card,pin,paper,account");
    row->confidence = g_strdup("high");
    row->is_expected = true;
    row->live_ms = 5700000;
    row->leaf = number;
    return row;
}

static unsigned count_pages(GBytes *pdf) {
    static const char MARK[] = "<< /Type /Page %";
    size_t length;
    const char *at = g_bytes_get_data(pdf, &length), *end = at + length;
    unsigned n_pages = 0;
    for (; (at = memmem(at, (size_t)(end - at), MARK, sizeof MARK - 1)); at++)
        n_pages++;
    return n_pages;
}

static void test_sheet(void) {
    static const struct {
        PaperForm form;
        unsigned n_rows, least_pages, most_pages;
    } CASES[] = {{PAPER_FORM_CLOSED, 0, 1, 1},
                 {PAPER_FORM_OPEN, 30, 1, 2},
                 {PAPER_FORM_BLANK, 30, 2, 2},
                 {PAPER_FORM_CLOSED, PAPER_SHEET_MAX_ROWS, 25, 35}};
    for (unsigned i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autoptr(GError) error = NULL;
        PaperSheet *sheet = paper_sheet_new();
        sheet->form = CASES[i].form;
        sheet->title = g_strnfill(300, 'W');
        sheet->kind = g_strdup("meeting");
        sheet->printed_by = g_strdup("王书记");
        for (unsigned j = 0; j < CASES[i].n_rows; j++)
            g_ptr_array_add(sheet->rows, row_new(j));
        int64_t started_us = clock_monotonic_us();
        g_autoptr(GBytes) pdf = paper_sheet_pdf_make(sheet, &error);
        g_assert_no_error(error);
        g_test_message("%u rows: %" G_GINT64_FORMAT " ms, %zu KiB", CASES[i].n_rows,
                       (clock_monotonic_us() - started_us) / CLOCK_US_PER_MS,
                       g_bytes_get_size(pdf) / 1024);
        g_assert_cmpuint(count_pages(pdf), >=, CASES[i].least_pages);
        g_assert_cmpuint(count_pages(pdf), <=, CASES[i].most_pages);
        paper_sheet_free(sheet);
    }
}

/* ---- slips ---- */

/* Texts as long as they get: still one page, and for eyes (PAPER_SLIP=FILE) not one over the other.
 */
static void test_slip(void) {
    for (unsigned language = 0; language < PAPER_N_LANGUAGES; language++) {
        g_autoptr(GError) error = NULL;
        PaperSlip *slip = g_new0(PaperSlip, 1);
        RecordRow *row = slip->row = g_new0(RecordRow, 1);
        slip->language = (PaperLanguage)language;
        slip->rule = g_strnfill(200, 'r');
        slip->server_name = g_strdup("青山县同屏");
        slip->printed_by = g_strdup("王书记");
        slip->hash = g_strnfill(44, 'h');
        slip->link = g_strnfill(2000, 'x'); /* too long for a code */
        row->name = g_strdup("内蒙古自治区 ᠪᠠᠶᠠᠷ བཀྲ་ཤིས་ཕུན་ཚོགས");
        row->title = g_strnfill(300, 'T');
        row->unit_name = g_strnfill(300, 'U');
        row->kind = g_strdup("meeting");
        row->state = g_strdup("left_early");
        row->how = g_strdup("remote,phone,qr,card,pin,paper,account");
        row->confidence = g_strdup("low");
        g_strlcpy(row->id, "0190be00-0000-7000-8000-000000000001", sizeof row->id);
        g_autoptr(GBytes) pdf = paper_slip_pdf_make(slip, &error);
        g_assert_no_error(error);
        g_assert_cmpuint(count_pages(pdf), ==, 1);
        const char *file = g_getenv("PAPER_SLIP");
        if (file)
            g_file_set_contents(file, g_bytes_get_data(pdf, NULL), (gssize)g_bytes_get_size(pdf),
                                NULL);
        paper_slip_free(slip);
    }
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/paper/flow", test_flow);
    g_test_add_func("/paper/words", test_words);
    g_test_add_func("/paper/sheet", test_sheet);
    g_test_add_func("/paper/slip", test_slip);
    return g_test_run();
}
