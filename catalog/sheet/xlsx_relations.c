#include "catalog/sheet/xlsx_relations.h"

#include <string.h>

#include "base/error.h"
#include "catalog/sheet/xlsx_xml.h"

#define MAX_RELATIONS 4096

typedef struct Reading {
    XlsxXml *xml;
    const char *part;
    GPtrArray *relations;
} Reading;

static void relation_free(void *data) {
    XlsxRelation *relation = data;
    g_free(relation->id);
    g_free(relation->type);
    g_free(relation->target);
    g_free(relation);
}

/* Folders of `part` and `target` together, "." and ".." taken out; never climbs above the root. */
static char *resolve(const char *part, const char *target) {
    const char *slash = strrchr(part, '/');
    g_autofree char *folder =
        g_strndup(part, target[0] == '/' || !slash ? 0 : (size_t)(slash - part));
    g_autofree char *whole = g_strconcat(folder, "/", target, NULL);
    g_auto(GStrv) steps = g_strsplit(whole, "/", -1);
    g_autoptr(GPtrArray) kept = g_ptr_array_new();
    for (char **step = steps; *step; step++) {
        if (g_str_equal(*step, "..") && kept->len > 0)
            g_ptr_array_set_size(kept, (int)kept->len - 1);
        else if (**step && !g_str_equal(*step, ".") && !g_str_equal(*step, ".."))
            g_ptr_array_add(kept, *step);
    }
    g_ptr_array_add(kept, NULL);
    return g_strjoinv("/", (char **)kept->pdata);
}

static void on_start(void *user, const char *name, const char *const *attributes) {
    Reading *reading = user;
    const char *id = xlsx_xml_attribute(attributes, "Id");
    const char *type = xlsx_xml_attribute(attributes, "Type");
    const char *target = xlsx_xml_attribute(attributes, "Target");
    const char *mode = xlsx_xml_attribute(attributes, "TargetMode");
    if (!g_str_equal(name, "Relationship") || !id || !type || !target ||
        g_strcmp0(mode, "External") == 0)
        return;
    if (reading->relations->len >= MAX_RELATIONS) {
        xlsx_xml_fail(reading->xml, g_error_new(BASE_ERROR, ERROR_TOO_LARGE,
                                                "cannot read the workbook: it has more than %d "
                                                "relations",
                                                MAX_RELATIONS));
        return;
    }
    const char *slash = strrchr(type, '/');
    XlsxRelation *relation = g_new0(XlsxRelation, 1);
    relation->id = g_strdup(id);
    relation->type = g_strdup(slash ? slash + 1 : type);
    relation->target = resolve(reading->part, target);
    g_ptr_array_add(reading->relations, relation);
}

static char *relations_name(const char *part) {
    const char *slash = strrchr(part, '/');
    size_t folder_length = slash ? (size_t)(slash - part) + 1 : 0;
    return g_strdup_printf("%.*s_rels/%s.rels", (int)folder_length, part, part + folder_length);
}

GPtrArray *xlsx_relations_read(XlsxZip *zip, const char *part, GError **error) {
    static const XlsxXmlEvents EVENTS = {.start = on_start};
    g_autoptr(GPtrArray) relations = g_ptr_array_new_with_free_func(relation_free);
    g_autofree char *name = relations_name(part);
    if (!xlsx_zip_has(zip, name))
        return g_steal_pointer(&relations);
    Reading reading = {.part = part, .relations = relations};
    g_autoptr(XlsxXml) xml = xlsx_xml_open(zip, name, &EVENTS, &reading, error);
    reading.xml = xml;
    if (!xml || xlsx_xml_step(xml, error) != XLSX_XML_END)
        return NULL;
    return g_steal_pointer(&relations);
}

const XlsxRelation *xlsx_relations_find(const GPtrArray *relations, const char *type,
                                        const char *id) {
    for (unsigned i = 0; i < relations->len; i++) {
        const XlsxRelation *relation = relations->pdata[i];
        if ((!type || g_str_equal(relation->type, type)) && (!id || g_str_equal(relation->id, id)))
            return relation;
    }
    return NULL;
}
