#include "media/engine/live_plan.h"

#include "media/engine/ladder.h"

#define SLATE_MAX_CHARS 200

unsigned live_plan_tracks(const LiveOrder *order, const unsigned *heights,
                          MediaTrack ret_tracks[MEDIA_MAX_TRACKS]) {
    const char *languages[LADDER_MAX_LANGUAGES + 1] = {NULL};
    unsigned n = 0;
    const GArray *rows = order->languages;
    for (unsigned pass = 0; pass < 2; pass++)
        for (guint i = 0; i < rows->len && n < LADDER_MAX_LANGUAGES; i++) {
            const LiveLanguage *language = &g_array_index(rows, LiveLanguage, i);
            if (language->is_floor == (pass == 0))
                languages[n++] = language->tag;
        }
    if (n == 0)
        languages[0] = "zh";
    return ladder_make(heights, languages, ret_tracks);
}

static GPtrArray *link_tracks(const ProgrammeOptions *options, LinkTrack *rows) {
    GPtrArray *tracks = g_ptr_array_new();
    for (unsigned i = 0; i < options->n_tracks; i++) {
        const MediaTrack *track = &options->tracks[i];
        rows[i] = (LinkTrack){.is_video = track->kind == MEDIA_VIDEO,
                              .name = (char *)track->name,
                              .width = track->width,
                              .height = track->height,
                              .bit_rate = track->bit_rate,
                              .language = (char *)track->language,
                              .channels = track->channels};
        g_ptr_array_add(tracks, &rows[i]);
    }
    return tracks;
}

static char *clip(const char *text) {
    return g_utf8_substring(text ? text : "", 0,
                            MIN(g_utf8_strlen(text ? text : "", -1), SLATE_MAX_CHARS));
}

static const char *floor_of(const ProgrammeOptions *options) {
    for (unsigned i = 0; i < options->n_tracks; i++)
        if (options->tracks[i].is_floor)
            return options->tracks[i].language;
    return "";
}

Programme *live_plan_start(const LiveOrder *order, ProgrammeOptions *options, GError **error) {
    LinkTrack rows[MEDIA_MAX_TRACKS];
    g_autoptr(GPtrArray) tracks = link_tracks(options, rows);
    g_autofree char *title = clip(order->title);
    g_autofree char *line = clip(order->line);
    LinkStart start = {.meeting_id = (char *)order->id,
                       .title = title,
                       .line = line,
                       .width = options->tracks[0].width,
                       .height = options->tracks[0].height,
                       .floor = (char *)floor_of(options),
                       .tracks = tracks};
    options->start = &start;
    return programme_start(options, error);
}

void live_plan_tell_slate(const LiveOrder *order, Programme *programme) {
    g_autofree char *title = clip(order->title);
    g_autofree char *line = clip(order->line);
    programme_set_slate(programme, title, line);
}
