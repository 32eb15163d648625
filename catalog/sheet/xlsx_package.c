#include "catalog/sheet/xlsx_package.h"

#include <stdbool.h>
#include <string.h>
#include <zip.h>

#include "base/error.h"

#define XML_HEAD   "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define MAIN       "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define PACKAGE    "http://schemas.openxmlformats.org/package/2006/"
#define DOCUMENT   "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define MEDIA_TYPE "application/vnd.openxmlformats-officedocument.spreadsheetml."

typedef struct Part {
    const char *name, *text;
    size_t length;
} Part;

#define PART(name, text)                                                                           \
    { name, text, sizeof(text) - 1 }

static const char CONTENT_TYPES[] = XML_HEAD
    "<Types xmlns=\"" PACKAGE "content-types\">"
    "<Default Extension=\"rels\" "
    "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
    "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
    "<Override PartName=\"/xl/workbook.xml\" ContentType=\"" MEDIA_TYPE "sheet.main+xml\"/>"
    "<Override PartName=\"/xl/styles.xml\" ContentType=\"" MEDIA_TYPE "styles+xml\"/>"
    "<Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"" MEDIA_TYPE "worksheet+xml\"/>"
    "</Types>";

static const char PACKAGE_RELATIONS[] = XML_HEAD
    "<Relationships xmlns=\"" PACKAGE "relationships\">"
    "<Relationship Id=\"rId1\" Type=\"" DOCUMENT "/officeDocument\" Target=\"xl/workbook.xml\"/>"
    "</Relationships>";

static const char BOOK_RELATIONS[] = XML_HEAD
    "<Relationships xmlns=\"" PACKAGE "relationships\">"
    "<Relationship Id=\"rId1\" Type=\"" DOCUMENT "/worksheet\" Target=\"worksheets/sheet1.xml\"/>"
    "<Relationship Id=\"rId2\" Type=\"" DOCUMENT "/styles\" Target=\"styles.xml\"/>"
    "</Relationships>";

/* Fonts 0 and 1: plain, bold. Number formats (18.8.30): 0 general, 49 text. The cell styles are in
 * the order of XlsxPackageStyle. */
static const char STYLES[] = XML_HEAD
    "<styleSheet xmlns=\"" MAIN "\">"
    "<fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font>"
    "<font><b/><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts>"
    "<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill>"
    "<fill><patternFill patternType=\"gray125\"/></fill></fills>"
    "<borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>"
    "<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" "
    "borderId=\"0\"/></cellStyleXfs>"
    "<cellXfs count=\"3\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>"
    "<xf numFmtId=\"49\" fontId=\"1\" fillId=\"0\" borderId=\"0\" xfId=\"0\" "
    "applyNumberFormat=\"1\" applyFont=\"1\"/>"
    "<xf numFmtId=\"49\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" "
    "applyNumberFormat=\"1\"/></cellXfs>"
    "<cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles>"
    "</styleSheet>";

static bool add_part(zip_t *zip, const Part *part) {
    zip_source_t *source = zip_source_buffer(zip, part->text, part->length, 0);
    if (source && zip_file_add(zip, part->name, source, ZIP_FL_ENC_UTF_8) >= 0)
        return true;
    zip_source_free(source);
    return false;
}

static bool add_parts(zip_t *zip, const char *book, const char *sheet_xml, size_t length) {
    const Part parts[] = {
        PART("[Content_Types].xml", CONTENT_TYPES),
        PART("_rels/.rels", PACKAGE_RELATIONS),
        {"xl/workbook.xml", book, strlen(book)},
        PART("xl/_rels/workbook.xml.rels", BOOK_RELATIONS),
        PART("xl/styles.xml", STYLES),
        {"xl/worksheets/sheet1.xml", sheet_xml, length},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(parts); i++)
        if (!add_part(zip, &parts[i]))
            return false;
    return true;
}

static GBytes *read_back(zip_source_t *target) {
    zip_stat_t about;
    if (zip_source_open(target) != 0)
        return NULL;
    zip_stat_init(&about);
    g_autofree char *bytes = zip_source_stat(target, &about) == 0 ? g_malloc(about.size) : NULL;
    bool is_whole = bytes && zip_source_read(target, bytes, about.size) == (zip_int64_t)about.size;
    zip_source_close(target);
    return is_whole ? g_bytes_new_take(g_steal_pointer(&bytes), about.size) : NULL;
}

/* The reference that `target` has keeps it after the ZIP file is closed. */
static GBytes *pack(zip_source_t *target, const char *book, const char *sheet_xml, size_t length) {
    zip_t *zip = zip_open_from_source(target, ZIP_TRUNCATE, NULL);
    if (!zip)
        return NULL;
    zip_source_keep(target);
    if (add_parts(zip, book, sheet_xml, length) && zip_close(zip) == 0)
        return read_back(target);
    zip_discard(zip);
    return NULL;
}

GBytes *xlsx_package_make(const char *sheet_name, const char *sheet_xml, size_t length,
                          GError **error) {
    g_autofree char *name = g_markup_escape_text(sheet_name, -1);
    g_autofree char *book = g_strconcat(
        XML_HEAD "<workbook xmlns=\"" MAIN "\" xmlns:r=\"" DOCUMENT "\"><sheets><sheet name=\"",
        name, "\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>", NULL);
    zip_source_t *target = zip_source_buffer_create(NULL, 0, 0, NULL);
    GBytes *file = target ? pack(target, book, sheet_xml, length) : NULL;
    zip_source_free(target);
    if (!file)
        g_set_error_literal(error, BASE_ERROR, ERROR_INTERNAL, "cannot pack the workbook");
    return file;
}
