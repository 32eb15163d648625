/* The lessons' side, as the rest of the server uses it: turns the catalogue's orders into the
 * library's, and what the library tells into the catalogue's. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "base/gate/gate.h"
#include "base/token.h"
#include "catalog/catalog.h"
#include "catalog/course/course_media.h"
#include "media/library/library.h"
#include "server/settings.h"

typedef struct LibraryAdapter LibraryAdapter;

/* What is told to the catalogue; members may be NULL. */
typedef struct LibraryNews {
    bool (*lesson_media_changed)(Catalog *catalog, const char *lesson_id,
                                 const CourseMediaFacts *facts, GError **error);
    bool (*asset_removed)(Catalog *catalog, const char *asset_id, GError **error);
} LibraryNews;

/* Settings and keys are borrowed. ERROR_IO. */
LibraryAdapter *library_adapter_start(const Settings *settings, const TokenKeys *keys,
                                      GError **error);
/* Before the catalogue closes and before the gate is freed. NULL and repeated calls are allowed. */
void library_adapter_stop(LibraryAdapter *adapter);
/* After the gate was freed. NULL is allowed. */
void library_adapter_free(LibraryAdapter *adapter);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LibraryAdapter, library_adapter_free)

/* For the catalogue's options. */
CourseMedia library_adapter_port(LibraryAdapter *adapter);
/* Before any order; `news` is static. Told to it from now on. */
void library_adapter_set_catalog(LibraryAdapter *adapter, Catalog *catalog,
                                 const LibraryNews *news);

Library *library_adapter_library(LibraryAdapter *adapter);
