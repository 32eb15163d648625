#include "media/ingest/amf0.h"

#include <string.h>

#include <glib.h>

static Amf0Reader reader_of(const void *bytes, size_t n) {
    return (Amf0Reader){bytes, (const uint8_t *)bytes + n};
}

#define READER(literal) reader_of(literal, sizeof(literal) - 1)

static void test_scalars(void) {
    Amf0Reader reader = READER("\x00\x3f\xf8\0\0\0\0\0\0" /* 1.5 */
                               "\x01\x01"
                               "\x02\0\x03"
                               "abc"
                               "\x05\x06"
                               "\x0b\x3f\xf0\0\0\0\0\0\0\0\0"
                               "\x0c\0\0\0\x02xy"
                               "\x07\0\x01");
    static const Amf0Type TYPES[] = {AMF0_NUMBER, AMF0_BOOLEAN, AMF0_STRING, AMF0_NULL,
                                     AMF0_NULL,   AMF0_DATE,    AMF0_STRING, AMF0_NULL};
    Amf0Value values[G_N_ELEMENTS(TYPES)], none;
    for (unsigned i = 0; i < G_N_ELEMENTS(TYPES); i++) {
        g_assert_true(amf0_read(&reader, &values[i]));
        g_assert_cmpint(values[i].type, ==, TYPES[i]);
    }
    g_assert_cmpfloat(values[0].number, ==, 1.5);
    g_assert_true(values[1].boolean);
    g_assert_cmpmem(values[2].text, values[2].length, "abc", 3);
    g_assert_cmpfloat(values[5].number, ==, 1.0);
    g_assert_cmpmem(values[6].text, values[6].length, "xy", 2);
    g_assert_false(amf0_read(&reader, &none));
}

static void test_objects(void) {
    Amf0Reader reader = READER("\x03\0\x03"
                               "app\x02\0\x04live"
                               "\0\x01o\x08\0\0\0\x09\0\x01n\x00\x40\0\0\0\0\0\0\0\0\0\x09"
                               "\0\x01z\x0a\0\0\0\x02\x05\x05"
                               "\0\0\x09"
                               "\x05");
    Amf0Value object, value, inner;
    g_assert_true(amf0_read(&reader, &object));
    g_assert_true(amf0_find(&object, "app", &value));
    g_assert_cmpmem(value.text, value.length, "live", 4);
    g_assert_true(amf0_find(&object, "o", &value));
    g_assert_true(amf0_find(&value, "n", &inner));
    g_assert_cmpfloat(inner.number, ==, 2.0);
    g_assert_true(amf0_find(&object, "z", &value));
    g_assert_cmpint(value.type, ==, AMF0_ARRAY);
    g_assert_false(amf0_find(&object, "ap", &value));
    g_assert_true(amf0_read(&reader, &value));
    g_assert_cmpint(value.type, ==, AMF0_NULL);
    g_assert_false(amf0_find(&value, "app", &inner));
}

static void test_refuses(void) {
    static const struct {
        const char *what, *bytes;
        size_t n;
    } CASES[] = {
        {"nothing", "", 0},
        {"a cut number", "\x00\x3f", 2},
        {"a cut text",
         "\x02\0\x05"
         "abc",
         6},
        {"an object without an end", "\x03\0\x01x\x05", 5},
        {"an array that claims 4 billion", "\x0a\xff\xff\xff\xff\x05\x05", 7},
        {"AMF 3", "\x11\x01", 2},
        {"an end alone", "\x09", 1},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(CASES); i++) {
        Amf0Reader reader = reader_of(CASES[i].bytes, CASES[i].n);
        const uint8_t *at = reader.at;
        Amf0Value value;
        g_test_message("%s", CASES[i].what);
        g_assert_false(amf0_read(&reader, &value));
        g_assert_true(reader.at == at);
    }
}

static void check_depth(unsigned depth, bool is_read) {
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    Amf0Value value;
    for (unsigned i = 0; i < depth; i++)
        g_byte_array_append(bytes, (const guint8 *)"\x0a\0\0\0\x01", 5);
    g_byte_array_append(bytes, (const guint8 *)"\x05", 1);
    Amf0Reader reader = reader_of(bytes->data, bytes->len);
    g_assert_cmpint(amf0_read(&reader, &value), ==, is_read);
}

static void test_limits(void) {
    check_depth(AMF0_MAX_DEPTH, true);
    check_depth(AMF0_MAX_DEPTH + 1, false);
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    uint8_t nulls[AMF0_MAX_VALUES + 1];
    memset(nulls, 5, sizeof nulls);
    g_byte_array_append(bytes, (const guint8 *)"\x0a\0\0\x10\0", 5);
    g_byte_array_append(bytes, nulls, sizeof nulls);
    Amf0Reader reader = reader_of(bytes->data, bytes->len);
    Amf0Value value;
    g_assert_false(amf0_read(&reader, &value));
    bytes->data[3] = 0x0f;
    g_assert_true(amf0_read(&reader, &value));
}

static void test_texts(void) {
    char text[6];
    Amf0Value value = {.type = AMF0_STRING, .text = "abc\nef", .length = 6};
    amf0_copy_text(&value, text, sizeof text);
    g_assert_cmpstr(text, ==, "abc?e");
    value = (Amf0Value){.type = AMF0_STRING, .text = "\xe5\x90\x8c\xe5\xb1\x8f", .length = 6};
    amf0_copy_text(&value, text, sizeof text);
    g_assert_cmpstr(text, ==, "\xe5\x90\x8c");
    value = (Amf0Value){.type = AMF0_STRING, .text = "a\xff", .length = 2};
    amf0_copy_text(&value, text, sizeof text);
    g_assert_cmpstr(text, ==, "");
    value = (Amf0Value){.type = AMF0_NUMBER};
    amf0_copy_text(&value, text, sizeof text);
    g_assert_cmpstr(text, ==, "");
}

static void test_writer(void) {
    uint8_t bytes[64];
    Amf0Writer writer = {.bytes = bytes, .capacity = sizeof bytes};
    amf0_put_string(&writer, "_result");
    amf0_put_number(&writer, 3);
    amf0_put_null(&writer);
    amf0_begin_object(&writer);
    amf0_put_key(&writer, "code");
    amf0_put_string(&writer, "ok");
    amf0_end_object(&writer);
    g_assert_false(writer.is_full);
    Amf0Reader reader = reader_of(bytes, writer.n);
    const char *text;
    size_t length;
    double number;
    Amf0Value value, code;
    g_assert_true(amf0_read_string(&reader, &text, &length));
    g_assert_cmpmem(text, length, "_result", 7);
    g_assert_true(amf0_read_number(&reader, &number));
    g_assert_cmpfloat(number, ==, 3.0);
    g_assert_true(amf0_read(&reader, &value) && amf0_read(&reader, &value));
    g_assert_true(amf0_find(&value, "code", &code));
    g_assert_cmpmem(code.text, code.length, "ok", 2);
    g_assert_true(reader.at == reader.end);

    writer = (Amf0Writer){.bytes = bytes, .capacity = 5};
    amf0_put_string(&writer, "abcdef");
    g_assert_true(writer.is_full);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/amf0/scalars", test_scalars);
    g_test_add_func("/amf0/objects", test_objects);
    g_test_add_func("/amf0/refuses", test_refuses);
    g_test_add_func("/amf0/limits", test_limits);
    g_test_add_func("/amf0/texts", test_texts);
    g_test_add_func("/amf0/writer", test_writer);
    return g_test_run();
}
