/* Serves a folder of files that were built beforehand: pages and assets. Files are opened once and
 * kept; precompressed neighbours (x.br, x.gz) are chosen by Accept-Encoding. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "base/gate/gate.h"

typedef struct StaticFiles StaticFiles;

/* Maps a page path without ending to a file, e.g. {"/tv", "tv.html"}. */
typedef struct StaticPage {
    const char *path;
    const char *file;
} StaticPage;

typedef struct StaticFilesOptions {
    const char *directory;        /* everything in it is public */
    const StaticPage *pages;      /* ended by path NULL; may be NULL */
    const char *immutable_prefix; /* e.g. "/assets/": file names carry a hash; cached for a year */
    const GateField *fields;      /* on every answer: security headers */
    unsigned n_fields;
} StaticFilesOptions;

/* Reads the whole list of files now; changes on disk are seen after a restart. Hidden files are
 * left out. ERROR_IO, ERROR_NOT_FOUND. */
StaticFiles *static_files_open(const StaticFilesOptions *options, GError **error);
void static_files_close(StaticFiles *files);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StaticFiles, static_files_close)

/* For a GateRoute with prefix "/". */
GateHandler static_files_handler(StaticFiles *files);
