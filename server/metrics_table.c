#include "server/metrics_table.h"

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"

double metrics_table_number(const MetricRow *row, const void *stats) {
    const void *at = (const char *)stats + row->offset;
    switch (row->number) {
    case METRIC_UNSIGNED:
        return *(const unsigned *)at;
    case METRIC_UINT64:
        return (double)*(const uint64_t *)at;
    case METRIC_INT64:
        return (double)*(const int64_t *)at;
    case METRIC_BOOL:
        return *(const bool *)at ? 1 : 0;
    case METRIC_INT64_US:
        return (double)*(const int64_t *)at / CLOCK_US_PER_S;
    case METRIC_END:
        break;
    }
    return 0;
}

void metrics_table_write(const MetricRow *rows, const void *stats, GString *out) {
    for (const MetricRow *row = rows; row->number != METRIC_END; row++)
        metrics_text_single(out, row->kind, row->name, row->help, metrics_table_number(row, stats));
}
