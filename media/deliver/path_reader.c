#include "media/deliver/path_reader.h"

#include <string.h>

#define NAME_MAX_BYTES  63u
#define TOKEN_MAX_BYTES 255u
#define MAX_DIGITS      15u

bool path_reader_text(GateText *rest, const char *text) {
    size_t length = strlen(text);
    if (rest->length < length || memcmp(rest->at, text, length) != 0)
        return false;
    rest->at += length;
    rest->length -= length;
    return true;
}

static bool is_name_byte(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || byte == '-';
}

bool path_reader_name(GateText *rest, GateText *ret_name) {
    size_t length = 0;
    while (length < rest->length && is_name_byte(rest->at[length]))
        length++;
    *ret_name = (GateText){rest->at, length};
    rest->at += length;
    rest->length -= length;
    return length > 0 && length <= NAME_MAX_BYTES;
}

bool path_reader_token(GateText *rest, GateText *ret_token) {
    const char *end = memchr(rest->at, '/', rest->length);
    size_t length = end ? (size_t)(end - rest->at) : 0;
    if (length < 2 || length > TOKEN_MAX_BYTES || *rest->at != '~')
        return false;
    *ret_token = (GateText){rest->at + 1, length - 1};
    rest->at = end;
    rest->length -= length;
    return true;
}

bool path_reader_number(GateText *rest, uint64_t *ret_number) {
    uint64_t number = 0;
    unsigned n = 0;
    while (n < rest->length && n <= MAX_DIGITS && rest->at[n] >= '0' && rest->at[n] <= '9')
        number = number * 10 + (uint64_t)(rest->at[n++] - '0');
    if (n == 0 || n > MAX_DIGITS || (n > 1 && rest->at[0] == '0'))
        return false;
    rest->at += n;
    rest->length -= n;
    *ret_number = number;
    return true;
}
