/* A statistics struct as metrics: one row for each number. Pure. */
#pragma once

#include <glib.h>
#include <stddef.h>

#include "server/metrics_text.h"

typedef enum MetricNumber {
    METRIC_END,
    METRIC_UNSIGNED,
    METRIC_UINT64,
    METRIC_INT64,
    METRIC_BOOL,     /* 0 or 1 */
    METRIC_INT64_US, /* written in seconds */
} MetricNumber;

typedef struct MetricRow {
    MetricNumber number;
    MetricKind kind;
    const char *name;
    size_t offset;
    const char *help;
} MetricRow;

/* For initializers: struct type, member, name, help. */
#define METRICS_COUNTER(type, member, name, help)                                                  \
    { METRIC_UINT64, METRIC_COUNTER, name, offsetof(type, member), help }
#define METRICS_GAUGE(type, member, name, help)                                                    \
    { METRIC_UNSIGNED, METRIC_GAUGE, name, offsetof(type, member), help }
#define METRICS_GAUGE64(type, member, name, help)                                                  \
    { METRIC_INT64, METRIC_GAUGE, name, offsetof(type, member), help }
#define METRICS_FLAG(type, member, name, help)                                                     \
    { METRIC_BOOL, METRIC_GAUGE, name, offsetof(type, member), help }
#define METRICS_SECONDS(type, member, name, help)                                                  \
    { METRIC_INT64_US, METRIC_GAUGE, name, offsetof(type, member), help }
#define METRICS_SECONDS_TOTAL(type, member, name, help)                                            \
    { METRIC_INT64_US, METRIC_COUNTER, name, offsetof(type, member), help }
#define METRICS_ROWS_END                                                                           \
    { METRIC_END, METRIC_COUNTER, NULL, 0, NULL }

/* One family with one sample for each row. `rows` ends with METRICS_ROWS_END. */
void metrics_table_write(const MetricRow *rows, const void *stats, GString *out);

double metrics_table_number(const MetricRow *row, const void *stats);
