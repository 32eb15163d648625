/* The folder with the built pages. */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* `directory` (the setting web.directory), or when that is NULL the folder that lies beside the
 * program: ../share/tongping/web of an installation, player-web/dist of a build. *ret_directory is
 * NULL when nothing is set and nothing was built; ERROR_CONFIG when `directory` has no index.html.
 * Caller frees. */
bool web_directory_find(const char *directory, char **ret_directory, GError **error);

/* The path of a page that works without a server; NULL when no pages are there. Caller frees. */
char *web_directory_offline(const char *directory, const char *name);
