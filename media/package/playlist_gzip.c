#include "media/package/playlist_gzip.h"

#include <zlib.h>

/* A window and tables that fit playlists: resetting them costs less than compressing one. */
#define WINDOW_BITS  13
#define MEMORY_LEVEL 6
#define FLUSH_BYTES  32u /* what a full flush adds at most, beyond compressBound */

struct PlaylistGzip {
    z_stream stream;
};

PlaylistGzip *playlist_gzip_new(void) {
    PlaylistGzip *gzip = g_new0(PlaylistGzip, 1);
    int rc = deflateInit2(&gzip->stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -WINDOW_BITS,
                          MEMORY_LEVEL, Z_DEFAULT_STRATEGY);
    g_assert(rc == Z_OK);
    return gzip;
}

void playlist_gzip_free(PlaylistGzip *gzip) {
    if (!gzip)
        return;
    (void)deflateEnd(&gzip->stream); /* Z_DATA_ERROR: input was left, which is so after a flush */
    g_free(gzip);
}

void playlist_gzip_append_head(GByteArray *out) {
    static const guint8 HEAD[10] = {0x1f, 0x8b, Z_DEFLATED, 0, 0, 0, 0, 0, 0, 0xff};
    g_byte_array_append(out, HEAD, sizeof HEAD);
}

void playlist_gzip_append_piece(PlaylistGzip *gzip, GByteArray *out, const void *text,
                                size_t length, PlaylistSum *sum) {
    z_stream *stream = &gzip->stream;
    deflateReset(stream);
    guint begin = out->len;
    uLong room = deflateBound(stream, length) + FLUSH_BYTES;
    g_byte_array_set_size(out, begin + (guint)room);
    stream->next_in = (Bytef *)text;
    stream->avail_in = (uInt)length;
    stream->next_out = out->data + begin;
    stream->avail_out = (uInt)room;
    int rc = deflate(stream, Z_FULL_FLUSH);
    g_assert(rc == Z_OK && stream->avail_in == 0 && stream->avail_out > 0);
    g_byte_array_set_size(out, begin + (guint)(room - stream->avail_out));
    PlaylistSum piece = {length, (uint32_t)crc32(0, text, (uInt)length)};
    playlist_gzip_add_sum(sum, &piece);
}

void playlist_gzip_add_sum(PlaylistSum *sum, const PlaylistSum *piece) {
    sum->crc = (uint32_t)crc32_combine(sum->crc, piece->crc, (z_off_t)piece->length);
    sum->length += piece->length;
}

void playlist_gzip_append_end(GByteArray *out, const PlaylistSum *sum) {
    static const guint8 LAST_BLOCK[2] = {3, 0}; /* final, fixed codes, empty */
    uint32_t crc = GUINT32_TO_LE(sum->crc);
    uint32_t length = GUINT32_TO_LE((uint32_t)sum->length);
    g_byte_array_append(out, LAST_BLOCK, sizeof LAST_BLOCK);
    g_byte_array_append(out, (const guint8 *)&crc, sizeof crc);
    g_byte_array_append(out, (const guint8 *)&length, sizeof length);
}
