/* Which part of a workbook refers to which: the file _rels/PART.rels (ECMA-376 part 2, clause 9).
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "catalog/sheet/xlsx_zip.h"

typedef struct XlsxRelation {
    char *id;
    char *type;   /* the end of its URI: "worksheet", "sharedStrings", "styles", "officeDocument" */
    char *target; /* name of the part in the ZIP file */
} XlsxRelation;

/* XlsxRelation in the file's order, freed with the array. `part` "" stands for the package itself.
 * What lies outside of the file is left out; a missing file of relations gives none. */
GPtrArray *xlsx_relations_read(XlsxZip *zip, const char *part, GError **error);

/* The first with this type (`id` NULL) or this id (`type` NULL); NULL when there is none. */
const XlsxRelation *xlsx_relations_find(const GPtrArray *relations, const char *type,
                                        const char *id);
