#include "media/package/playlist.h"

#include <string.h>

#include "media/package/playlist_frozen.h"
#include "media/package/playlist_gzip.h"
#include "media/package/playlist_master.h"
#include "media/package/playlist_text.h"

/* The phones' playlist ends up to two parts earlier: what is frozen is old enough for both. */
#define FREEZE_MARGIN_SEGMENTS 2u

struct PlaylistWriter {
    MediaTrack *tracks;
    unsigned n_tracks;
    const GridIndex *index;
    PlaylistFrozen *frozen[MEDIA_MAX_TRACKS];
    PlaylistGzip *gzip;
    GString *chapters; /* as lines */

    GString *head, *rest; /* kept for their room */
    GByteArray *zipped;
};

PlaylistWriter *playlist_writer_new(const MediaTrack *tracks, unsigned n_tracks,
                                    const GridIndex *index) {
    g_return_val_if_fail(n_tracks > 0 && n_tracks <= MEDIA_MAX_TRACKS, NULL);
    PlaylistWriter *writer = g_new0(PlaylistWriter, 1);
    writer->tracks = g_memdup2(tracks, n_tracks * sizeof *tracks);
    writer->n_tracks = n_tracks;
    writer->index = index;
    for (unsigned i = 0; i < n_tracks; i++)
        writer->frozen[i] = playlist_frozen_new(i);
    writer->gzip = playlist_gzip_new();
    writer->chapters = g_string_new(NULL);
    writer->head = g_string_new(NULL);
    writer->rest = g_string_new(NULL);
    writer->zipped = g_byte_array_new();
    return writer;
}

void playlist_writer_free(PlaylistWriter *writer) {
    if (!writer)
        return;
    for (unsigned i = 0; i < writer->n_tracks; i++)
        playlist_frozen_free(writer->frozen[i]);
    playlist_gzip_free(writer->gzip);
    g_string_free(writer->chapters, TRUE);
    g_string_free(writer->head, TRUE);
    g_string_free(writer->rest, TRUE);
    g_byte_array_unref(writer->zipped);
    g_free(writer->tracks);
    g_free(writer);
}

void playlist_writer_forget(PlaylistWriter *writer) {
    for (unsigned i = 0; i < writer->n_tracks; i++)
        playlist_frozen_forget(writer->frozen[i]);
}

void playlist_writer_set_track(PlaylistWriter *writer, unsigned track, const MediaTrack *info) {
    g_return_if_fail(track < writer->n_tracks);
    writer->tracks[track] = *info;
}

void playlist_writer_set_chapters(PlaylistWriter *writer, const PlaylistChapter *chapters,
                                  unsigned n_chapters) {
    g_string_truncate(writer->chapters, 0);
    for (unsigned i = 0; i < n_chapters; i++)
        playlist_text_append_chapter(writer->chapters, &chapters[i]);
}

void playlist_text_clear(PlaylistText *text) {
    g_clear_pointer(&text->plain, gate_buffer_unref);
    g_clear_pointer(&text->gzip, gate_buffer_unref);
}

/* ---- what a playlist lists now ---- */

typedef struct Listing {
    const PlaylistWriter *writer;
    unsigned track;
    const PlaylistCut *cut;
    unsigned n_listed;    /* segments, from the oldest on; the last may be open */
    unsigned first_parts; /* position from which on parts are listed */
    unsigned n_skippable; /* segments older than the skip boundary */
} Listing;

static const GridSegment *segment_at(const Listing *listing, unsigned position) {
    return grid_index_at(listing->writer->index, position);
}

static int64_t listed_us(const Listing *listing, const GridSegment *segment) {
    unsigned n = playlist_text_n_parts(listing->cut, segment) * listing->cut->grid_parts;
    return MIN(n, segment->n_parts) * MEDIA_PART_US;
}

/* Distances from the end are sums of what is listed: a new life leaves holes in media time. */
static Listing make_listing(const PlaylistWriter *writer, unsigned track, PlaylistProfile profile) {
    Listing listing = {.writer = writer, .track = track, .cut = playlist_text_cut(profile)};
    unsigned n = grid_index_count(writer->index);
    if (n > 0 && playlist_text_n_parts(listing.cut, segment_at(&listing, n - 1)) == 0)
        n--;
    listing.n_listed = listing.first_parts = listing.n_skippable = n;
    int64_t distance_us = 0;
    while (listing.n_skippable > 0 && distance_us < PLAYLIST_SKIP_US) {
        distance_us += listed_us(&listing, segment_at(&listing, --listing.n_skippable));
        if (distance_us <= PLAYLIST_PARTS_US)
            listing.first_parts = listing.n_skippable;
    }
    return listing;
}

