/* One gzip member (RFC 1952) made of pieces, some of them compressed long ago: each piece is raw
 * deflate (RFC 1951) that ends on a byte with Z_FULL_FLUSH and so depends on nothing before it; the
 * checksums of the pieces are combined. Browsers do not read several members behind each other. */
#pragma once

#include <glib.h>
#include <stddef.h>
#include <stdint.h>

typedef struct PlaylistGzip PlaylistGzip;

PlaylistGzip *playlist_gzip_new(void);
void playlist_gzip_free(PlaylistGzip *gzip);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PlaylistGzip, playlist_gzip_free)

/* What was appended to a text: its length and CRC-32. Zeros: nothing yet. */
typedef struct PlaylistSum {
    uint64_t length;
    uint32_t crc;
} PlaylistSum;

void playlist_gzip_append_head(GByteArray *out);
/* Appends `text` compressed, and adds it to `sum`. */
void playlist_gzip_append_piece(PlaylistGzip *gzip, GByteArray *out, const void *text,
                                size_t length, PlaylistSum *sum);
/* Adds a text with its own sum behind what `sum` has. */
void playlist_gzip_add_sum(PlaylistSum *sum, const PlaylistSum *piece);
/* The last block and the trailer. */
void playlist_gzip_append_end(GByteArray *out, const PlaylistSum *sum);
