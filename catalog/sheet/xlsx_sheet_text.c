#include "catalog/sheet/xlsx_sheet_text.h"

#include <string.h>

#include "catalog/sheet/xlsx_package.h"

#define MAX_NUMBER_DIGITS 15 /* more do not survive as a number */

typedef struct Replacement {
    char c;
    const char *text;
} Replacement;

static const Replacement REPLACEMENTS[] = {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}};

static const char *find_replacement(char c) {
    for (unsigned i = 0; i < G_N_ELEMENTS(REPLACEMENTS); i++)
        if (REPLACEMENTS[i].c == c)
            return REPLACEMENTS[i].text;
    return NULL;
}

/* Whether the text holds what a reader would take for an escape: _xHHHH_. */
static bool looks_escaped(const char *text) {
    if (text[0] != '_' || text[1] != 'x')
        return false;
    for (unsigned i = 2; i < 6; i++)
        if (!g_ascii_isxdigit(text[i]))
            return false;
    return text[6] == '_';
}

/* CR and the control characters that XML 1.0 section 2.2 does not know are escaped. */
static bool is_control(char c) {
    return (unsigned char)c < 0x20 && c != '\t' && c != '\n';
}

/* U+FFFE and U+FFFF are no characters of XML either. */
static bool is_lost(const char *text) {
    return memcmp(text, "\xef\xbf", 2) == 0 && ((unsigned char)text[2] & 0xfe) == 0xbe;
}

static void append_escaped(GString *out, const char *text) {
    for (; *text; text++) {
        const char *replacement = find_replacement(*text);
        if (replacement) {
            g_string_append(out, replacement);
        } else if (is_control(*text) || looks_escaped(text)) {
            g_string_append_printf(out, "_x%04X_", (unsigned char)*text);
        } else if (*text == '\xef' && is_lost(text)) {
            g_string_append(out, "\xef\xbf\xbd");
            text += 2;
        } else {
            g_string_append_c(out, *text);
        }
    }
}

/* XML 1.0 section 2.10: only white space at the ends and line breaks need to be preserved. */
static bool has_bare_space(const char *text) {
    size_t length = strlen(text);
    return g_ascii_isspace(text[0]) || g_ascii_isspace(text[length - 1]) || strchr(text, '\n');
}

/* `text` is not empty. */
static void append_text(GString *out, const char *text, XlsxPackageStyle style) {
    g_string_append_printf(out, "<c s=\"%d\" t=\"inlineStr\"><is><t%s>", style,
                           has_bare_space(text) ? " xml:space=\"preserve\"" : "");
    append_escaped(out, text);
    g_string_append(out, "</t></is></c>");
}

/* -12, 0.5, 120: what a program shows again as it was written. */
static bool is_plain_number(const char *text) {
    const char *at = text + (*text == '-');
    size_t n_whole = strspn(at, "0123456789");
    bool has_useless_zero = n_whole > 1 && *at == '0';
    at += n_whole;
    size_t n_part = *at == '.' ? strspn(at + 1, "0123456789") : 0;
    at += n_part > 0 ? n_part + 1 : 0;
    return n_whole > 0 && !has_useless_zero && n_whole + n_part <= MAX_NUMBER_DIGITS && !*at;
}

static void append_pane(GString *out, unsigned n_lines) {
    g_string_append_printf(
        out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/"
        "main\"><sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"%u\" "
        "topLeftCell=\"A%u\" activePane=\"bottomLeft\" state=\"frozen\"/>"
        "</sheetView></sheetViews><cols>",
        n_lines + 1, n_lines + 2);
}

void xlsx_sheet_text_begin_below(GString *out, const char *const *lines, const SheetColumn *columns,
                                 unsigned n_columns) {
    append_pane(out, g_strv_length((char **)lines));
    for (unsigned i = 0; i < n_columns; i++)
        g_string_append_printf(
            out, "<col min=\"%u\" max=\"%u\" width=\"%u\" style=\"%d\" customWidth=\"1\"/>", i + 1,
            i + 1, columns[i].width,
            columns[i].is_number ? XLSX_PACKAGE_STYLE_PLAIN : XLSX_PACKAGE_STYLE_TEXT);
    g_string_append(out, "</cols><sheetData>");
    for (unsigned i = 0; lines[i]; i++) {
        g_string_append(out, "<row>");
        append_text(out, *lines[i] ? lines[i] : " ", XLSX_PACKAGE_STYLE_TEXT);
        g_string_append(out, "</row>");
    }
    g_string_append(out, "<row>");
    for (unsigned i = 0; i < n_columns; i++)
        append_text(out, columns[i].header, XLSX_PACKAGE_STYLE_HEADER);
    g_string_append(out, "</row>");
}

void xlsx_sheet_text_begin(GString *out, const SheetColumn *columns, unsigned n_columns) {
    xlsx_sheet_text_begin_below(out, (const char *const[]){NULL}, columns, n_columns);
}

/* Cells without text are written as well: a cell has its place by being the next one. */
void xlsx_sheet_text_add(GString *out, const SheetColumn *columns, unsigned n_columns,
                         const char *const *cells) {
    g_string_append(out, "<row>");
    for (unsigned i = 0; i < n_columns; i++) {
        const char *text = cells[i] ? cells[i] : "";
        if (!*text)
            g_string_append(out, "<c/>");
        else if (columns[i].is_number && is_plain_number(text))
            g_string_append_printf(out, "<c><v>%s</v></c>", text);
        else
            append_text(out, text, XLSX_PACKAGE_STYLE_TEXT);
    }
    g_string_append(out, "</row>");
}

void xlsx_sheet_text_end(GString *out) {
    g_string_append(out, "</sheetData></worksheet>");
}
