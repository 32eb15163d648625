/* Orders of kind video and sound. See prepare.h. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "media/course/order.h"
#include "media/course/pass.h"

bool prepare_media_run(const Order *order, const GArray *cuts, Pass *pass, GError **error);
