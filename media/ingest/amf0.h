/* AMF 0 (Adobe, "Action Message Format -- AMF 0", 2007): the values of RTMP commands and of FLV
 * metadata. Reads in place without allocating; nothing is copied, texts are borrowed from the
 * input and not terminated. Pure. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define AMF0_MAX_DEPTH  8u    /* objects and arrays in each other */
#define AMF0_MAX_VALUES 4096u /* of one top-level value, nested ones included */

typedef enum Amf0Type {
    AMF0_NUMBER,
    AMF0_BOOLEAN,
    AMF0_STRING, /* long strings and XML, too */
    AMF0_OBJECT, /* ECMA arrays and typed objects, too */
    AMF0_ARRAY,  /* strict array */
    AMF0_NULL,   /* undefined, unsupported and references, too */
    AMF0_DATE,   /* `number`: milliseconds since 1970 */
} Amf0Type;

typedef struct Amf0Reader {
    const uint8_t *at, *end;
} Amf0Reader;

typedef struct Amf0Value {
    Amf0Type type;
    double number;
    bool boolean;
    const char *text;
    size_t length;
    Amf0Reader inside; /* properties of an object */
} Amf0Value;

/* The next value, checked in all its depth. False at the end and for what is malformed or beyond
 * the limits; the reader then stands still. */
bool amf0_read(Amf0Reader *reader, Amf0Value *ret_value);

/* Reads a value that must be a string or a number. */
bool amf0_read_string(Amf0Reader *reader, const char **ret_text, size_t *ret_length);
bool amf0_read_number(Amf0Reader *reader, double *ret_number);

/* The property of an object; false when it has none of that name. */
bool amf0_find(const Amf0Value *object, const char *name, Amf0Value *ret_value);

/* Copies a string value, cut to the capacity (not within a UTF-8 character), control bytes
 * replaced by '?', and terminates it. Other types give "". */
void amf0_copy_text(const Amf0Value *value, char *ret_text, size_t capacity);

/* Appends to a buffer of the caller; is_full stays true once something did not fit. */
typedef struct Amf0Writer {
    uint8_t *bytes;
    size_t n, capacity;
    bool is_full;
} Amf0Writer;

void amf0_put_number(Amf0Writer *writer, double number);
void amf0_put_string(Amf0Writer *writer, const char *text); /* at most 65,535 bytes */
void amf0_put_null(Amf0Writer *writer);
void amf0_begin_object(Amf0Writer *writer);
void amf0_put_key(Amf0Writer *writer, const char *name);
void amf0_end_object(Amf0Writer *writer);
