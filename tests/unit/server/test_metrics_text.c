#include "server/metrics_text.h"

#include <math.h>

static void test_families(void) {
    g_autoptr(GString) out = g_string_new(NULL);
    metrics_text_family(out, METRIC_COUNTER, "a_total", "Back\\slash,\nline \"quote\".");
    metrics_text_sample(out, "a_total", "path", "C:\\dir \"x\"\n", 3);
    metrics_text_sample(out, "a_total", "path", "级", 0);
    metrics_text_single(out, METRIC_GAUGE, "b", "Gauge.", 0.5);
    g_assert_cmpstr(out->str, ==,
                    "# HELP a_total Back\\\\slash,\\nline \"quote\".\n"
                    "# TYPE a_total counter\n"
                    "a_total{path=\"C:\\\\dir \\\"x\\\"\\n\"} 3\n"
                    "a_total{path=\"级\"} 0\n"
                    "# HELP b Gauge.\n"
                    "# TYPE b gauge\n"
                    "b 0.5\n");
}

static void test_numbers(void) {
    static const struct {
        double number;
        const char *text;
    } ROWS[] = {
        {0, "n 0\n"},
        {-3, "n -3\n"},
        {9007199254740991.0, "n 9007199254740991\n"},
        {1e300, "n 1e+300\n"},
        {0.25, "n 0.25\n"},
        {NAN, "n NaN\n"},
        {INFINITY, "n +Inf\n"},
        {-INFINITY, "n -Inf\n"},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(GString) out = g_string_new(NULL);
        metrics_text_sample(out, "n", NULL, NULL, ROWS[i].number);
        g_assert_cmpstr(out->str, ==, ROWS[i].text);
    }
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/metrics-text/families", test_families);
    g_test_add_func("/metrics-text/numbers", test_numbers);
    return g_test_run();
}
