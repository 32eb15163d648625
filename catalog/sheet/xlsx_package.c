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

static const char TYPES_HEAD[] = XML_HEAD
    "<Types xmlns=\"" PACKAGE "content-types\">"
    "<Default Extension=\"rels\" "
    "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
    "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
    "<Override PartName=\"/xl/workbook.xml\" ContentType=\"" MEDIA_TYPE "sheet.main+xml\"/>"
    "<Override PartName=\"/xl/styles.xml\" ContentType=\"" MEDIA_TYPE "styles+xml\"/>";

static const char RELATIONS_HEAD[] = XML_HEAD "<Relationships xmlns=\"" PACKAGE "relationships\">";

static const char BOOK_HEAD[] =
    XML_HEAD "<workbook xmlns=\"" MAIN "\" xmlns:r=\"" DOCUMENT "\"><sheets>";

static const char PACKAGE_RELATIONS[] = XML_HEAD
    "<Relationships xmlns=\"" PACKAGE "relationships\">"
    "<Relationship Id=\"rId1\" Type=\"" DOCUMENT "/officeDocument\" Target=\"xl/workbook.xml\"/>"
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

/* The parts that name every sheet. */
typedef struct Names {
    GString *types, *relations, *book;
} Names;

static void names_clear(Names *names) {
    g_string_free(names->types, TRUE);
    g_string_free(names->relations, TRUE);
    g_string_free(names->book, TRUE);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Names, names_clear)

static Names names_of(const XlsxPackageSheet *sheets, unsigned n_sheets) {
    Names names = {g_string_new(TYPES_HEAD), g_string_new(RELATIONS_HEAD), g_string_new(BOOK_HEAD)};
    for (unsigned i = 1; i <= n_sheets; i++) {
        g_autofree char *name = g_markup_escape_text(sheets[i - 1].name, -1);
        g_string_append_printf(names.types,
                               "<Override PartName=\"/xl/worksheets/sheet%u.xml\" "
                               "ContentType=\"" MEDIA_TYPE "worksheet+xml\"/>",
                               i);
        g_string_append_printf(names.relations,
                               "<Relationship Id=\"rId%u\" Type=\"" DOCUMENT "/worksheet\" "
                               "Target=\"worksheets/sheet%u.xml\"/>",
                               i, i);
        g_string_append_printf(names.book, "<sheet name=\"%s\" sheetId=\"%u\" r:id=\"rId%u\"/>",
                               name, i, i);
    }
    g_string_append(names.types, "</Types>");
    g_string_append_printf(names.relations,
                           "<Relationship Id=\"rId%u\" Type=\"" DOCUMENT "/styles\" "
                           "Target=\"styles.xml\"/></Relationships>",
                           n_sheets + 1);
    g_string_append(names.book, "</sheets></workbook>");
    return names;
}

static bool add_sheets(zip_t *zip, const XlsxPackageSheet *sheets, unsigned n_sheets) {
    for (unsigned i = 0; i < n_sheets; i++) {
        g_autofree char *path = g_strdup_printf("xl/worksheets/sheet%u.xml", i + 1);
        const Part part = {path, sheets[i].xml, sheets[i].length};
        if (!add_part(zip, &part))
            return false;
    }
    return true;
}

static bool add_parts(zip_t *zip, const Names *names) {
    const Part parts[] = {
        {"[Content_Types].xml", names->types->str, names->types->len},
        PART("_rels/.rels", PACKAGE_RELATIONS),
        {"xl/workbook.xml", names->book->str, names->book->len},
        {"xl/_rels/workbook.xml.rels", names->relations->str, names->relations->len},
        PART("xl/styles.xml", STYLES),
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
static GBytes *pack(zip_source_t *target, const XlsxPackageSheet *sheets, unsigned n_sheets) {
    g_auto(Names) names = names_of(sheets, n_sheets);
    zip_t *zip = zip_open_from_source(target, ZIP_TRUNCATE, NULL);
    if (!zip)
        return NULL;
    zip_source_keep(target);
    if (add_parts(zip, &names) && add_sheets(zip, sheets, n_sheets) && zip_close(zip) == 0)
        return read_back(target);
    zip_discard(zip);
    return NULL;
}

GBytes *xlsx_package_make(const XlsxPackageSheet *sheets, unsigned n_sheets, GError **error) {
    zip_source_t *target = zip_source_buffer_create(NULL, 0, 0, NULL);
    GBytes *file = target ? pack(target, sheets, n_sheets) : NULL;
    zip_source_free(target);
    if (!file)
        g_set_error_literal(error, BASE_ERROR, ERROR_INTERNAL, "cannot pack the workbook");
    return file;
}
