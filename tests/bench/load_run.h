/* One load run: opens idle connections, then active ones, warms up, measures, reports. */
#pragma once

#include <stdbool.h>

#include "tests/bench/load_options.h"

/* Prints the JSON line. With no active connection: prints {"idle":N} once all idle ones are open
 * and keeps them until standard input ends, then reports. False when something went wrong in the
 * run (also reported) or, with `error`, when it could not begin. */
bool load_run(const LoadOptions *options, GError **error);
