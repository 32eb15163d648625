/* Which names the server's certificate must carry. */
#pragma once

#include <glib.h>

#include "server/settings.h"

/* The hosts of address.public and address.internal, `more` (NULL-terminated or NULL), the addresses
 * of this machine and its loopback names, in this order and each once. ERROR_CONFIG when a name
 * cannot stand in a certificate. Caller frees. */
char **cert_names_collect(const Settings *settings, const char *const *more, GError **error);
