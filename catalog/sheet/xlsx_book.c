#include "catalog/sheet/xlsx_book.h"

#include <string.h>

#include "base/error.h"
#include "catalog/sheet/xlsx_relations.h"
#include "catalog/sheet/xlsx_xml.h"

#define MAX_SHEETS     256
#define MAX_NAME_CHARS 64 /* Excel allows 31 */

typedef struct Reading {
    XlsxXml *xml;
    XlsxBook *book;
    const GPtrArray *relations;
    GPtrArray *hidden_names, *hidden_parts; /* go behind the others at the end */
} Reading;

static bool is_true(const char *text) {
    return text && (g_str_equal(text, "1") || g_str_equal(text, "true"));
}

static void on_sheet(Reading *reading, const char *const *attributes) {
    const char *name = xlsx_xml_attribute(attributes, "name");
    const char *id = xlsx_xml_attribute(attributes, "id");
    const char *state = xlsx_xml_attribute(attributes, "state");
    const XlsxRelation *relation =
        id ? xlsx_relations_find(reading->relations, "worksheet", id) : NULL;
    if (!name || !relation)
        return; /* a chart, or nothing that could be read */
    bool is_hidden = state && !g_str_equal(state, "visible");
    if (reading->book->names->len + reading->hidden_names->len >= MAX_SHEETS) {
        xlsx_xml_fail(reading->xml,
                      g_error_new(BASE_ERROR, ERROR_TOO_LARGE,
                                  "cannot read the workbook: it has more than %d sheets",
                                  MAX_SHEETS));
        return;
    }
    g_ptr_array_add(is_hidden ? reading->hidden_names : reading->book->names,
                    g_utf8_substring(name, 0, MIN(g_utf8_strlen(name, -1), MAX_NAME_CHARS)));
    g_ptr_array_add(is_hidden ? reading->hidden_parts : reading->book->parts,
                    g_strdup(relation->target));
}

static void on_start(void *user, const char *name, const char *const *attributes) {
    Reading *reading = user;
    if (g_str_equal(name, "workbookPr"))
        reading->book->is_1904 = is_true(xlsx_xml_attribute(attributes, "date1904"));
    else if (g_str_equal(name, "sheet"))
        on_sheet(reading, attributes);
}

static char *find_part(const GPtrArray *relations, XlsxZip *zip, const char *type) {
    const XlsxRelation *relation = xlsx_relations_find(relations, type, NULL);
    return relation && xlsx_zip_has(zip, relation->target) ? g_strdup(relation->target) : NULL;
}

static bool read_book(XlsxZip *zip, const char *part, XlsxBook *book, GError **error) {
    static const XlsxXmlEvents EVENTS = {.start = on_start};
    g_autoptr(GPtrArray) relations = xlsx_relations_read(zip, part, error);
    if (!relations)
        return false;
    book->strings_part = find_part(relations, zip, "sharedStrings");
    book->styles_part = find_part(relations, zip, "styles");
    Reading reading = {
        .book = book,
        .relations = relations,
        .hidden_names = g_ptr_array_new_with_free_func(g_free),
        .hidden_parts = g_ptr_array_new_with_free_func(g_free),
    };
    g_autoptr(XlsxXml) xml = xlsx_xml_open(zip, part, &EVENTS, &reading, error);
    reading.xml = xml;
    bool is_good = xml && xlsx_xml_step(xml, error) == XLSX_XML_END;
    g_ptr_array_extend_and_steal(book->names, reading.hidden_names);
    g_ptr_array_extend_and_steal(book->parts, reading.hidden_parts);
    return is_good;
}

typedef struct Stranger {
    const char *member;
    const char *sentence;
} Stranger;

/* Other things that come as ZIP files. */
static const Stranger STRANGERS[] = {
    {"xl/workbook.bin", "this is a binary workbook (.xlsb); save it as .xlsx"},
    {"word/document.xml", "this is a text document; save the table as .xlsx"},
    {"ppt/presentation.xml", "this is a presentation; save the table as .xlsx"},
    {"mimetype", "this is an OpenDocument file; save it as .xlsx"},
    {"[Content_Types].xml", "there is no workbook in it; save it as .xlsx"},
};

static char *find_workbook(XlsxZip *zip, GError **error) {
    g_autoptr(GPtrArray) relations = xlsx_relations_read(zip, "", error);
    if (!relations)
        return NULL;
    g_autofree char *part = find_part(relations, zip, "officeDocument");
    if (!part && xlsx_zip_has(zip, "xl/workbook.xml"))
        part = g_strdup("xl/workbook.xml");
    if (part && g_str_has_suffix(part, ".xml") && !g_str_has_prefix(part, "word/") &&
        !g_str_has_prefix(part, "ppt/"))
        return g_steal_pointer(&part);
    const char *sentence = "this is a ZIP file, not a workbook; unpack it first";
    for (unsigned i = G_N_ELEMENTS(STRANGERS); i-- > 0;)
        if (xlsx_zip_has(zip, STRANGERS[i].member))
            sentence = STRANGERS[i].sentence;
    g_set_error(error, BASE_ERROR, ERROR_UNSUPPORTED, "cannot read the file: %s", sentence);
    return NULL;
}

XlsxBook *xlsx_book_read(XlsxZip *zip, GError **error) {
    g_autofree char *part = find_workbook(zip, error);
    if (!part)
        return NULL;
    g_autoptr(XlsxBook) book = g_new0(XlsxBook, 1);
    book->names = g_ptr_array_new_with_free_func(g_free);
    book->parts = g_ptr_array_new_with_free_func(g_free);
    if (!read_book(zip, part, book, error))
        return NULL;
    if (book->names->len == 0) {
        g_set_error_literal(error, BASE_ERROR, ERROR_INVALID,
                            "cannot read the workbook: it has no sheet with cells");
        return NULL;
    }
    g_ptr_array_add(book->names, NULL);
    return g_steal_pointer(&book);
}

void xlsx_book_free(XlsxBook *book) {
    if (!book)
        return;
    g_clear_pointer(&book->names, g_ptr_array_unref);
    g_clear_pointer(&book->parts, g_ptr_array_unref);
    g_free(book->strings_part);
    g_free(book->styles_part);
    g_free(book);
}