/* ---- lines ---- */

static void append_head(GString *out, const Listing *listing) {
    const GridIndex *index = listing->writer->index;
    const GridSegment *first = grid_index_at(index, 0);
    g_string_append_printf(
        out,
        "#EXTM3U\n#EXT-X-VERSION:9\n#EXT-X-TARGETDURATION:%u\n"
        "#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=%s,HOLD-BACK=%u.0,"
        "CAN-SKIP-UNTIL=%u.0\n#EXT-X-PART-INF:PART-TARGET=%s\n",
        PLAYLIST_TARGET_SECONDS, listing->cut->part_hold_back, 3u * PLAYLIST_TARGET_SECONDS,
        (unsigned)(PLAYLIST_SKIP_US / G_USEC_PER_SEC), listing->cut->part_target);
    g_string_append_printf(out,
                           "#EXT-X-MEDIA-SEQUENCE:%" G_GUINT64_FORMAT
                           "\n#EXT-X-DISCONTINUITY-SEQUENCE:%" G_GUINT64_FORMAT "\n",
                           first ? first->msn : 0, grid_index_discontinuities(index));
    g_string_append_len(out, listing->writer->chapters->str,
                        (gssize)listing->writer->chapters->len);
}

static void append_listed(GString *out, const Listing *listing, unsigned position) {
    PlaylistPlace place = {
        .index = listing->writer->index,
        .track = listing->track,
        .segment = segment_at(listing, position),
        .before = position > 0 ? segment_at(listing, position - 1) : NULL,
    };
    playlist_text_append_marks(out, &place);
    if (position >= listing->first_parts)
        playlist_text_append_parts(out, &place, listing->cut);
    if (place.segment->is_complete)
        playlist_text_append_segment(out, &place);
}

static void append_hint(GString *out, const Listing *listing) {
    const GridSegment *last = segment_at(listing, grid_index_count(listing->writer->index) - 1);
    unsigned n_parts = playlist_text_n_parts(listing->cut, last);
    g_string_append_printf(
        out, "#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"%s%" G_GUINT64_FORMAT ".%u.m4s\"\n",
        listing->cut->part_letter, last->msn + last->is_complete, last->is_complete ? 0 : n_parts);
}

/* All renditions are announced together, so one report fits all (appendix B.1). */
static void append_reports(GString *out, const Listing *listing) {
    const GridSegment *last = segment_at(listing, listing->n_listed - 1);
    unsigned n_parts = playlist_text_n_parts(listing->cut, last);
    for (unsigned i = 0; i < listing->writer->n_tracks; i++) {
        if (i == listing->track)
            continue;
        g_string_append_printf(
            out,
            "#EXT-X-RENDITION-REPORT:URI=\"../%s/%s.m3u8\",LAST-MSN=%" G_GUINT64_FORMAT
            ",LAST-PART=%u\n",
            listing->writer->tracks[i].name, listing->cut->name, last->msn, n_parts - 1);
    }
}

static void append_end(GString *out, const Listing *listing) {
    if (grid_index_is_ended(listing->writer->index)) {
        g_string_append(out, "#EXT-X-ENDLIST\n");
        return;
    }
    if (grid_index_count(listing->writer->index) > 0)
        append_hint(out, listing);
    if (listing->n_listed > 0)
        append_reports(out, listing);
}

/* ---- texts ---- */

static GateBuffer *join(const GString *head, const GByteArray *middle, const char *rest,
                        size_t rest_length) {
    size_t middle_length = middle ? middle->len : 0;
    size_t length = head->len + middle_length + rest_length;
    uint8_t *bytes = g_malloc(length);
    memcpy(bytes, head->str, head->len);
    if (middle_length > 0)
        memcpy(bytes + head->len, middle->data, middle_length);
    memcpy(bytes + head->len + middle_length, rest, rest_length);
    return gate_buffer_new_take(bytes, length, g_free);
}

