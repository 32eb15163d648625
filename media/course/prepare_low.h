/* Orders of kind low: the economy sound beside a sound that is finished. See prepare.h.
 *
 * JOB/sound/ has the files of the asset; it is made out of its full quality `a`, whose loudness is
 * settled and whose cuts it gets. JOB/out/{asset}/ has the new track and the asset.json that
 * replaces the one before. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "media/course/order.h"
#include "media/course/pass.h"

#define PREPARE_LOW_FOLDER "sound" /* in the job's */

bool prepare_low_run(const Order *order, Pass *pass, GError **error);
