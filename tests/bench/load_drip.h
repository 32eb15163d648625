/* Slow clients: connections that give the server one byte per period and never a whole request. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "tests/bench/load_options.h"

/* Opens options->connections, drips until the server has closed all or options->duration_s has
 * passed, and prints one JSON line: how many were closed, when, with which status. */
bool load_drip(const LoadOptions *options, GError **error);
