#include "media/ingest/amf0.h"

#include <string.h>

#include <glib.h>

/* Type markers, AMF 0 §2.1. */
enum {
    MARKER_NUMBER = 0x00,
    MARKER_BOOLEAN = 0x01,
    MARKER_STRING = 0x02,
    MARKER_OBJECT = 0x03,
    MARKER_NULL = 0x05,
    MARKER_UNDEFINED = 0x06,
    MARKER_REFERENCE = 0x07,
    MARKER_ECMA_ARRAY = 0x08,
    MARKER_OBJECT_END = 0x09,
    MARKER_STRICT_ARRAY = 0x0a,
    MARKER_DATE = 0x0b,
    MARKER_LONG_STRING = 0x0c,
    MARKER_UNSUPPORTED = 0x0d,
    MARKER_XML = 0x0f,
    MARKER_TYPED_OBJECT = 0x10,
};

/* ---- reading ---- */

typedef struct Scan {
    Amf0Reader in;
    unsigned depth, n_values;
} Scan;

static bool scan_value(Scan *scan, Amf0Value *ret_value);

static size_t left(const Scan *scan) {
    return (size_t)(scan->in.end - scan->in.at);
}

static bool take(Scan *scan, size_t n, const uint8_t **ret_bytes) {
    if (left(scan) < n)
        return false;
    *ret_bytes = scan->in.at;
    scan->in.at += n;
    return true;
}

static bool take_big_endian(Scan *scan, unsigned n_bytes, uint64_t *ret_value) {
    const uint8_t *bytes;
    if (!take(scan, n_bytes, &bytes))
        return false;
    *ret_value = 0;
    for (unsigned i = 0; i < n_bytes; i++)
        *ret_value = *ret_value << 8 | bytes[i];
    return true;
}

static bool take_double(Scan *scan, double *ret_number) {
    uint64_t bits;
    if (!take_big_endian(scan, 8, &bits))
        return false;
    memcpy(ret_number, &bits, sizeof bits);
    return true;
}

static bool take_text(Scan *scan, unsigned length_bytes, const char **ret_text,
                      size_t *ret_length) {
    uint64_t length;
    const uint8_t *bytes;
    if (!take_big_endian(scan, length_bytes, &length) || !take(scan, (size_t)length, &bytes))
        return false;
    *ret_text = (const char *)bytes;
    *ret_length = (size_t)length;
    return true;
}

/* Name and value, or the end: an empty name and the end marker. */
static bool scan_property(Scan *scan, Amf0Value *ret_name, Amf0Value *ret_value, bool *ret_end) {
    if (!take_text(scan, 2, &ret_name->text, &ret_name->length))
        return false;
    *ret_end = ret_name->length == 0 && left(scan) > 0 && scan->in.at[0] == MARKER_OBJECT_END;
    if (*ret_end) {
        scan->in.at++;
        return true;
    }
    return scan_value(scan, ret_value);
}

static bool scan_object(Scan *scan, Amf0Value *ret_value) {
    if (++scan->depth > AMF0_MAX_DEPTH)
        return false;
    ret_value->inside.at = scan->in.at;
    for (bool is_end = false; !is_end;) {
        Amf0Value name, value;
        ret_value->inside.end = scan->in.at;
        if (!scan_property(scan, &name, &value, &is_end))
            return false;
    }
    scan->depth--;
    return true;
}

static bool scan_array(Scan *scan) {
    uint64_t n;
    if (++scan->depth > AMF0_MAX_DEPTH || !take_big_endian(scan, 4, &n))
        return false;
    for (uint64_t i = 0; i < n; i++) {
        Amf0Value value;
        if (!scan_value(scan, &value))
            return false;
    }
    scan->depth--;
    return true;
}

static bool scan_by_marker(Scan *scan, uint8_t marker, Amf0Value *value) {
    const uint8_t *bytes;
    const char *class_name;
    size_t class_length;
    switch (marker) {
    case MARKER_NUMBER:
        value->type = AMF0_NUMBER;
        return take_double(scan, &value->number);
    case MARKER_BOOLEAN:
        value->type = AMF0_BOOLEAN;
        if (!take(scan, 1, &bytes))
            return false;
        value->boolean = bytes[0] != 0;
        return true;
    case MARKER_STRING:
        value->type = AMF0_STRING;
        return take_text(scan, 2, &value->text, &value->length);
    case MARKER_LONG_STRING:
    case MARKER_XML:
        value->type = AMF0_STRING;
        return take_text(scan, 4, &value->text, &value->length);
    case MARKER_ECMA_ARRAY: /* its count is a hint only, §2.10 */
        value->type = AMF0_OBJECT;
        return take(scan, 4, &bytes) && scan_object(scan, value);
    case MARKER_TYPED_OBJECT:
        value->type = AMF0_OBJECT;
        return take_text(scan, 2, &class_name, &class_length) && scan_object(scan, value);
    case MARKER_OBJECT:
        value->type = AMF0_OBJECT;
        return scan_object(scan, value);
    case MARKER_STRICT_ARRAY:
        value->type = AMF0_ARRAY;
        return scan_array(scan);
    case MARKER_DATE: /* the time zone is reserved, §2.13 */
        value->type = AMF0_DATE;
        return take_double(scan, &value->number) && take(scan, 2, &bytes);
    case MARKER_REFERENCE:
        value->type = AMF0_NULL;
        return take(scan, 2, &bytes);
    case MARKER_NULL:
    case MARKER_UNDEFINED:
    case MARKER_UNSUPPORTED:
        value->type = AMF0_NULL;
        return true;
    default:
        return false;
    }
}

