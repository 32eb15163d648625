#include "media/library/vod_path.h"

#include "media/deliver/path_reader.h"

/* In patterns: %N a number, %T a track, %L a language; everything else stands for itself. */
typedef struct NameRow {
    const char *pattern;
    VodPathKind kind;
} NameRow;

static const NameRow NAMES[] = {
    {"master.m3u8", VOD_PATH_MASTER},
    {"poster.jpg", VOD_PATH_POSTER},
    {"sprites.vtt", VOD_PATH_SPRITES},
    {"sprite%N.jpg", VOD_PATH_SPRITE},
    {"tv/%L.m3u8", VOD_PATH_TV},
    {"tv/%L/%T.m3u8", VOD_PATH_TV_MEDIA},
    {"tv/%L/%T/t%N.ts", VOD_PATH_TV_SEGMENT},
    {"download/%L.mp4", VOD_PATH_VIDEO_FILE},
    {"download/%L.m4a", VOD_PATH_SOUND_FILE},
    {"pages/%T/p%N.jpg", VOD_PATH_PAGE},
    {"pages/%T/s%N.jpg", VOD_PATH_SMALL_PAGE},
    {"%T/s%N.m4s", VOD_PATH_SEGMENT},
    {"%T/media.m3u8", VOD_PATH_MEDIA},
    {"%T/init.mp4", VOD_PATH_INIT},
    {"%T/iframes.m3u8", VOD_PATH_IFRAMES},
    {"%T/cues.m3u8", VOD_PATH_CUES_LIST},
    {"%T/cues.vtt", VOD_PATH_CUES},
};

static bool take_field(GateText *rest, char field, VodPath *path) {
    switch (field) {
    case 'N':
        return path_reader_number(rest, &path->number);
    case 'T':
        return path_reader_name(rest, &path->track);
    default:
        return path_reader_name(rest, &path->language);
    }
}

static bool match_name(GateText rest, const NameRow *row, VodPath *path) {
    for (const char *pattern = row->pattern; *pattern; pattern++) {
        if (*pattern == '%') {
            if (!take_field(&rest, *++pattern, path))
                return false;
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

bool vod_path_parse(GateText path, VodPath *ret_path) {
    VodPath begin = {0};
    GateText rest = path;
    if (!path_reader_text(&rest, VOD_PATH_PREFIX) || !path_reader_name(&rest, &begin.lesson) ||
        !path_reader_text(&rest, "/"))
        return false;
    if (rest.length > 0 && *rest.at == '~' &&
        !(path_reader_token(&rest, &begin.token) && path_reader_text(&rest, "/")))
        return false;
    for (unsigned i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        *ret_path = begin;
        if (match_name(rest, &NAMES[i], ret_path))
            return true;
    }
    return false;
}
