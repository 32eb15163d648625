/* The lessons' numbers for /metrics. */
#pragma once

#include <glib.h>

#include "media/library/library.h"

void library_metrics_write(Library *library, GString *out);
