#include "catalog/sheet/xlsx_merges.h"

#include <string.h>

#include "base/error.h"
#include "catalog/sheet/xlsx_ref.h"
#include "catalog/sheet/xlsx_xml.h"

#define MAX_AREAS   65536
#define PIECE_BYTES 65536

static const char AREA_NAME[] = "mergeCell";
#define AREA_NAME_LENGTH (sizeof AREA_NAME - 1)

typedef struct Area {
    XlsxRef first, last;
} Area;

struct XlsxMerges {
    GArray *areas;  /* of Area, by first row */
    unsigned n_met; /* areas that begin at or above the last row */
    GArray *active; /* of Area: met, and not yet ended */
};

typedef struct Reading {
    XlsxXml *xml;
    GArray *areas;
} Reading;

static void on_start(void *user, const char *name, const char *const *attributes) {
    Reading *reading = user;
    if (*name != 'm' || strcmp(name, "mergeCell") != 0)
        return;
    const char *text = xlsx_xml_attribute(attributes, "ref");
    Area area;
    if (!text || !xlsx_ref_read(text, &area.first, &text) || *text != ':' ||
        !xlsx_ref_read(text + 1, &area.last, &text) || area.last.row < area.first.row ||
        area.last.column < area.first.column)
        return; /* no area, nothing is swallowed */
    g_array_append_val(reading->areas, area);
    if (reading->areas->len > MAX_AREAS)
        xlsx_xml_fail(reading->xml,
                      g_error_new(BASE_ERROR, ERROR_TOO_LARGE,
                                  "cannot read the sheet: it has more than %d merged areas",
                                  MAX_AREAS));
}

static int by_first_row(const void *a, const void *b) {
    unsigned row_a = ((const Area *)a)->first.row, row_b = ((const Area *)b)->first.row;
    return (row_a > row_b) - (row_a < row_b);
}

/* Whether the bytes of the name stand in the part at all: most sheets have no areas, and looking is
 * far quicker than parsing. In UTF-16 (bytes 0 at the beginning) they would not be seen. */
static bool look_for_areas(XlsxZip *zip, const char *part, bool *ret_found, GError **error) {
    g_autoptr(XlsxZipMember) member = xlsx_zip_member_open(zip, part, error);
    if (!member)
        return false;
    g_autofree char *piece = g_malloc(AREA_NAME_LENGTH + PIECE_BYTES);
    size_t kept = 0, length;
    for (bool is_first = true;; is_first = false) {
        if (!xlsx_zip_member_read(member, piece + kept, PIECE_BYTES, &length, error))
            return false;
        *ret_found = memmem(piece, kept + length, AREA_NAME, AREA_NAME_LENGTH) ||
                     (is_first && memchr(piece, '\0', MIN(length, 4)));
        if (*ret_found || length == 0)
            return true;
        size_t n_held = kept + length;
        kept = MIN(n_held, AREA_NAME_LENGTH - 1);
        memmove(piece, piece + n_held - kept, kept);
    }
}

static bool parse_areas(XlsxZip *zip, const char *part, GArray *areas, GError **error) {
    static const XlsxXmlEvents EVENTS = {.start = on_start};
    Reading reading = {.areas = areas};
    g_autoptr(XlsxXml) xml = xlsx_xml_open(zip, part, &EVENTS, &reading, error);
    reading.xml = xml;
    return xml && xlsx_xml_step(xml, error) == XLSX_XML_END;
}

XlsxMerges *xlsx_merges_read(XlsxZip *zip, const char *part, GError **error) {
    g_autoptr(XlsxMerges) merges = g_new0(XlsxMerges, 1);
    merges->areas = g_array_new(FALSE, FALSE, sizeof(Area));
    merges->active = g_array_new(FALSE, FALSE, sizeof(Area));
    bool is_found = false;
    if (!look_for_areas(zip, part, &is_found, error) ||
        (is_found && !parse_areas(zip, part, merges->areas, error)))
        return NULL;
    g_array_sort(merges->areas, by_first_row);
    return g_steal_pointer(&merges);
}

void xlsx_merges_free(XlsxMerges *merges) {
    if (!merges)
        return;
    g_array_unref(merges->areas);
    g_array_unref(merges->active);
    g_free(merges);
}

static void advance(XlsxMerges *merges, unsigned row) {
    for (unsigned i = merges->active->len; i-- > 0;)
        if (g_array_index(merges->active, Area, i).last.row < row)
            g_array_remove_index_fast(merges->active, i);
    for (; merges->n_met < merges->areas->len; merges->n_met++) {
        const Area *area = &g_array_index(merges->areas, Area, merges->n_met);
        if (area->first.row > row)
            return;
        if (area->last.row >= row)
            g_array_append_val(merges->active, *area);
    }
}

bool xlsx_merges_apply(XlsxMerges *merges, const SheetLimits *limits, RowBuffer *row,
                       GError **error) {
    unsigned number = row_buffer_number(row), n_marked = 0;
    advance(merges, number);
    for (unsigned i = 0; i < merges->active->len; i++) {
        const Area *area = &g_array_index(merges->active, Area, i);
        for (unsigned column = area->first.column;
             column <= area->last.column && column < limits->max_columns; column++) {
            if (++n_marked > limits->max_columns) {
                g_set_error(error, BASE_ERROR, ERROR_INVALID,
                            "cannot read row %u: merged areas overlap in it", number);
                return false;
            }
            if (number != area->first.row || column != area->first.column)
                row_buffer_set_merged(row, column);
        }
    }
    return true;
}
