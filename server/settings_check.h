/* What one setting alone cannot tell: settings that contradict each other or the machine. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "server/settings.h"

/* The first contradiction as ERROR_CONFIG, one sentence: certificate and key, addresses, networks,
 * folders, --demo on a network. Reads files, changes nothing. */
bool settings_check(const Settings *settings, GError **error);

/* http.listen, widened to the local network by --lan. Caller frees. */
char *settings_listen(const Settings *settings);

/* web.directory, or the folder of built pages that lies beside the program: ../share/tongping/web
 * of an installation, player-web/dist of a build. *ret_directory is NULL when it is not set and
 * nothing was built; ERROR_CONFIG when it is set and has no index.html. Caller frees. */
bool settings_web_directory(const Settings *settings, char **ret_directory, GError **error);
