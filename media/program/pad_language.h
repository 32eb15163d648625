/* The language that a stream says it is in. */
#pragma once

#include <gst/gst.h>

/* BCP 47 tag by the pad's tags; "" when they name none. Any thread. */
void pad_language(GstPad *pad, char *ret_tag, size_t size);
