/* Slips as PDF. What it looks like is for eyes; here: pages, what is said, fonts, time, threads. */
#include "catalog/slip/slip_pdf.h"

#include <glib/gstdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "catalog/slip/slip_file.h"
#include "catalog/slip/slip_printer.h"

static Slip *slip_new(unsigned number, unsigned unit) {
    Slip *slip = g_new0(Slip, 1);
    slip->name = g_strdup_printf("王小芳%u", number);
    slip->unit_id = g_strdup_printf("unit-%u", unit);
    slip->unit_path = g_strdup_printf("青山镇 › 河东村%u", unit);
    slip->code = g_strdup("K7QM-4XRT-9PWZ");
    slip->link = g_strdup("http://192.168.10.20:8080/activate?code=K7QM-4XRT-9PWZ");
    slip->valid_until = g_strdup("2026-12-21");
    slip->is_reset = number % 4 == 3;
    return slip;
}

static GPtrArray *slips_new(unsigned n_slips, unsigned per_unit) {
    GPtrArray *slips = g_ptr_array_new_with_free_func((GDestroyNotify)slip_free);
    for (unsigned i = 0; i < n_slips; i++)
        g_ptr_array_add(slips, slip_new(i, i / per_unit));
    return slips;
}

static GBytes *make(const GPtrArray *slips) {
    g_autoptr(GError) error = NULL;
    SlipSheet sheet = {"青山县同屏", "http://192.168.10.20:8080/activate", slips};
    GBytes *pdf = slip_pdf_make(&sheet, &error);
    g_assert_no_error(error);
    return pdf;
}

/* For eyes: SLIP_PDF_MOST=FILE keeps what the test made. */
static void keep_if_asked(const char *name, GBytes *pdf) {
    const char *file = g_getenv(name);
    if (file)
        g_file_set_contents(file, g_bytes_get_data(pdf, NULL), (gssize)g_bytes_get_size(pdf), NULL);
}

static unsigned count_pages(GBytes *pdf) {
    size_t length;
    const char *at = g_bytes_get_data(pdf, &length);
    const char *end = at + length;
    unsigned n_pages = 0;
    static const char MARK[] = "<< /Type /Page %";
    while ((at = memmem(at, (size_t)(end - at), MARK, sizeof MARK - 1))) {
        n_pages++;
        at++;
    }
    return n_pages;
}

static void test_pages(void) {
    static const struct {
        unsigned n_slips, per_unit, n_pages;
    } CASES[] = {
        {1, 1, 1 + 1},  {8, 8, 1 + 1},   {9, 9, 2 + 1},
        {10, 5, 2 + 2}, {27, 27, 4 + 1}, {28, 28, 4 + 2},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autoptr(GPtrArray) slips = slips_new(CASES[i].n_slips, CASES[i].per_unit);
        g_autoptr(GBytes) pdf = make(slips);
        g_assert_cmpuint(g_bytes_get_size(pdf), >, 1000);
        g_assert_cmpint(memcmp(g_bytes_get_data(pdf, NULL), "%PDF-", 5), ==, 0);
        g_assert_cmpuint(count_pages(pdf), ==, CASES[i].n_pages);
    }
}

/* Names and links as long as they get, and texts that are none of Chinese. */
static void test_long(void) {
    g_autoptr(GPtrArray) slips = slips_new(8, 8);
    for (unsigned i = 0; i < slips->len; i++) {
        Slip *slip = g_ptr_array_index(slips, i);
        g_free(slip->name);
        g_free(slip->unit_path);
        slip->name = g_strnfill(128, 'W');
        slip->unit_path = g_strdup(
            "བོད་ལྗོངས › ᠮᠣᠩᠭᠣᠯ › 内蒙古自治区锡林郭勒盟东乌珠穆沁旗嘎达布其镇中共支部委员会");
        if (i % 2) {
            g_free(slip->link);
            slip->link = g_strnfill(2000, 'x');
        }
    }
    g_autoptr(GBytes) pdf = make(slips);
    g_assert_cmpuint(count_pages(pdf), ==, 2);
    keep_if_asked("SLIP_PDF_LONG", pdf);
}

static void test_most(void) {
    g_autoptr(GPtrArray) slips = slips_new(2000, 40);
    int64_t started_us = clock_monotonic_us();
    g_autoptr(GBytes) pdf = make(slips);
    g_test_message("2,000 slips: %" G_GINT64_FORMAT " ms, %zu KiB",
                   (clock_monotonic_us() - started_us) / CLOCK_US_PER_MS,
                   g_bytes_get_size(pdf) / 1024);
    keep_if_asked("SLIP_PDF_MOST", pdf);
    g_assert_cmpuint(count_pages(pdf), ==, 250 + 2 * 50);
}

