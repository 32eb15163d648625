#include "media/ingest/rtmp_chunk_reader.h"

#include <string.h>

#include <glib.h>

#include "media/ingest/rtmp_output.h"

#define MAX_MESSAGES 8

typedef struct Read {
    unsigned n;
    RtmpMessage messages[MAX_MESSAGES]; /* payloads are copies */
    GByteArray *payloads[MAX_MESSAGES];
    const char *error;
} Read;

/* Gives the bytes in steps of `step`, keeping what was not used, as a socket would. */
static Read read_in_steps(const GByteArray *bytes, size_t step, size_t max_message) {
    RtmpChunkReader reader;
    Read got = {0};
    rtmp_chunk_reader_init(&reader);
    reader.max_message = max_message;
    size_t at = 0, end = 0;
    while (end < bytes->len && !reader.error) {
        end = MIN(end + step, bytes->len);
        for (size_t used = 1; used > 0;) {
            RtmpMessage message;
            bool is_whole =
                rtmp_chunk_reader_read(&reader, bytes->data + at, end - at, &used, &message);
            at += used;
            if (!is_whole)
                break;
            g_assert_cmpuint(got.n, <, MAX_MESSAGES);
            got.messages[got.n] = message;
            got.payloads[got.n] = g_byte_array_new();
            g_byte_array_append(got.payloads[got.n], message.payload, (guint)message.length);
            if (message.type == RTMP_SET_CHUNK_SIZE)
                g_assert_true(rtmp_chunk_reader_set_size(&reader, message.payload[2] * 256u +
                                                                      message.payload[3]));
            got.n++;
        }
    }
    got.error = reader.error;
    rtmp_chunk_reader_clear(&reader);
    return got;
}

static void free_read(Read *got) {
    for (unsigned i = 0; i < got->n; i++)
        g_byte_array_unref(got->payloads[i]);
}

static GByteArray *bytes_of(const char *bytes, size_t n) {
    GByteArray *array = g_byte_array_new();
    g_byte_array_append(array, (const guint8 *)bytes, (guint)n);
    return array;
}

static void append_fill(GByteArray *array, uint8_t byte, size_t n) {
    for (size_t i = 0; i < n; i++)
        g_byte_array_append(array, &byte, 1);
}

#define BYTES(literal) bytes_of(literal, sizeof(literal) - 1)

/* Type 0, then 1, 2 and 3, all with payloads of one byte. */
static void test_types(void) {
    g_autoptr(GByteArray) bytes = BYTES("\x04\0\x03\xe8\0\0\x01\x08\x01\0\0\0A"
                                        "\x44\0\0\x0a\0\0\x01\x09"
                                        "B"
                                        "\x84\0\0\x14"
                                        "C"
                                        "\xc4"
                                        "D");
    static const uint32_t TIMES[] = {1000, 1010, 1030, 1050};
    for (size_t step = 1; step < bytes->len; step++) {
        Read got = read_in_steps(bytes, step, 100);
        g_assert_cmpstr(got.error, ==, NULL);
        g_assert_cmpuint(got.n, ==, 4);
        for (unsigned i = 0; i < 4; i++) {
            g_assert_cmpuint(got.messages[i].timestamp_ms, ==, TIMES[i]);
            g_assert_cmpuint(got.messages[i].stream_id, ==, 1);
            g_assert_cmpuint(got.messages[i].type, ==, i == 0 ? 8 : 9);
            g_assert_cmpuint(got.payloads[i]->data[0], ==, 'A' + i);
        }
        free_read(&got);
    }
}

/* §5.3.1.2.4: after type 0, a type 3 chunk of a new message repeats the timestamp as the delta. */
static void test_type_3_after_type_0(void) {
    g_autoptr(GByteArray) bytes = BYTES("\x04\0\0\x64\0\0\x01\x08\x01\0\0\0A\xc4"
                                        "B");
    Read got = read_in_steps(bytes, 100, 100);
    g_assert_cmpuint(got.n, ==, 2);
    g_assert_cmpuint(got.messages[1].timestamp_ms, ==, 200);
    free_read(&got);
}

