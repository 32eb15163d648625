#include "server/metrics_table.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct Inner {
    uint64_t n;
} Inner;

typedef struct Stats {
    unsigned open;
    Inner inner;
    int64_t last_us, waiting_bytes;
    bool is_failing;
} Stats;

static void test_rows(void) {
    static const MetricRow ROWS[] = {
        METRICS_GAUGE(Stats, open, "a_open", "Open."),
        METRICS_COUNTER(Stats, inner.n, "a_total", "All."),
        METRICS_SECONDS(Stats, last_us, "a_last_seconds", "Last."),
        METRICS_SECONDS_TOTAL(Stats, last_us, "a_seconds_total", "Sum."),
        METRICS_GAUGE64(Stats, waiting_bytes, "a_bytes", "Bytes."),
        METRICS_FLAG(Stats, is_failing, "a_failing", "Fails."),
        METRICS_ROWS_END,
    };
    Stats stats = {.open = 3,
                   .inner = {UINT64_C(1) << 40},
                   .last_us = 1500000,
                   .waiting_bytes = INT64_C(1) << 33,
                   .is_failing = true};
    g_autoptr(GString) out = g_string_new(NULL);
    metrics_table_write(ROWS, &stats, out);
    g_assert_cmpstr(out->str, ==,
                    "# HELP a_open Open.\n# TYPE a_open gauge\na_open 3\n"
                    "# HELP a_total All.\n# TYPE a_total counter\na_total 1099511627776\n"
                    "# HELP a_last_seconds Last.\n# TYPE a_last_seconds gauge\n"
                    "a_last_seconds 1.5\n"
                    "# HELP a_seconds_total Sum.\n# TYPE a_seconds_total counter\n"
                    "a_seconds_total 1.5\n"
                    "# HELP a_bytes Bytes.\n# TYPE a_bytes gauge\na_bytes 8589934592\n"
                    "# HELP a_failing Fails.\n# TYPE a_failing gauge\na_failing 1\n");
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/metrics-table/rows", test_rows);
    return g_test_run();
}
