/* What a new device needs to trust and find this server, open to everybody:
 * /install/ca.crt, /install/ca.json, /install/qr.svg. Made once, then immutable. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "base/gate/gate.h"
#include "server/addresses.h"

#define INSTALL_PAGES_PREFIX "/install/"

typedef struct InstallPages InstallPages;

InstallPages *install_pages_new(void);
void install_pages_free(InstallPages *pages);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(InstallPages, install_pages_free)

/* Once, when the addresses are known; until then answers are 503. `ca_path` is the county's CA
 * certificate or NULL (ca.crt and ca.json are then 404). `addresses` is borrowed until
 * install_pages_free(). */
bool install_pages_fill(InstallPages *pages, const char *ca_path, const Addresses *addresses,
                        GError **error);

/* For a GateRoute with INSTALL_PAGES_PREFIX. */
GateHandler install_pages_handler(InstallPages *pages);