static void test_long_ids(void) {
    g_autoptr(GByteArray) bytes = BYTES("\x00\x06\0\0\x01\0\0\x01\x08\0\0\0\0A"
                                        "\x01\x00\x01\0\0\x02\0\0\x01\x08\0\0\0\0B"
                                        "\xc0\x06"
                                        "C");
    for (size_t step = 1; step < bytes->len; step++) {
        Read got = read_in_steps(bytes, step, 100);
        g_assert_cmpuint(got.n, ==, 3);
        g_assert_cmpuint(got.messages[2].timestamp_ms, ==, 2);
        free_read(&got);
    }
}

/* Two messages in each other, in chunks of 128 bytes. */
static void test_interleaved(void) {
    g_autoptr(GByteArray) bytes = BYTES("\x04\0\0\x01\0\0\xc8\x09\x01\0\0\0");
    append_fill(bytes, 'V', 128);
    g_byte_array_append(bytes, (const guint8 *)"\x06\0\0\x02\0\0\x03\x08\x01\0\0\0aaa\xc4", 16);
    append_fill(bytes, 'W', 72);
    for (size_t step = 1; step < bytes->len; step += 7) {
        Read got = read_in_steps(bytes, step, 1000);
        g_assert_cmpuint(got.n, ==, 2);
        g_assert_cmpmem(got.payloads[0]->data, got.payloads[0]->len, "aaa", 3);
        g_assert_cmpuint(got.payloads[1]->len, ==, 200);
        g_assert_cmpuint(got.payloads[1]->data[127], ==, 'V');
        g_assert_cmpuint(got.payloads[1]->data[128], ==, 'W');
        free_read(&got);
    }
}

/* The extended field comes again before the second chunk, or does not. */
static void check_extended(bool is_repeated) {
    g_autoptr(GByteArray) bytes = BYTES("\x04\xff\xff\xff\0\0\x82\x09\x01\0\0\0\x01\x02\x03\x04");
    append_fill(bytes, 'V', 128);
    g_byte_array_append(bytes, (const guint8 *)"\xc4\x01\x02\x03\x04", is_repeated ? 5 : 1);
    g_byte_array_append(bytes, (const guint8 *)"WX", 2);
    append_fill(bytes, 0x44, 1); /* a further header, type 1 */
    g_byte_array_append(bytes, (const guint8 *)"\0\0\x0a\0\0\x01\x09Z", 8);
    for (size_t step = 1; step < bytes->len; step += 5) {
        Read got = read_in_steps(bytes, step, 1000);
        g_assert_cmpstr(got.error, ==, NULL);
        g_assert_cmpuint(got.n, ==, 2);
        g_assert_cmpuint(got.messages[0].timestamp_ms, ==, 0x01020304);
        g_assert_cmpmem(got.payloads[0]->data + 128, 2, "WX", 2);
        g_assert_cmpuint(got.messages[1].timestamp_ms, ==, 0x0102030e);
        free_read(&got);
    }
}

static void test_extended(void) {
    check_extended(true);
    check_extended(false);
}

static void test_chunk_size_and_abort(void) {
    RtmpChunkReader reader;
    RtmpMessage message;
    size_t used;
    rtmp_chunk_reader_init(&reader);
    g_assert_false(rtmp_chunk_reader_set_size(&reader, 0));
    g_assert_false(rtmp_chunk_reader_set_size(&reader, 0x80000000u));
    g_assert_true(rtmp_chunk_reader_set_size(&reader, 0x7fffffffu));
    g_assert_cmpuint(reader.chunk_size, ==, RTMP_CHUNK_MAX_BYTES);
    g_assert_true(rtmp_chunk_reader_set_size(&reader, 2));
    static const uint8_t HALF[] = "\x04\0\0\x01\0\0\x03\x08\x01\0\0\0AB";
    g_assert_false(rtmp_chunk_reader_read(&reader, HALF, sizeof HALF - 1, &used, &message));
    g_assert_cmpuint(used, ==, sizeof HALF - 1);
    rtmp_chunk_reader_abort(&reader, 4);
    static const uint8_t AGAIN[] = "\xc4XY\xc4Z";
    g_assert_true(rtmp_chunk_reader_read(&reader, AGAIN, sizeof AGAIN - 1, &used, &message));
    g_assert_cmpmem(message.payload, message.length, "XYZ", 3);
    rtmp_chunk_reader_clear(&reader);
}

