#include "catalog/sheet/xlsx_xml.h"

#include <expat.h>
#include <string.h>

#include "base/error.h"

#define PIECE_BYTES     65536
#define MAX_DEPTH       64
#define MAX_TOKEN_BYTES (1024 * 1024)

struct XlsxXml {
    XlsxZipMember *member;
    XML_Parser parser;
    const XlsxXmlEvents *events;
    void *user;
    GError *error; /* set by an event */
    unsigned depth;
    size_t n_fed, n_fed_at_event; /* a token that never ends makes them part */
    bool is_suspended, is_last_fed;
};

static const char *local_name(const char *name) {
    const char *colon = strchr(name, ':');
    return colon ? colon + 1 : name;
}

void xlsx_xml_fail(XlsxXml *xml, GError *take_error) {
    if (xml->error)
        g_error_free(take_error);
    else
        xml->error = take_error;
    XML_StopParser(xml->parser, XML_FALSE);
}

static void fail_damaged(XlsxXml *xml, const char *why) {
    xlsx_xml_fail(xml, g_error_new(BASE_ERROR, ERROR_INVALID,
                                   "cannot read the workbook: it is damaged (%s)", why));
}

static void on_start(void *user, const XML_Char *name, const XML_Char **attributes) {
    XlsxXml *xml = user;
    xml->n_fed_at_event = xml->n_fed;
    if (++xml->depth > MAX_DEPTH)
        fail_damaged(xml, "elements are nested too deeply");
    else if (!xml->error && xml->events->start)
        xml->events->start(xml->user, local_name(name), (const char *const *)attributes);
}

static void on_end(void *user, const XML_Char *name) {
    XlsxXml *xml = user;
    xml->n_fed_at_event = xml->n_fed;
    xml->depth--;
    if (!xml->error && xml->events->end)
        xml->events->end(xml->user, local_name(name));
}

static void on_text(void *user, const XML_Char *text, int length) {
    XlsxXml *xml = user;
    xml->n_fed_at_event = xml->n_fed;
    if (!xml->error)
        xml->events->text(xml->user, text, (size_t)length);
}

static void on_doctype(void *user, const XML_Char *name, const XML_Char *system_id,
                       const XML_Char *public_id, int has_internal) {
    fail_damaged(user, "it declares a DOCTYPE");
}

XlsxXml *xlsx_xml_open(XlsxZip *zip, const char *name, const XlsxXmlEvents *events, void *user,
                       GError **error) {
    XlsxZipMember *member = xlsx_zip_member_open(zip, name, error);
    if (!member)
        return NULL;
    XlsxXml *xml = g_new0(XlsxXml, 1);
    xml->member = member;
    xml->events = events;
    xml->user = user;
    xml->parser = XML_ParserCreate(NULL);
    g_assert(xml->parser);
    XML_SetUserData(xml->parser, xml);
    XML_SetElementHandler(xml->parser, on_start, on_end);
    if (events->text)
        XML_SetCharacterDataHandler(xml->parser, on_text);
    XML_SetStartDoctypeDeclHandler(xml->parser, on_doctype);
    return xml;
}

void xlsx_xml_free(XlsxXml *xml) {
    if (!xml)
        return;
    XML_ParserFree(xml->parser);
    xlsx_zip_member_close(xml->member);
    g_clear_error(&xml->error);
    g_free(xml);
}

/* Gives expat the next piece; the status is XML_ParseBuffer()'s. */
static enum XML_Status feed(XlsxXml *xml) {
    g_autoptr(GError) error = NULL;
    size_t length = 0;
    void *piece = XML_GetBuffer(xml->parser, PIECE_BYTES);
    if (!piece)
        return XML_STATUS_ERROR;
    if (!xlsx_zip_member_read(xml->member, piece, PIECE_BYTES, &length, &error)) {
        xml->error = g_steal_pointer(&error);
        return XML_STATUS_ERROR;
    }
    xml->n_fed += length;
    xml->is_last_fed = length == 0;
    enum XML_Status status = XML_ParseBuffer(xml->parser, (int)length, length == 0);
    if (status == XML_STATUS_OK && xml->n_fed - xml->n_fed_at_event > MAX_TOKEN_BYTES) {
        fail_damaged(xml, "a tag is too long");
        return XML_STATUS_ERROR;
    }
    return status;
}

static XlsxXmlStep give_error(XlsxXml *xml, GError **error) {
    if (!xml->error)
        fail_damaged(xml, XML_ErrorString(XML_GetErrorCode(xml->parser)));
    g_propagate_error(error, g_steal_pointer(&xml->error));
    return XLSX_XML_FAILED;
}

XlsxXmlStep xlsx_xml_step(XlsxXml *xml, GError **error) {
    do {
        enum XML_Status status = xml->is_suspended ? XML_ResumeParser(xml->parser) : feed(xml);
        xml->is_suspended = status == XML_STATUS_SUSPENDED;
        if (status == XML_STATUS_ERROR || xml->error)
            return give_error(xml, error);
        if (xml->is_suspended)
            return XLSX_XML_PAUSED;
    } while (!xml->is_last_fed);
    return XLSX_XML_END;
}

const char *xlsx_xml_attribute(const char *const *attributes, const char *name) {
    for (; attributes[0]; attributes += 2)
        if (strcmp(local_name(attributes[0]), name) == 0)
            return attributes[1];
    return NULL;
}

void xlsx_xml_pause(XlsxXml *xml) {
    XML_StopParser(xml->parser, XML_TRUE);
}

unsigned xlsx_xml_percent(const XlsxXml *xml) {
    return xlsx_zip_member_percent(xml->member);
}
