#include "media/deliver/live_path.h"

#include "media/deliver/path_reader.h"

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
            if (!path_reader_number(&rest, is_part ? &part : &path->number))
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
    if (!path_reader_name(&rest, &path->language))
        return false;
    path->kind = LIVE_PATH_TV;
    if (!path_reader_text(&rest, "/"))
        return path_reader_text(&rest, ".m3u8") && rest.length == 0;
    if (!path_reader_name(&rest, &path->track))
        return false;
    path->kind = LIVE_PATH_TV_MEDIA;
    if (!path_reader_text(&rest, "/"))
        return path_reader_text(&rest, ".m3u8") && rest.length == 0;
    return FIND_NAME(rest, TV_NAMES, path);
}

bool live_path_parse(GateText path, LivePath *ret_path) {
    *ret_path = (LivePath){0};
    GateText rest = path;
    if (!path_reader_text(&rest, LIVE_PATH_PREFIX) ||
        !path_reader_name(&rest, &ret_path->meeting) || !path_reader_text(&rest, "/"))
        return false;
    if (rest.length > 0 && *rest.at == '~' &&
        !(path_reader_token(&rest, &ret_path->token) && path_reader_text(&rest, "/")))
        return false;
    if (FIND_NAME(rest, TOP_NAMES, ret_path))
        return true;
    if (path_reader_text(&rest, "tv/"))
        return parse_tv(rest, ret_path);
    return path_reader_name(&rest, &ret_path->track) && path_reader_text(&rest, "/") &&
           FIND_NAME(rest, TRACK_NAMES, ret_path);
}
