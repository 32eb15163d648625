#include "tests/unit/package/playlist_fixture.h"

#include <string.h>
#include <zlib.h>

static const MediaTrack TRACKS[FIXTURE_TRACKS] = {
    {.kind = MEDIA_VIDEO, .name = "v720", .bit_rate = 2500000, .codec = "avc1.4d401f"},
    {.kind = MEDIA_AUDIO, .name = "a-zh", .language = "zh", .bit_rate = 96000},
    {.kind = MEDIA_AUDIO, .name = "a-bo", .language = "bo", .bit_rate = 96000},
};

void playlist_fixture_set_up(PlaylistFixture *fixture, uint64_t first_msn) {
    *fixture = (PlaylistFixture){.msn = first_msn, .generation = 1};
    fixture->index = grid_index_new(FIXTURE_TRACKS);
    fixture->writer = playlist_writer_new(TRACKS, FIXTURE_TRACKS, fixture->index);
}

void playlist_fixture_tear_down(PlaylistFixture *fixture) {
    playlist_writer_free(fixture->writer);
    grid_index_free(fixture->index);
}

void playlist_fixture_add(PlaylistFixture *fixture, unsigned n_rows) {
    for (unsigned i = 0; i < n_rows; i++) {
        GridSpan spans[FIXTURE_TRACKS];
        for (unsigned t = 0; t < FIXTURE_TRACKS; t++)
            spans[t] = (GridSpan){fixture->offset, 100,
                                  t > 0 || fixture->part == 0 ? GRID_INDEPENDENT : 0};
        if (fixture->msn == 7)
            spans[2] = (GridSpan){.flags = GRID_GAP};
        fixture->offset += 100;
        GridRow row = {.msn = fixture->msn,
                       .part = fixture->part,
                       .generation = fixture->generation,
                       .wall_us = FIXTURE_WALL_US + (int64_t)fixture->msn * MEDIA_SEGMENT_US +
                                  fixture->part * MEDIA_PART_US,
                       .n_tracks = FIXTURE_TRACKS};
        grid_index_add(fixture->index, &row, spans);
        fixture->part = (fixture->part + 1) % MEDIA_PARTS_PER_SEGMENT;
        fixture->msn += fixture->part == 0;
    }
}

void playlist_fixture_restart(PlaylistFixture *fixture) {
    fixture->msn += fixture->part > 0;
    fixture->part = 0;
    fixture->generation++;
}

static char *inflate_member(const GateBuffer *gzip, size_t length) {
    char *text = g_malloc(length + 2);
    z_stream stream = {.next_in = (Bytef *)gzip->bytes, .avail_in = (uInt)gzip->length};
    stream.next_out = (Bytef *)text;
    stream.avail_out = (uInt)length + 1;
    g_assert_cmpint(inflateInit2(&stream, 16 + 15), ==, Z_OK);
    g_assert_cmpint(inflate(&stream, Z_FINISH), ==, Z_STREAM_END); /* checks the sum too */
    g_assert_cmpuint(stream.avail_in, ==, 0);                      /* one member, nothing behind */
    text[stream.total_out] = '\0';
    inflateEnd(&stream);
    return text;
}

char *playlist_fixture_text(const PlaylistText *text) {
    char *plain = g_strndup((const char *)text->plain->bytes, text->plain->length);
    g_autofree char *inflated = inflate_member(text->gzip, text->plain->length);
    g_assert_cmpstr(inflated, ==, plain);
    return plain;
}

void playlist_fixture_clear(PlaylistSet *set) {
    playlist_text_clear(&set->full);
    playlist_text_clear(&set->delta);
}

char *playlist_fixture_full(PlaylistFixture *fixture, unsigned track, PlaylistProfile profile) {
    PlaylistSet set;
    playlist_writer_media(fixture->writer, track, profile, &set);
    char *text = playlist_fixture_text(&set.full);
    playlist_fixture_clear(&set);
    return text;
}

char *playlist_fixture_delta(PlaylistFixture *fixture, unsigned track, PlaylistProfile profile) {
    PlaylistSet set;
    playlist_writer_media(fixture->writer, track, profile, &set);
    char *text = set.delta.plain ? playlist_fixture_text(&set.delta) : NULL;
    g_assert_cmpint(set.delta.plain != NULL, ==, set.delta.gzip != NULL);
    playlist_fixture_clear(&set);
    return text;
}