static void test_limits(void) {
    g_autoptr(GByteArray) large = BYTES("\x04\0\0\x01\0\0\x65\x08\x01\0\0\0");
    Read got = read_in_steps(large, 100, 100);
    g_assert_cmpstr(got.error, ==, "a message is larger than this server takes");

    g_autoptr(GByteArray) headless = BYTES("\xc4\0");
    got = read_in_steps(headless, 100, 100);
    g_assert_cmpstr(got.error, ==, "a chunk stream does not begin with a whole header");

    g_autoptr(GByteArray) many = g_byte_array_new();
    for (unsigned i = 0; i <= RTMP_MAX_CHUNK_STREAMS; i++) {
        uint8_t id = (uint8_t)(4 + i);
        g_byte_array_append(many, &id, 1);
        g_byte_array_append(many, (const guint8 *)"\0\0\0\0\0\x02\x08\0\0\0\0zz", 13);
    }
    RtmpChunkReader reader;
    RtmpMessage message;
    unsigned n = 0;
    rtmp_chunk_reader_init(&reader);
    for (size_t at = 0, used = 1; used > 0; at += used)
        n += rtmp_chunk_reader_read(&reader, many->data + at, many->len - at, &used, &message);
    g_assert_cmpuint(n, ==, RTMP_MAX_CHUNK_STREAMS);
    g_assert_cmpstr(reader.error, ==, "too many chunk streams");
    rtmp_chunk_reader_clear(&reader);

    g_autoptr(GByteArray) open = g_byte_array_new();
    for (uint8_t id = 4; id < 6; id++) {
        g_byte_array_append(open, &id, 1);
        g_byte_array_append(open, (const guint8 *)"\0\0\0\x3f\xff\xff\x09\0\0\0\0", 11);
        append_fill(open, 0, 128);
    }
    got = read_in_steps(open, 1000, RTMP_MESSAGE_MAX_BYTES);
    g_assert_cmpstr(got.error, ==, "the messages that are open at once are too large");
}

/* What we write, we read. */
static void test_output(void) {
    g_autofree RtmpOutput *output = g_new0(RtmpOutput, 1);
    g_autofree uint8_t *payload = g_malloc(700);
    memset(payload, 'p', 700);
    rtmp_output_init(output);
    rtmp_output_message(output, 3, &(RtmpMessage){.type = 20, .payload = payload, .length = 700});
    rtmp_output_number(output, RTMP_SET_CHUNK_SIZE, 4096);
    rtmp_output_message(
        output, 5,
        &(RtmpMessage){.type = 20, .stream_id = 0x01020304, .payload = payload, .length = 600});
    g_autoptr(GByteArray) bytes = bytes_of((const char *)output->bytes, output->n);
    Read got = read_in_steps(bytes, 50, 1000);
    g_assert_cmpstr(got.error, ==, NULL);
    g_assert_cmpuint(got.n, ==, 3);
    g_assert_cmpmem(got.payloads[0]->data, got.payloads[0]->len, payload, 700);
    g_assert_cmpmem(got.payloads[2]->data, got.payloads[2]->len, payload, 600);
    g_assert_cmpuint(got.messages[2].stream_id, ==, 0x01020304);
    free_read(&got);

    for (unsigned i = 0; i < 30; i++)
        rtmp_output_message(output, 3,
                            &(RtmpMessage){.type = 20, .payload = payload, .length = 700});
    g_assert_true(output->is_full);
    g_assert_cmpuint(output->n, <=, RTMP_OUTPUT_BYTES);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/rtmp_chunk_reader/types", test_types);
    g_test_add_func("/rtmp_chunk_reader/type_3_after_type_0", test_type_3_after_type_0);
    g_test_add_func("/rtmp_chunk_reader/long_ids", test_long_ids);
    g_test_add_func("/rtmp_chunk_reader/interleaved", test_interleaved);
    g_test_add_func("/rtmp_chunk_reader/extended", test_extended);
    g_test_add_func("/rtmp_chunk_reader/chunk_size_and_abort", test_chunk_size_and_abort);
    g_test_add_func("/rtmp_chunk_reader/limits", test_limits);
    g_test_add_func("/rtmp_chunk_reader/output", test_output);
    return g_test_run();
}
