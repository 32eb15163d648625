/* What the server hears of one input: its state, and measures of the last second. */
#pragma once

#include <gst/gst.h>

#include "media/link/link_text.h"
#include "media/program/input_stats.h"
#include "media/program/outbox.h"

typedef struct InputReport InputReport;

InputReport *input_report_new(Outbox *outbox, int64_t id);
void input_report_free(InputReport *report);

/* A life begins; both are borrowed until the next one, the pipeline only while input_report_send()
 * says LIVE, SILENT or CONNECTING. */
void input_report_begin(InputReport *report, InputStats *stats, GstElement *pipeline);

/* As input_report_send(), but silent while nothing has changed for less than a second. */
void input_report_repeat(InputReport *report, LinkInputState state, const char *message);

/* `message`: one sentence, or NULL. */
void input_report_send(InputReport *report, LinkInputState state, const char *message);
