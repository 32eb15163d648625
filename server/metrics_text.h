/* Writer of the Prometheus text format, version 0.0.4. Pure. */
#pragma once

#include <glib.h>
#include <stdint.h>

#define METRICS_TEXT_TYPE "text/plain; version=0.0.4; charset=utf-8"

typedef enum MetricKind { METRIC_COUNTER, METRIC_GAUGE } MetricKind;

/* Starts a family; its samples follow at once. `name` and label names are ours and not checked
 * against the grammar in release builds; `help` is one sentence. */
void metrics_text_family(GString *out, MetricKind kind, const char *name, const char *help);

/* One sample. `label` is NULL for none. */
void metrics_text_sample(GString *out, const char *name, const char *label, const char *value,
                         double number);

/* Family and its only sample. */
void metrics_text_single(GString *out, MetricKind kind, const char *name, const char *help,
                         double number);
