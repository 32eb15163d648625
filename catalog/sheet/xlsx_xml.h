/* One XML part of a workbook, parsed while it is unzipped. It can be paused at any element, so that
 * rows are taken one by one. Refused: a DOCTYPE (so no entity of one's own, none from elsewhere),
 * elements nested deeper than 64, 1 MiB without an
 * element or a text that is wanted. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "catalog/sheet/xlsx_zip.h"

typedef struct XlsxXml XlsxXml;

/* Element names come without their prefix. NULL: not wanted. Text comes in pieces. */
typedef struct XlsxXmlEvents {
    void (*start)(void *user, const char *name, const char *const *attributes);
    void (*end)(void *user, const char *name);
    void (*text)(void *user, const char *text, size_t length);
} XlsxXmlEvents;

typedef enum XlsxXmlStep {
    XLSX_XML_FAILED = -1,
    XLSX_XML_END = 0,
    XLSX_XML_PAUSED = 1,
} XlsxXmlStep;

/* `zip` must outlive it; `events` is borrowed. */
XlsxXml *xlsx_xml_open(XlsxZip *zip, const char *name, const XlsxXmlEvents *events, void *user,
                       GError **error);
void xlsx_xml_free(XlsxXml *xml);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(XlsxXml, xlsx_xml_free)

/* Parses until an event pauses, one fails or the part ends. After FAILED or END: only free. */
XlsxXmlStep xlsx_xml_step(XlsxXml *xml, GError **error);

/* ---- for events ---- */

/* The value of an attribute by its name without prefix, or NULL. */
const char *xlsx_xml_attribute(const char *const *attributes, const char *name);
void xlsx_xml_pause(XlsxXml *xml);
/* The first error counts. */
void xlsx_xml_fail(XlsxXml *xml, GError *take_error);

unsigned xlsx_xml_percent(const XlsxXml *xml);
