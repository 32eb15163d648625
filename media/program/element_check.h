/* Whether GStreamer has what a programme is made of: for `tongping-program --check`. */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* Two lines for people: what is so, and "apt install …" when something is missing. After
 * gst_init(). False: something is missing. Caller frees *ret_text. */
bool element_check_run(char **ret_text);
