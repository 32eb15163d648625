#include "media/ts/ts_playlist.h"

#include <string.h>

#define PREFERRED_HEIGHT 720u
#define OVERHEAD_PERCENT 112u   /* packets, PES, ADTS, tables */
#define PEAK_PERCENT     110u   /* of a segment above the encoder's ceiling */
#define PADDING_BIT_RATE 30000u /* packets that even out counters, tables */
#define MEDIA_TYPE_HEAD  "#EXTM3U\n#EXT-X-VERSION:3\n"

struct TsPlaylist {
    const GridIndex *index;
    GArray *splits; /* uint64_t: second segments of pairs that a generation parts, in order */
    uint64_t seen;  /* segments before were looked at for splits */
    uint64_t shown_from, shown_end;
};

typedef struct Entry {
    uint64_t msn;
    unsigned generation, n_segments;
} Entry;

TsPlaylist *ts_playlist_new(const GridIndex *index) {
    TsPlaylist *playlist = g_new0(TsPlaylist, 1);
    playlist->index = index;
    playlist->splits = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    playlist->shown_end = UINT64_MAX;
    return playlist;
}

void ts_playlist_show(TsPlaylist *playlist, uint64_t from_msn, uint64_t end_msn) {
    playlist->shown_from = from_msn;
    playlist->shown_end = end_msn;
}

bool ts_playlist_shows(const TsPlaylist *playlist, uint64_t msn, unsigned n_segments) {
    return msn >= playlist->shown_from && msn < playlist->shown_end &&
           playlist->shown_end - msn >= n_segments;
}

void ts_playlist_free(TsPlaylist *playlist) {
    if (!playlist)
        return;
    g_array_unref(playlist->splits);
    g_free(playlist);
}

static bool is_split(const GridSegment *segment, const GridSegment *next) {
    return segment->msn % 2 == 0 && next->msn == segment->msn + 1 &&
           next->generation != segment->generation;
}

/* The entry that begins at `position`; n_segments 0: it is not finished. */
static Entry entry_at(const GridIndex *index, unsigned position) {
    const GridSegment *segment = grid_index_at(index, position);
    const GridSegment *next =
        position + 1 < grid_index_count(index) ? grid_index_at(index, position + 1) : NULL;
    Entry entry = {segment->msn, segment->generation, 0};
    if (!segment->is_complete)
        return entry;
    if (segment->msn % 2 == 1 ||
        (next && (next->msn != segment->msn + 1 || next->generation != segment->generation)))
        entry.n_segments = 1;
    else if (next && next->is_complete)
        entry.n_segments = 2;
    else if (!next && grid_index_is_ended(index))
        entry.n_segments = 1;
    return entry;
}

static bool is_withdrawn(const GridIndex *index, const Entry *entry) {
    for (unsigned i = 0; i < entry->n_segments; i++) {
        const GridSegment *segment = grid_index_find(index, entry->msn + i);
        if (!segment || segment->is_withdrawn)
            return true;
    }
    return false;
}

static void find_splits(TsPlaylist *playlist) {
    unsigned count = grid_index_count(playlist->index);
    unsigned position = count;
    while (position > 0 && grid_index_at(playlist->index, position - 1)->msn >= playlist->seen)
        position--;
    for (; position + 1 < count; position++) {
        const GridSegment *next = grid_index_at(playlist->index, position + 1);
        if (is_split(grid_index_at(playlist->index, position), next))
            g_array_append_val(playlist->splits, next->msn);
        playlist->seen = next->msn;
    }
}

static uint64_t sequence_of(const TsPlaylist *playlist, uint64_t msn) {
    uint64_t sequence = msn / 2;
    for (guint i = 0; i < playlist->splits->len; i++)
        sequence += g_array_index(playlist->splits, uint64_t, i) <= msn;
    return sequence;
}

/* Finished entries; in a running meeting those behind the last withdrawn one. */
static GArray *list_entries(const TsPlaylist *playlist) {
    const GridIndex *index = playlist->index;
    bool is_ended = grid_index_is_ended(index);
    GArray *entries = g_array_new(FALSE, FALSE, sizeof(Entry));
    unsigned count = grid_index_count(index), position = 0;
    /* Half a pair at the front: the trim went through it, it had another name before. */
    if (count > 0 && !is_ended && grid_index_at(index, 0)->msn % 2 == 1)
        position = 1;
    while (position < count) {
        Entry entry = entry_at(index, position);
        if (entry.n_segments == 0)
            break;
        position += entry.n_segments;
        bool is_shown = ts_playlist_shows(playlist, entry.msn, entry.n_segments);
        if (is_shown && !is_withdrawn(index, &entry))
            g_array_append_val(entries, entry);
        else if (!is_ended)
            g_array_set_size(entries, 0);
    }
    return entries;
}

static void append_entry(GString *out, const Entry *entry, const char *track) {
    g_string_append_printf(out, "#EXTINF:%s,\n%s/t%" G_GUINT64_FORMAT ".ts\n",
                           entry->n_segments == 2 ? "3.840" : "1.920", track, entry->msn);
}

