#include "xlsx_parts.h"

#include <string.h>
#include <zip.h>

#define XML_HEAD      "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>"
#define MAIN          "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define RELATIONSHIPS "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define RELATIONS                                                                                  \
    XML_HEAD                                                                                       \
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"

static const char PACKAGE_RELATIONS[] =
    RELATIONS "<Relationship Id=\"rId1\" Type=\"" RELATIONSHIPS
              "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>";
static const char BOOK_RELATIONS[] =
    RELATIONS "<Relationship Id=\"rId1\" Type=\"" RELATIONSHIPS
              "/worksheet\" Target=\"worksheets/sheet1.xml\"/>"
              "<Relationship Id=\"rId2\" Type=\"" RELATIONSHIPS
              "/sharedStrings\" Target=\"/xl/./sharedStrings.xml\"/>"
              "<Relationship Id=\"rId3\" Type=\"" RELATIONSHIPS
              "/styles\" Target=\"../xl/styles.xml\"/></Relationships>";
static const char BOOK[] = XML_HEAD "<workbook xmlns=\"" MAIN "\" xmlns:r=\"" RELATIONSHIPS
                                    "\"><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"rId1\"/>"
                                    "</sheets></workbook>";

GBytes *xlsx_parts_pack(const XlsxPart *parts) {
    zip_error_t why;
    zip_error_init(&why);
    zip_source_t *target = zip_source_buffer_create(NULL, 0, 0, &why);
    g_assert_nonnull(target);
    zip_source_keep(target);
    zip_t *zip = zip_open_from_source(target, ZIP_TRUNCATE, &why);
    g_assert_nonnull(zip);
    for (; parts->name; parts++) {
        zip_source_t *source = zip_source_buffer(zip, parts->text, strlen(parts->text), 0);
        g_assert_cmpint(zip_file_add(zip, parts->name, source, ZIP_FL_ENC_UTF_8), >=, 0);
    }
    g_assert_cmpint(zip_close(zip), ==, 0);
    g_assert_cmpint(zip_source_open(target), ==, 0);
    zip_stat_t about;
    g_assert_cmpint(zip_source_stat(target, &about), ==, 0);
    char *bytes = g_malloc(about.size);
    g_assert_cmpint(zip_source_read(target, bytes, about.size), ==, (gint64)about.size);
    zip_source_close(target);
    zip_source_free(target);
    zip_error_fini(&why);
    return g_bytes_new_take(bytes, about.size);
}

GBytes *xlsx_parts_book(const char *sheet, const char *strings, const char *styles) {
    g_autofree char *whole =
        g_strconcat(XML_HEAD "<worksheet xmlns=\"" MAIN "\">", sheet, "</worksheet>", NULL);
    XlsxPart parts[] = {
        {"[Content_Types].xml", XML_HEAD "<Types/>"},
        {"_rels/.rels", PACKAGE_RELATIONS},
        {"xl/workbook.xml", BOOK},
        {"xl/_rels/workbook.xml.rels", BOOK_RELATIONS},
        {"xl/worksheets/sheet1.xml", whole},
        {0},
        {0},
        {0},
    };
    unsigned n_parts = 5;
    if (strings)
        parts[n_parts++] = (XlsxPart){"xl/sharedStrings.xml", strings};
    if (styles)
        parts[n_parts++] = (XlsxPart){"xl/styles.xml", styles};
    return xlsx_parts_pack(parts);
}
