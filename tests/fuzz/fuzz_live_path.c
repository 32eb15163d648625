/* live_path: what is read lies within the path, has the known alphabet, and reads the same when it
 * is written anew. */
#include <string.h>

#include <glib.h>

#include "media/deliver/live_path.h"

/* The name behind the meeting and the token; caller frees. */
static char *write_name(const LivePath *path) {
    int n_track = (int)path->track.length, n_language = (int)path->language.length;
    const char *track = path->track.at, *language = path->language.at;
    unsigned long long number = path->number;
    switch (path->kind) {
    case LIVE_PATH_MASTER:
        return g_strdup("master.m3u8");
    case LIVE_PATH_PHONE:
        return g_strdup("phone.m3u8");
    case LIVE_PATH_MEDIA:
        return g_strdup_printf("%.*s/live.m3u8", n_track, track);
    case LIVE_PATH_PHONE_MEDIA:
        return g_strdup_printf("%.*s/phone.m3u8", n_track, track);
    case LIVE_PATH_INIT:
        return g_strdup_printf("%.*s/init%llu.mp4", n_track, track, number);
    case LIVE_PATH_SEGMENT:
        return g_strdup_printf("%.*s/s%llu.m4s", n_track, track, number);
    case LIVE_PATH_PART:
        return g_strdup_printf("%.*s/p%llu.%u.m4s", n_track, track, number, path->part);
    case LIVE_PATH_HALF:
        return g_strdup_printf("%.*s/q%llu.%u.m4s", n_track, track, number, path->part);
    case LIVE_PATH_TV:
        return g_strdup_printf("tv/%.*s.m3u8", n_language, language);
    case LIVE_PATH_TV_MEDIA:
        return g_strdup_printf("tv/%.*s/%.*s.m3u8", n_language, language, n_track, track);
    case LIVE_PATH_TV_SEGMENT:
        return g_strdup_printf("tv/%.*s/%.*s/t%llu.ts", n_language, language, n_track, track,
                               number);
    case LIVE_PATH_DOWNLOAD:
        return g_strdup("download.mp4");
    }
    g_assert_not_reached();
}

static void check_text(GateText text, const char *data, size_t size) {
    if (text.length == 0)
        return;
    g_assert_true(text.at >= data && text.at + text.length <= data + size);
    for (size_t i = 0; i < text.length; i++)
        g_assert_true(g_ascii_isalnum(text.at[i]) || text.at[i] == '-');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const char *text = (const char *)data;
    LivePath path;
    if (!live_path_parse((GateText){text, size}, &path))
        return 0;
    check_text(path.meeting, text, size);
    check_text(path.track, text, size);
    check_text(path.language, text, size);
    GString *again = g_string_new(LIVE_PATH_PREFIX);
    g_autofree char *name = write_name(&path);
    g_string_append_len(again, path.meeting.at, (gssize)path.meeting.length);
    g_string_append_c(again, '/');
    if (path.token.length > 0) {
        g_string_append_c(again, '~');
        g_string_append_len(again, path.token.at, (gssize)path.token.length);
        g_string_append_c(again, '/');
    }
    g_string_append(again, name);
    g_assert_cmpmem(again->str, again->len, data, size);
    g_string_free(again, TRUE);
    return 0;
}
