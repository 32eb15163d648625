/* What one setting alone cannot tell: settings that contradict each other or the machine. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "server/settings.h"

/* The first contradiction as ERROR_CONFIG, one sentence: certificate and key, addresses, networks,
 * folders, --demo on a network; it begins with the configuration file, if there is one. Reads
 * files, changes nothing. */
bool settings_check(const Settings *settings, GError **error);