static GateBuffer *zip(PlaylistWriter *writer, const PlaylistFrozen *frozen, const char *rest,
                       size_t rest_length) {
    GByteArray *out = writer->zipped;
    PlaylistSum sum = {0};
    g_byte_array_set_size(out, 0);
    playlist_gzip_append_head(out);
    playlist_gzip_append_piece(writer->gzip, out, writer->head->str, writer->head->len, &sum);
    if (frozen && playlist_frozen_count(frozen) > 0) {
        const GByteArray *deflated = playlist_frozen_deflated(frozen);
        g_byte_array_append(out, deflated->data, deflated->len);
        playlist_gzip_add_sum(&sum, playlist_frozen_sum(frozen));
    }
    if (rest_length > 0)
        playlist_gzip_append_piece(writer->gzip, out, rest, rest_length, &sum);
    playlist_gzip_append_end(out, &sum);
    return gate_buffer_new(out->data, out->len);
}

void playlist_writer_media(PlaylistWriter *writer, unsigned track, PlaylistProfile profile,
                           PlaylistSet *ret_set) {
    g_return_if_fail(track < writer->n_tracks);
    PlaylistFrozen *frozen = writer->frozen[track];
    Listing listing = make_listing(writer, track, profile);
    GString *head = writer->head, *rest = writer->rest;
    size_t kept_at = 0;
    playlist_frozen_update(frozen, writer->index, writer->gzip,
                           listing.n_skippable - MIN(listing.n_skippable, FREEZE_MARGIN_SEGMENTS));
    g_string_truncate(head, 0);
    g_string_truncate(rest, 0);
    append_head(head, &listing);
    for (unsigned i = playlist_frozen_count(frozen); i < listing.n_listed; i++) {
        if (i == listing.n_skippable)
            kept_at = rest->len;
        append_listed(rest, &listing, i);
    }
    append_end(rest, &listing);
    *ret_set = (PlaylistSet){0};
    ret_set->full.plain = join(head, playlist_frozen_text(frozen), rest->str, rest->len);
    ret_set->full.gzip = zip(writer, frozen, rest->str, rest->len);
    if (listing.n_skippable == 0 || grid_index_is_ended(writer->index))
        return;
    g_string_append_printf(head, "#EXT-X-SKIP:SKIPPED-SEGMENTS=%u\n", listing.n_skippable);
    const char *kept = rest->str + kept_at;
    size_t kept_length = rest->len - kept_at;
    ret_set->delta.plain = join(head, NULL, kept, kept_length);
    ret_set->delta.gzip = zip(writer, NULL, kept, kept_length);
}

static void finish_text(PlaylistWriter *writer, PlaylistText *ret_text) {
    ret_text->plain = join(writer->head, NULL, "", 0);
    ret_text->gzip = zip(writer, NULL, "", 0);
}

void playlist_writer_master(PlaylistWriter *writer, uint32_t active, PlaylistProfile profile,
                            PlaylistText *ret_text) {
    g_string_truncate(writer->head, 0);
    playlist_master_append(writer->head, writer->tracks, writer->n_tracks, active, profile);
    finish_text(writer, ret_text);
}

void playlist_writer_vod(PlaylistWriter *writer, unsigned track, uint64_t first_msn,
                         uint64_t end_msn, PlaylistText *ret_text) {
    g_return_if_fail(track < writer->n_tracks);
    GString *out = writer->head;
    g_string_truncate(out, 0);
    g_string_append_printf(out,
                           "#EXTM3U\n#EXT-X-VERSION:8\n#EXT-X-TARGETDURATION:%u\n"
                           "#EXT-X-PLAYLIST-TYPE:VOD\n#EXT-X-MEDIA-SEQUENCE:0\n",
                           PLAYLIST_TARGET_SECONDS);
    g_string_append_len(out, writer->chapters->str, (gssize)writer->chapters->len);
    PlaylistPlace place = {.index = writer->index, .track = track};
    for (unsigned i = 0; i < grid_index_count(writer->index); i++) {
        place.segment = grid_index_at(writer->index, i);
        if (place.segment->msn < first_msn || place.segment->msn >= end_msn)
            continue;
        if (place.segment->is_withdrawn || !place.segment->is_complete) {
            place.is_cut = place.before != NULL;
            continue;
        }
        playlist_text_append_marks(out, &place);
        playlist_text_append_segment(out, &place);
        place.before = place.segment;
        place.is_cut = false;
    }
    g_string_append(out, "#EXT-X-ENDLIST\n");
    finish_text(writer, ret_text);
}
