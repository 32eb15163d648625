/* What can be said of a lesson by its descriptions alone, before anything is opened. Reads files.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "media/library/library_order.h"

#define LESSON_FACTS_DOWNLOAD_HEIGHT                                                               \
    720 /* of pictures that are taken home: phones show no more                                    \
         */

/* In one language; about so many bytes. */
typedef struct LibraryDownload {
    char language[LIBRARY_LANGUAGE_BYTES];
    int64_t video_bytes, sound_bytes; /* 0: there is none */
} LibraryDownload;

typedef struct LibraryFacts {
    char id[ID_TEXT_BYTES];
    int64_t duration_us; /* of the picture, else of the longest sound; 0: not known */
    bool has_poster, has_sprites;
    const LibraryDownload *downloads; /* borrowed; none when it may not be taken home */
    unsigned n_downloads;
} LibraryFacts;

/* Reads an asset's description. ERROR_NOT_FOUND, ERROR_CORRUPT, ERROR_NEWER, ERROR_IO. */
AssetManifest *lesson_facts_manifest(const char *folder, const LibraryAsset *asset, GError **error);
/* The largest track of at most `max_height` lines, else the smallest: an index into tracks. */
unsigned lesson_facts_picture(const AssetManifest *picture, int64_t max_height);
/* The full one of a sound's qualities. */
unsigned lesson_facts_sound(const AssetManifest *sound);

/* `folder` is that of assets. `downloads` (LibraryDownload) is filled and borrowed by the facts. */
void lesson_facts_read(const char *folder, const LibraryOrder *order, GArray *downloads,
                       LibraryFacts *ret_facts);