static bool scan_value(Scan *scan, Amf0Value *ret_value) {
    const uint8_t *marker;
    *ret_value = (Amf0Value){0};
    return ++scan->n_values <= AMF0_MAX_VALUES && take(scan, 1, &marker) &&
           scan_by_marker(scan, marker[0], ret_value);
}

bool amf0_read(Amf0Reader *reader, Amf0Value *ret_value) {
    Scan scan = {.in = *reader};
    if (!scan_value(&scan, ret_value))
        return false;
    *reader = scan.in;
    return true;
}

bool amf0_read_string(Amf0Reader *reader, const char **ret_text, size_t *ret_length) {
    Amf0Value value;
    if (!amf0_read(reader, &value) || value.type != AMF0_STRING)
        return false;
    *ret_text = value.text;
    *ret_length = value.length;
    return true;
}

bool amf0_read_number(Amf0Reader *reader, double *ret_number) {
    Amf0Value value;
    if (!amf0_read(reader, &value) || value.type != AMF0_NUMBER)
        return false;
    *ret_number = value.number;
    return true;
}

bool amf0_find(const Amf0Value *object, const char *name, Amf0Value *ret_value) {
    if (object->type != AMF0_OBJECT)
        return false;
    Scan scan = {.in = object->inside};
    size_t length = strlen(name);
    while (left(&scan) > 0) {
        Amf0Value found;
        bool is_end;
        if (!scan_property(&scan, &found, ret_value, &is_end) || is_end)
            return false;
        if (found.length == length && memcmp(found.text, name, length) == 0)
            return true;
    }
    return false;
}

void amf0_copy_text(const Amf0Value *value, char *ret_text, size_t capacity) {
    size_t n = value->type == AMF0_STRING ? value->length : 0;
    if (n >= capacity) {
        n = capacity - 1;
        while (n > 0 && ((uint8_t)value->text[n] & 0xc0) == 0x80)
            n--;
    }
    for (size_t i = 0; i < n; i++)
        ret_text[i] = g_ascii_iscntrl(value->text[i]) ? '?' : value->text[i];
    ret_text[n] = '\0';
    if (!g_utf8_validate(ret_text, -1, NULL))
        ret_text[0] = '\0';
}

/* ---- writing ---- */

static void put(Amf0Writer *writer, const void *bytes, size_t n) {
    if (writer->is_full || writer->capacity - writer->n < n) {
        writer->is_full = true;
        return;
    }
    memcpy(writer->bytes + writer->n, bytes, n);
    writer->n += n;
}

static void put_byte(Amf0Writer *writer, uint8_t byte) {
    put(writer, &byte, 1);
}

static void put_text(Amf0Writer *writer, const char *text) {
    size_t length = MIN(strlen(text), (size_t)UINT16_MAX);
    put(writer, (uint8_t[]){(uint8_t)(length >> 8), (uint8_t)length}, 2);
    put(writer, text, length);
}

void amf0_put_number(Amf0Writer *writer, double number) {
    uint64_t bits;
    memcpy(&bits, &number, sizeof bits);
    bits = GUINT64_TO_BE(bits);
    put_byte(writer, MARKER_NUMBER);
    put(writer, &bits, sizeof bits);
}

void amf0_put_string(Amf0Writer *writer, const char *text) {
    put_byte(writer, MARKER_STRING);
    put_text(writer, text);
}

void amf0_put_null(Amf0Writer *writer) {
    put_byte(writer, MARKER_NULL);
}

void amf0_begin_object(Amf0Writer *writer) {
    put_byte(writer, MARKER_OBJECT);
}

void amf0_put_key(Amf0Writer *writer, const char *name) {
    put_text(writer, name);
}

void amf0_end_object(Amf0Writer *writer) {
    put(writer, (uint8_t[]){0, 0, MARKER_OBJECT_END}, 3);
}
