/* `tongping-course probe`: what a file is, as JSON. Inside the sandbox. */
#pragma once

#include <glib.h>

/* One JSON object; NULL: a sentence. Caller frees. */
char *probe_run(const char *path, GError **error);
