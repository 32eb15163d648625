#include "catalog/sheet/xlsx_strings.h"

#include <string.h>

#include "base/error.h"
#include "catalog/sheet/xlsx_text.h"
#include "catalog/sheet/xlsx_xml.h"

struct XlsxStrings {
    GString *text;  /* every text with its NUL */
    GArray *starts; /* of uint32_t, in `text`; one more than texts: the end of the last */
};

typedef struct Reading {
    XlsxXml *xml;
    XlsxStrings *strings;
    size_t max_bytes;
    bool is_in_text;
    unsigned phonetic_depth;
} Reading;

static void add_start(XlsxStrings *strings) {
    uint32_t start = (uint32_t)strings->text->len;
    g_array_append_val(strings->starts, start);
}

static bool check_room(Reading *reading) {
    const XlsxStrings *strings = reading->strings;
    if (strings->text->len + strings->starts->len * sizeof(uint32_t) <= reading->max_bytes)
        return true;
    xlsx_xml_fail(reading->xml,
                  g_error_new(BASE_ERROR, ERROR_TOO_LARGE,
                              "cannot read the workbook: its texts are longer than %" G_GSIZE_FORMAT
                              " bytes",
                              reading->max_bytes));
    return false;
}

static void on_start(void *user, const char *name, const char *const *attributes) {
    Reading *reading = user;
    if (strcmp(name, "rPh") == 0)
        reading->phonetic_depth++;
    else if (strcmp(name, "t") == 0)
        reading->is_in_text = reading->phonetic_depth == 0;
}

static void on_end(void *user, const char *name) {
    Reading *reading = user;
    XlsxStrings *strings = reading->strings;
    if (strcmp(name, "rPh") == 0 && reading->phonetic_depth > 0) {
        reading->phonetic_depth--;
    } else if (strcmp(name, "t") == 0) {
        reading->is_in_text = false;
    } else if (strcmp(name, "si") == 0 && check_room(reading)) {
        xlsx_text_unescape(strings->text,
                           g_array_index(strings->starts, uint32_t, strings->starts->len - 1));
        g_string_append_c(strings->text, '\0');
        add_start(strings);
    }
}

static void on_text(void *user, const char *text, size_t length) {
    Reading *reading = user;
    if (reading->is_in_text && check_room(reading))
        g_string_append_len(reading->strings->text, text, (gssize)length);
}

static bool read_part(XlsxStrings *strings, XlsxZip *zip, const char *part,
                      const SheetLimits *limits, GError **error) {
    static const XlsxXmlEvents EVENTS = {on_start, on_end, on_text};
    Reading reading = {.strings = strings,
                       .max_bytes = MIN(limits->max_shared_bytes, G_MAXUINT32 / 2)};
    g_autoptr(XlsxXml) xml = xlsx_xml_open(zip, part, &EVENTS, &reading, error);
    reading.xml = xml;
    return xml && xlsx_xml_step(xml, error) == XLSX_XML_END;
}

XlsxStrings *xlsx_strings_read(XlsxZip *zip, const char *part, const SheetLimits *limits,
                               GError **error) {
    g_autoptr(XlsxStrings) strings = g_new0(XlsxStrings, 1);
    strings->text = g_string_new(NULL);
    strings->starts = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    add_start(strings);
    if (part && !read_part(strings, zip, part, limits, error))
        return NULL;
    return g_steal_pointer(&strings);
}

void xlsx_strings_free(XlsxStrings *strings) {
    if (!strings)
        return;
    g_string_free(strings->text, TRUE);
    g_array_unref(strings->starts);
    g_free(strings);
}

const char *xlsx_strings_get(const XlsxStrings *strings, size_t index, size_t *ret_length) {
    if (index >= strings->starts->len - 1)
        return NULL;
    uint32_t start = g_array_index(strings->starts, uint32_t, index);
    *ret_length = g_array_index(strings->starts, uint32_t, index + 1) - start - 1;
    return strings->text->str + start;
}
