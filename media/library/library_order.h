/* What a lesson shall be from now on: values only, made by whoever knows the catalogue. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "media/lesson/asset_manifest.h"

#define LIBRARY_ALIAS_BYTES    40 /* with NUL */
#define LIBRARY_LANGUAGE_BYTES 36 /* likewise */
#define LIBRARY_MAX_ASSETS     128u

typedef enum LibraryAccess {
    LIBRARY_CLOSED, /* only the studio's viewings */
    LIBRARY_TOKEN,  /* any viewing of this lesson */
    LIBRARY_PUBLIC, /* everybody */
} LibraryAccess;

typedef struct LibraryAsset {
    char id[ID_TEXT_BYTES];
    AssetKind kind;
    char language[LIBRARY_LANGUAGE_BYTES]; /* BCP 47; "" of pictures and documents */
    char code3[4];                         /* ISO 639-2/T or 639-3, in MPEG-TS; "": from the tag */
    char *name;      /* NAME in playlists: the language in itself and a label; NULL: from the tag */
    bool is_default; /* one of the sounds */
} LibraryAsset;

typedef struct LibraryOrder {
    char id[ID_TEXT_BYTES];
    char alias[LIBRARY_ALIAS_BYTES]; /* a second name; "": none */
    char *title;                     /* of files to take home */
    LibraryAccess access;
    bool allows_download;
    GArray *assets; /* LibraryAsset, in the editor's order; they own their names */
} LibraryOrder;

LibraryOrder *library_order_new(const char *id);
LibraryOrder *library_order_copy(const LibraryOrder *order);
void library_order_free(LibraryOrder *order); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LibraryOrder, library_order_free)

/* Copies `asset`; more than LIBRARY_MAX_ASSETS are left out. */
void library_order_add(LibraryOrder *order, const LibraryAsset *asset);
