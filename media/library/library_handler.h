/* The gate's handler for /vod/: playlists ready-made, segments straight from the assets' files, on
 * any gate worker, without a lock; memory is taken only to ask for what is not open or made. */
#pragma once

#include <glib.h>

#include "media/library/library_types.h"

LibraryHandler *library_handler_new(const LibraryHandlerOptions *options);
void library_handler_free(LibraryHandler *handler); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LibraryHandler, library_handler_free)

GateHandler library_handler_gate(LibraryHandler *handler);

/* Any thread. */
void library_handler_get_stats(const LibraryHandler *handler, LibraryHandlerStats *ret_stats);
