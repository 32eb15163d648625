/* What the operator reads when an input failed, instead of what GStreamer says. Pure. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "media/link/link_text.h"

/* One English sentence; static, or of the error. It never holds the input's address. `was_live`:
 * pictures or sounds had come. */
const char *input_fault_sentence(LinkSource source, bool was_live, const GError *error);

/* A camera that does not send over TCP may send over UDP. */
bool input_fault_is_of_transport(LinkSource source, const GError *error);