static GateBuffer *take_text(GString *take_text) {
    gsize length = take_text->len;
    return gate_buffer_new_take(g_string_free(take_text, FALSE), length, g_free);
}

GateBuffer *ts_playlist_media(TsPlaylist *playlist, const char *track, unsigned window) {
    find_splits(playlist);
    bool is_ended = grid_index_is_ended(playlist->index);
    g_autoptr(GArray) entries = list_entries(playlist);
    if (entries->len == 0 && !is_ended)
        return NULL;
    guint first = !is_ended && window > 0 && entries->len > window ? entries->len - window : 0;
    uint64_t sequence =
        entries->len > 0 ? sequence_of(playlist, g_array_index(entries, Entry, first).msn) : 0;
    GString *out = g_string_new(MEDIA_TYPE_HEAD);
    g_string_append_printf(
        out, "#EXT-X-TARGETDURATION:%u\n#EXT-X-MEDIA-SEQUENCE:%" G_GUINT64_FORMAT "\n",
        TS_PLAYLIST_TARGET_S, sequence);
    for (guint i = first; i < entries->len; i++) {
        const Entry *entry = &g_array_index(entries, Entry, i);
        const Entry *last = i > first ? entry - 1 : NULL;
        if (last &&
            (last->generation != entry->generation || last->msn + last->n_segments != entry->msn))
            g_string_append(out, "#EXT-X-DISCONTINUITY\n");
        append_entry(out, entry, track);
    }
    if (is_ended)
        g_string_append(out, "#EXT-X-ENDLIST\n");
    return take_text(out);
}

/* 720 lines first, because a set begins with the first; then from the smallest. */
static int compare_pictures(const void *a, const void *b) {
    const MediaTrack *one = *(const MediaTrack *const *)a, *two = *(const MediaTrack *const *)b;
    bool one_first = one->height == PREFERRED_HEIGHT, two_first = two->height == PREFERRED_HEIGHT;
    if (one_first != two_first)
        return one_first ? -1 : 1;
    return (int)one->height - (int)two->height;
}

static const MediaTrack *find_sound(const TsPlaylistChoice *choice) {
    for (unsigned i = 0; i < choice->n_tracks; i++)
        if (choice->tracks[i].kind == MEDIA_AUDIO && !choice->tracks[i].is_low &&
            strcmp(choice->tracks[i].language, choice->language) == 0)
            return &choice->tracks[i];
    return NULL;
}

static void append_variant(GString *out, const MediaTrack *picture, const MediaTrack *sound) {
    uint64_t average = (uint64_t)(picture->bit_rate + sound->bit_rate) * OVERHEAD_PERCENT / 100;
    g_string_append_printf(out, "#EXT-X-STREAM-INF:BANDWIDTH=%" G_GUINT64_FORMAT,
                           average * PEAK_PERCENT / 100 + PADDING_BIT_RATE);
    if (picture->codec[0] && sound->codec[0])
        g_string_append_printf(out, ",CODECS=\"%s,%s\"", picture->codec, sound->codec);
    g_string_append_printf(out, ",RESOLUTION=%ux%u\n%s/%s.m3u8\n", picture->width, picture->height,
                           sound->language, picture->name);
}

static unsigned find_pictures(const TsPlaylistChoice *choice, bool is_low,
                              const MediaTrack **ret_pictures) {
    unsigned n = 0;
    for (unsigned i = 0; i < choice->n_tracks; i++) {
        const MediaTrack *track = &choice->tracks[i];
        if (track->kind == MEDIA_VIDEO && track->is_low == is_low &&
            track->height <= choice->max_height && choice->active >> i & 1)
            ret_pictures[n++] = track;
    }
    return n;
}

/* The lowest picture only when all others were shed. */
GateBuffer *ts_playlist_master(const TsPlaylistChoice *choice) {
    const MediaTrack *sound = find_sound(choice);
    const MediaTrack *pictures[MEDIA_MAX_TRACKS];
    unsigned n_pictures = find_pictures(choice, false, pictures);
    if (n_pictures == 0)
        n_pictures = find_pictures(choice, true, pictures);
    if (!sound || n_pictures == 0)
        return NULL;
    qsort(pictures, n_pictures, sizeof(const MediaTrack *), compare_pictures);
    GString *out = g_string_new(MEDIA_TYPE_HEAD);
    for (unsigned i = 0; i < n_pictures; i++)
        append_variant(out, pictures[i], sound);
    return take_text(out);
}

unsigned ts_playlist_find(const GridIndex *index, uint64_t msn) {
    unsigned count = grid_index_count(index);
    if (count == 0 || msn < grid_index_at(index, 0)->msn ||
        msn - grid_index_at(index, 0)->msn >= count)
        return 0;
    unsigned position = (unsigned)(msn - grid_index_at(index, 0)->msn);
    Entry entry = entry_at(index, position);
    bool is_second = msn % 2 == 1 && position > 0 &&
                     grid_index_at(index, position - 1)->generation == entry.generation;
    return is_second || entry.msn != msn || is_withdrawn(index, &entry) ? 0 : entry.n_segments;
}
