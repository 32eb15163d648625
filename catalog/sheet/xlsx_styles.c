#include "catalog/sheet/xlsx_styles.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "catalog/sheet/xlsx_xml.h"

#define MAX_STYLES 65536 /* Excel allows 65,490 */

struct XlsxStyles {
    GByteArray *kinds;   /* XlsxDateKind of each style */
    GHashTable *formats; /* id of a number format → its XlsxDateKind */
};

typedef struct Reading {
    XlsxXml *xml;
    XlsxStyles *styles;
    bool is_in_cell_styles; /* cellXfs, not cellStyleXfs */
} Reading;

static unsigned number_of(const char *text) {
    return text ? (unsigned)strtoul(text, NULL, 10) : 0;
}

static void add_format(Reading *reading, const char *const *attributes) {
    const char *code = xlsx_xml_attribute(attributes, "formatCode");
    unsigned id = number_of(xlsx_xml_attribute(attributes, "numFmtId"));
    if (code)
        g_hash_table_insert(reading->styles->formats, GUINT_TO_POINTER(id),
                            GUINT_TO_POINTER(xlsx_date_kind_of_code(code)));
}

static void add_style(Reading *reading, const char *const *attributes) {
    unsigned id = number_of(xlsx_xml_attribute(attributes, "numFmtId"));
    void *known;
    guint8 kind =
        g_hash_table_lookup_extended(reading->styles->formats, GUINT_TO_POINTER(id), NULL, &known)
            ? (guint8)GPOINTER_TO_UINT(known)
            : (guint8)xlsx_date_kind_of_builtin(id);
    g_byte_array_append(reading->styles->kinds, &kind, 1);
}

static void on_start(void *user, const char *name, const char *const *attributes) {
    Reading *reading = user;
    XlsxStyles *styles = reading->styles;
    if (styles->kinds->len >= MAX_STYLES || g_hash_table_size(styles->formats) >= MAX_STYLES)
        xlsx_xml_fail(reading->xml,
                      g_error_new(BASE_ERROR, ERROR_TOO_LARGE,
                                  "cannot read the workbook: it has more than %d styles",
                                  MAX_STYLES));
    else if (strcmp(name, "numFmt") == 0)
        add_format(reading, attributes);
    else if (strcmp(name, "cellXfs") == 0)
        reading->is_in_cell_styles = true;
    else if (strcmp(name, "xf") == 0 && reading->is_in_cell_styles)
        add_style(reading, attributes);
}

static void on_end(void *user, const char *name) {
    Reading *reading = user;
    if (strcmp(name, "cellXfs") == 0)
        reading->is_in_cell_styles = false;
}

XlsxStyles *xlsx_styles_read(XlsxZip *zip, const char *part, GError **error) {
    static const XlsxXmlEvents EVENTS = {.start = on_start, .end = on_end};
    g_autoptr(XlsxStyles) styles = g_new0(XlsxStyles, 1);
    styles->kinds = g_byte_array_new();
    styles->formats = g_hash_table_new(NULL, NULL);
    if (!part)
        return g_steal_pointer(&styles);
    Reading reading = {.styles = styles};
    g_autoptr(XlsxXml) xml = xlsx_xml_open(zip, part, &EVENTS, &reading, error);
    reading.xml = xml;
    if (!xml || xlsx_xml_step(xml, error) != XLSX_XML_END)
        return NULL;
    return g_steal_pointer(&styles);
}

void xlsx_styles_free(XlsxStyles *styles) {
    if (!styles)
        return;
    g_byte_array_unref(styles->kinds);
    g_hash_table_unref(styles->formats);
    g_free(styles);
}

XlsxDateKind xlsx_styles_date_kind(const XlsxStyles *styles, unsigned index) {
    return index < styles->kinds->len ? (XlsxDateKind)styles->kinds->data[index] : XLSX_DATE_NOT;
}
