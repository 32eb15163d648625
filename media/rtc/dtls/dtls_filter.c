#include "media/rtc/dtls/dtls_filter.h"

/* RFC 6347 §4.1: type, version, epoch, sequence number, length. */
#define RECORD_HEADER_BYTES 13
#define VERSION_AT          1
#define EPOCH_AT            3
#define LENGTH_AT           11
#define VERSION_MAJOR       0xFE /* 1.0 is 0xFEFF, which first ClientHellos carry; 1.2 is 0xFEFD */
#define TYPE_FIRST          20   /* change_cipher_spec */
#define TYPE_HANDSHAKE      22
#define TYPE_LAST           23 /* application_data */

/* RFC 6347 §4.2.2: type, length, message_seq, fragment_offset, fragment_length. */
#define MESSAGE_HEADER_BYTES 12
#define MESSAGE_LENGTH_AT    1
#define MESSAGE_SEQ_AT       4
#define FRAGMENT_OFFSET_AT   6
#define FRAGMENT_LENGTH_AT   9
#define CLIENT_HELLO         1

static size_t read_be16(const uint8_t *at) {
    return (size_t)at[0] << 8 | at[1];
}

static size_t read_be24(const uint8_t *at) {
    return (size_t)at[0] << 16 | (size_t)at[1] << 8 | at[2];
}

/* The handshake messages of a record in the clear. */
static bool are_messages_small(const uint8_t *at, size_t n_bytes) {
    for (size_t n_message; n_bytes > 0; at += n_message, n_bytes -= n_message) {
        if (n_bytes < MESSAGE_HEADER_BYTES)
            return false;
        size_t length = read_be24(at + MESSAGE_LENGTH_AT);
        size_t offset = read_be24(at + FRAGMENT_OFFSET_AT);
        size_t fragment = read_be24(at + FRAGMENT_LENGTH_AT);
        n_message = MESSAGE_HEADER_BYTES + fragment;
        if (length > DTLS_FILTER_MAX_MESSAGE_BYTES || offset + fragment > length ||
            read_be16(at + MESSAGE_SEQ_AT) > DTLS_FILTER_MAX_MESSAGE_SEQ || n_message > n_bytes)
            return false;
    }
    return true;
}

static bool is_record_header(const uint8_t *at, size_t n_bytes) {
    return n_bytes >= RECORD_HEADER_BYTES && at[0] >= TYPE_FIRST && at[0] <= TYPE_LAST &&
           at[VERSION_AT] == VERSION_MAJOR &&
           RECORD_HEADER_BYTES + read_be16(at + LENGTH_AT) <= n_bytes;
}

size_t dtls_filter_pass(DtlsFilter *filter, const uint8_t *data, size_t n_bytes) {
    if (n_bytes > DTLS_FILTER_MAX_BYTES)
        return 0;
    size_t used = 0;
    while (used < n_bytes) {
        const uint8_t *at = data + used;
        if (!is_record_header(at, n_bytes - used))
            return 0;
        size_t length = read_be16(at + LENGTH_AT);
        bool is_clear = read_be16(at + EPOCH_AT) == 0;
        if (is_clear && at[0] == TYPE_HANDSHAKE &&
            (length == 0 || !are_messages_small(at + RECORD_HEADER_BYTES, length)))
            return 0;
        if (!is_clear && filter->n_early >= DTLS_FILTER_MAX_EARLY)
            return used;
        filter->n_early += !is_clear;
        used += RECORD_HEADER_BYTES + length;
    }
    return used;
}

bool dtls_filter_is_hello(const uint8_t *data, size_t n_bytes) {
    return n_bytes >= RECORD_HEADER_BYTES + MESSAGE_HEADER_BYTES && data[0] == TYPE_HANDSHAKE &&
           is_record_header(data, n_bytes) && read_be16(data + EPOCH_AT) == 0 &&
           data[RECORD_HEADER_BYTES] == CLIENT_HELLO;
}

bool dtls_filter_has_finished(const uint8_t *data, size_t n_bytes) {
    size_t at = 0;
    while (at < n_bytes && is_record_header(data + at, n_bytes - at)) {
        if (data[at] == TYPE_HANDSHAKE && read_be16(data + at + EPOCH_AT) == 1)
            return true;
        at += RECORD_HEADER_BYTES + read_be16(data + at + LENGTH_AT);
    }
    return false;
}