/* ---- the thread ---- */

typedef struct Wait {
    GAsyncQueue *answers;
} Wait;

static void on_done(const GError *error, GBytes *pdf, void *data) {
    Wait *wait = data;
    g_assert_no_error(error);
    g_async_queue_push(wait->answers, g_bytes_ref(pdf));
}

static bool post(SlipPrinter *printer, Worker *asker, unsigned n_slips, Wait *wait,
                 GError **error) {
    SlipOrder *order = g_new0(SlipOrder, 1);
    *order = (SlipOrder){g_strdup("县"), g_strdup("http://x/activate"), slips_new(n_slips, 40)};
    SlipJob job = {.make = slip_pdf_make_order,
                   .sheet = order,
                   .free_sheet = slip_pdf_free_order,
                   .done = on_done,
                   .reply_to = asker,
                   .data = wait};
    return slip_printer_post(printer, &job, error);
}

static void test_printer(void) {
    g_autoptr(GError) error = NULL;
    WorkerOptions options = {"asker", 64, &WORKER_LOOP_QUEUE, NULL};
    g_autoptr(Worker) asker = worker_start(&options, &error);
    g_assert_no_error(error);
    g_autoptr(SlipPrinter) printer = slip_printer_start(&error);
    g_assert_no_error(error);
    Wait wait = {g_async_queue_new_full((GDestroyNotify)g_bytes_unref)};

    g_assert_true(post(printer, asker, 8, &wait, &error));
    g_autoptr(GBytes) pdf = g_async_queue_timeout_pop(wait.answers, 30 * CLOCK_US_PER_S);
    g_assert_nonnull(pdf);
    g_assert_cmpuint(count_pages(pdf), ==, 2);

    /* The queue is bounded: what does not fit is refused, the rest is answered. */
    unsigned n_taken = 0;
    while (post(printer, asker, 200, &wait, &error) && n_taken < 1000)
        n_taken++;
    g_assert_error(error, BASE_ERROR, ERROR_OVERLOADED);
    g_assert_cmpuint(n_taken, >=, SLIP_PRINTER_MAX_JOBS);
    for (unsigned i = 0; i < n_taken; i++) {
        g_autoptr(GBytes) one = g_async_queue_timeout_pop(wait.answers, 60 * CLOCK_US_PER_S);
        g_assert_nonnull(one);
    }
    slip_printer_stop(printer);
    g_clear_error(&error);
    g_assert_false(post(printer, asker, 1, &wait, &error));
    g_assert_error(error, BASE_ERROR, ERROR_UNAVAILABLE);
    worker_stop(asker);
    g_async_queue_unref(wait.answers);
}

/* No font at all: a sentence instead of boxes. fontconfig reads FONTCONFIG_FILE once a process. */
static void test_no_font_here(void) {
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) slips = slips_new(1, 1);
    SlipSheet sheet = {"县", "http://x/activate", slips};
    g_assert_false(slip_file_has_fonts());
    g_assert_null(slip_pdf_make(&sheet, &error));
    g_assert_error(error, BASE_ERROR, ERROR_UNAVAILABLE);
    g_assert_nonnull(strstr(error->message, "fonts-noto-cjk"));
}

static void test_no_font(void) {
    g_autofree char *folder = g_dir_make_tmp("slip-XXXXXX", NULL);
    g_autofree char *file = g_build_filename(folder, "fonts.conf", NULL);
    g_assert_true(g_file_set_contents(
        file, "<?xml version=\"1.0\"?><fontconfig><dir>/nowhere</dir></fontconfig>", -1, NULL));
    g_setenv("FONTCONFIG_FILE", file, TRUE);
    g_test_trap_subprocess("/slip_pdf/no_font/subprocess", 0, G_TEST_SUBPROCESS_DEFAULT);
    g_unsetenv("FONTCONFIG_FILE");
    g_test_trap_assert_passed();
    g_assert_cmpint(g_unlink(file), ==, 0);
    g_assert_cmpint(g_rmdir(folder), ==, 0);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/slip_pdf/no_font", test_no_font);
    g_test_add_func("/slip_pdf/no_font/subprocess", test_no_font_here);
    g_test_add_func("/slip_pdf/pages", test_pages);
    g_test_add_func("/slip_pdf/long", test_long);
    g_test_add_func("/slip_pdf/most", test_most);
    g_test_add_func("/slip_pdf/printer", test_printer);
    return g_test_run();
}
