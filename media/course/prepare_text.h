/* Subtitles: a file of its own, or a stream of text inside a source. Both go the same way. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "media/course/order.h"
#include "media/course/pass.h"
#include "media/course/source.h"

/* `origin`: ticks of the file that are the lesson's 0, AV_NOPTS_VALUE: as they are. */
bool prepare_text_stream(Source *source, const OrderAsset *asset, int64_t origin,
                         int64_t duration_us, Pass *pass, GError **error);
bool prepare_text_run(const Order *order, Pass *pass, GError **error);
