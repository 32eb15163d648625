#include "server/metrics_text.h"

#include <math.h>

static const char *const KIND_WORDS[] = {[METRIC_COUNTER] = "counter", [METRIC_GAUGE] = "gauge"};

#define INTEGER_LIMIT 9007199254740992.0 /* 2^53: beyond it a double is no exact count */

/* Backslash and line feed, in label values the quote too. */
static void append_escaped(GString *out, const char *text, const char *quote) {
    for (const char *p = text; *p; p++) {
        if (*p == '\\')
            g_string_append(out, "\\\\");
        else if (*p == '\n')
            g_string_append(out, "\\n");
        else if (*p == *quote)
            g_string_append(out, "\\\"");
        else
            g_string_append_c(out, *p);
    }
}

void metrics_text_family(GString *out, MetricKind kind, const char *name, const char *help) {
    g_string_append_printf(out, "# HELP %s ", name);
    append_escaped(out, help, "");
    g_string_append_printf(out, "\n# TYPE %s %s\n", name, KIND_WORDS[kind]);
}

static void append_number(GString *out, double number) {
    if (isnan(number)) {
        g_string_append(out, "NaN");
    } else if (isinf(number)) {
        g_string_append(out, number > 0 ? "+Inf" : "-Inf");
    } else if (floor(number) == number && fabs(number) < INTEGER_LIMIT) {
        g_string_append_printf(out, "%" G_GINT64_FORMAT, (gint64)number);
    } else {
        char text[G_ASCII_DTOSTR_BUF_SIZE]; /* not printf: the locale's comma */
        g_string_append(out, g_ascii_formatd(text, sizeof text, "%.15g", number));
    }
}

void metrics_text_sample(GString *out, const char *name, const char *label, const char *value,
                         double number) {
    g_string_append(out, name);
    if (label) {
        g_string_append_printf(out, "{%s=\"", label);
        append_escaped(out, value, "\"");
        g_string_append(out, "\"}");
    }
    g_string_append_c(out, ' ');
    append_number(out, number);
    g_string_append_c(out, '\n');
}

void metrics_text_single(GString *out, MetricKind kind, const char *name, const char *help,
                         double number) {
    metrics_text_family(out, kind, name, help);
    metrics_text_sample(out, name, NULL, NULL, number);
}
