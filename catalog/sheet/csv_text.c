#include "catalog/sheet/csv_text.h"

#include <string.h>

#include "catalog/sheet/sheet_guard.h"

/* RFC 4180 section 2; the other separators are quoted, too, so that nobody takes them for one. */
static bool needs_quotes(const char *text) {
    return text[strcspn(text, "\",;\t\r\n")] != '\0';
}

static void append_cell(GString *out, const char *text) {
    const char *guard = sheet_guard_needs(text) ? "'" : "";
    if (!needs_quotes(text)) {
        g_string_append(out, guard);
        g_string_append(out, text);
        return;
    }
    g_string_append_c(out, '"');
    g_string_append(out, guard);
    for (const char *quote; (quote = strchr(text, '"')); text = quote + 1) {
        g_string_append_len(out, text, quote - text);
        g_string_append(out, "\"\"");
    }
    g_string_append(out, text);
    g_string_append_c(out, '"');
}

static void end_cell(GString *out, unsigned i, unsigned n) {
    g_string_append(out, i + 1 < n ? "," : "\r\n");
}

void csv_text_begin(GString *out, const SheetColumn *columns, unsigned n_columns) {
    g_string_append(out, "\xef\xbb\xbf");
    for (unsigned i = 0; i < n_columns; i++) {
        append_cell(out, columns[i].header);
        end_cell(out, i, n_columns);
    }
}

void csv_text_add(GString *out, const SheetColumn *columns, unsigned n_columns,
                  const char *const *cells) {
    for (unsigned i = 0; i < n_columns; i++) {
        append_cell(out, cells[i] ? cells[i] : "");
        end_cell(out, i, n_columns);
    }
}
