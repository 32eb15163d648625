#include "media/package/playlist_text.h"

#include <time.h>

/* A date every 11.52 s: what is left of a delta update (12 s) always has one. */
#define DATE_EVERY_SEGMENTS 6u

#define PART_CENTISECONDS (MEDIA_PART_US / 10000)

/* PART-HOLD-BACK is at least three parts (appendix B.1): four for screens on the county's own
 * lines, so that one late part is no stall; three of the phones' longer ones. */
static const PlaylistCut CUTS[N_PLAYLIST_PROFILES] = {
    [PLAYLIST_LIVE] = {1, "p", "live", "0.32", "1.28"},
    [PLAYLIST_PHONE] = {PLAYLIST_PHONE_PARTS, "q", "phone", "0.96", "2.88"},
};

const PlaylistCut *playlist_text_cut(PlaylistProfile profile) {
    return &CUTS[profile];
}

unsigned playlist_text_n_parts(const PlaylistCut *cut, const GridSegment *segment) {
    unsigned n_whole = segment->n_parts / cut->grid_parts;
    bool has_rest = segment->is_complete && segment->n_parts % cut->grid_parts > 0;
    return n_whole + has_rest;
}

void playlist_text_append_date(GString *out, int64_t wall_us) {
    time_t seconds = (time_t)(wall_us / G_USEC_PER_SEC);
    struct tm utc;
    gmtime_r(&seconds, &utc);
    g_string_append_printf(out, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", utc.tm_year + 1900,
                           utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec,
                           (int)(wall_us % G_USEC_PER_SEC / 1000));
}

static void append_number(GString *out, uint64_t number) {
    char digits[20];
    unsigned n = sizeof digits;
    do
        digits[--n] = (char)('0' + number % 10);
    while ((number /= 10) > 0);
    g_string_append_len(out, digits + n, (gssize)(sizeof digits - n));
}

static void append_duration(GString *out, unsigned n_grid_parts) {
    unsigned hundredths = n_grid_parts * (unsigned)PART_CENTISECONDS;
    append_number(out, hundredths / 100);
    g_string_append_c(out, '.');
    g_string_append_c(out, (char)('0' + hundredths / 10 % 10));
    g_string_append_c(out, (char)('0' + hundredths % 10));
}

void playlist_text_append_marks(GString *out, const PlaylistPlace *place) {
    const GridSegment *segment = place->segment, *before = place->before;
    bool is_new_life = before && before->generation != segment->generation;
    if (is_new_life || place->is_cut)
        g_string_append(out, "#EXT-X-DISCONTINUITY\n");
    if (!before || is_new_life) {
        g_string_append(out, "#EXT-X-MAP:URI=\"init");
        append_number(out, segment->generation);
        g_string_append(out, ".mp4\"\n");
    }
    if (!before || is_new_life || place->is_cut || segment->msn % DATE_EVERY_SEGMENTS == 0) {
        g_string_append(out, "#EXT-X-PROGRAM-DATE-TIME:");
        playlist_text_append_date(out, segment->wall_us);
        g_string_append_c(out, '\n');
    }
}

static void append_part(GString *out, const PlaylistPlace *place, const PlaylistCut *cut,
                        unsigned number) {
    const GridSegment *segment = place->segment;
    unsigned first = number * cut->grid_parts;
    unsigned n = MIN(cut->grid_parts, segment->n_parts - first);
    GridSpan span;
    bool is_there = grid_index_span(place->index, place->track, segment->msn, first, n, &span);
    g_string_append(out, "#EXT-X-PART:DURATION=");
    append_duration(out, n);
    g_string_append(out, ",URI=\"");
    g_string_append(out, cut->part_letter);
    append_number(out, segment->msn);
    g_string_append_c(out, '.');
    append_number(out, number);
    g_string_append(out, ".m4s\"");
    if (!is_there)
        g_string_append(out, ",GAP=YES");
    else if (span.flags & GRID_INDEPENDENT)
        g_string_append(out, ",INDEPENDENT=YES");
    g_string_append_c(out, '\n');
}

void playlist_text_append_parts(GString *out, const PlaylistPlace *place, const PlaylistCut *cut) {
    unsigned n_parts = playlist_text_n_parts(cut, place->segment);
    for (unsigned i = 0; i < n_parts; i++)
        append_part(out, place, cut, i);
}

void playlist_text_append_segment(GString *out, const PlaylistPlace *place) {
    const GridSegment *segment = place->segment;
    GridSpan span;
    if (!grid_index_span(place->index, place->track, segment->msn, 0, segment->n_parts, &span))
        g_string_append(out, "#EXT-X-GAP\n");
    g_string_append(out, "#EXTINF:");
    append_duration(out, segment->n_parts);
    g_string_append(out, ",\ns");
    append_number(out, segment->msn);
    g_string_append(out, ".m4s\n");
}

/* Quoted strings have no line ends and no quotes (§4.2); titles come from people. */
static void append_quoted(GString *out, const char *text) {
    g_string_append_c(out, '"');
    for (const char *at = text; *at; at++) {
        if ((guchar)*at >= 0x20 && *at != '"' && *at != 0x7f)
            g_string_append_c(out, *at);
    }
    g_string_append_c(out, '"');
}

void playlist_text_append_chapter(GString *out, const PlaylistChapter *chapter) {
    g_string_append(out, "#EXT-X-DATERANGE:ID=");
    append_quoted(out, chapter->id);
    g_string_append(out, ",CLASS=\"agenda\",START-DATE=\"");
    playlist_text_append_date(out, chapter->wall_us);
    g_string_append(out, "\",END-ON-NEXT=YES,X-TITLE=");
    append_quoted(out, chapter->title);
    g_string_append_c(out, '\n');
}
