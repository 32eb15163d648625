#include "media/deliver/live_path.h"

#include <string.h>

#define NAME_MAX_BYTES  63u
#define TOKEN_MAX_BYTES 255u
#define MAX_DIGITS      15u

/* ---- pieces ---- */

static bool take_text(GateText *rest, const char *text) {
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

static bool take_name(GateText *rest, GateText *ret_name) {
    size_t length = 0;
    while (length < rest->length && is_name_byte(rest->at[length]))
        length++;
    *ret_name = (GateText){rest->at, length};
    rest->at += length;
    rest->length -= length;
    return length > 0 && length <= NAME_MAX_BYTES;
}

/* "~", then everything up to the next "/". */
static bool take_token(GateText *rest, GateText *ret_token) {
    const char *end = memchr(rest->at, '/', rest->length);
    size_t length = end ? (size_t)(end - rest->at) : 0;
    if (length < 2 || length > TOKEN_MAX_BYTES)
        return false;
    *ret_token = (GateText){rest->at + 1, length - 1};
    rest->at = end;
    rest->length -= length;
    return true;
}

static bool take_number(GateText *rest, uint64_t *ret_number) {
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

/* ---- names ---- */

/* In patterns: %N a number, %P a part, everything else stands for itself. */
typedef struct NameRow {
    const char *pattern;
    LivePathKind kind;
} NameRow;

static const NameRow TOP_NAMES[] = {
    {"master.m3u8", LIVE_PATH_MASTER},
    {"phone.m3u8", LIVE_PATH_PHONE},
    {"download.mp4", LIVE_PATH_DOWNLOAD},
};

static const NameRow TRACK_NAMES[] = {
    {"p%N.%P.m4s", LIVE_PATH_PART},        {"live.m3u8", LIVE_PATH_MEDIA},
    {"s%N.m4s", LIVE_PATH_SEGMENT},        {"q%N.%P.m4s", LIVE_PATH_HALF},
    {"phone.m3u8", LIVE_PATH_PHONE_MEDIA}, {"init%N.mp4", LIVE_PATH_INIT},
};

static const NameRow TV_NAMES[] = {
    {"t%N.ts", LIVE_PATH_TV_SEGMENT},
};

static bool match_name(GateText rest, const NameRow *row, LivePath *path) {
    uint64_t part;
    const char *pattern = row->pattern;
    for (; *pattern; pattern++) {
        if (*pattern == '%') {
            bool is_part = *++pattern == 'P';
            if (!take_number(&rest, is_part ? &part : &path->number))
                return false;
            if (is_part && part > UINT32_MAX)
                return false;
            path->part = is_part ? (unsigned)part : path->part;
        } else if (rest.length == 0 || *rest.at != *pattern) {
            return false;
        } else {
            rest.at++;
            rest.length--;
        }
    }
    path->kind = row->kind;
    return rest.length == 0;
}

static bool find_name(GateText rest, const NameRow *rows, size_t n_rows, LivePath *path) {
    for (size_t i = 0; i < n_rows; i++)
        if (match_name(rest, &rows[i], path))
            return true;
    return false;
}

#define FIND_NAME(rest, rows, path) find_name(rest, rows, sizeof(rows) / sizeof(rows)[0], path)

static bool parse_tv(GateText rest, LivePath *path) {
    if (!take_name(&rest, &path->language))
        return false;
    path->kind = LIVE_PATH_TV;
    if (!take_text(&rest, "/"))
        return take_text(&rest, ".m3u8") && rest.length == 0;
    if (!take_name(&rest, &path->track))
        return false;
    path->kind = LIVE_PATH_TV_MEDIA;
    if (!take_text(&rest, "/"))
        return take_text(&rest, ".m3u8") && rest.length == 0;
    return FIND_NAME(rest, TV_NAMES, path);
}

bool live_path_parse(GateText path, LivePath *ret_path) {
    *ret_path = (LivePath){0};
    GateText rest = path;
    if (!take_text(&rest, LIVE_PATH_PREFIX) || !take_name(&rest, &ret_path->meeting) ||
        !take_text(&rest, "/"))
        return false;
    if (rest.length > 0 && *rest.at == '~' &&
        !(take_token(&rest, &ret_path->token) && take_text(&rest, "/")))
        return false;
    if (FIND_NAME(rest, TOP_NAMES, ret_path))
        return true;
    if (take_text(&rest, "tv/"))
        return parse_tv(rest, ret_path);
    return take_name(&rest, &ret_path->track) && take_text(&rest, "/") &&
           FIND_NAME(rest, TRACK_NAMES, ret_path);
}
