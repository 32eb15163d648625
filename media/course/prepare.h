/* `tongping-course prepare`: an order carried out. Blocks; the working folder is the job's, the
 * sandbox is closed. What is finished already is kept. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "media/course/order.h"
#include "media/course/pass.h"

/* Cuts of the picture that a sound is made for, read before the sandbox is closed. `folder` is the
 * job's. NULL without an error: the order names none. */
bool prepare_read_picture(const Order *order, const char *folder, GArray **ret_cuts,
                          GError **error);

/* `cuts` may be NULL. */
bool prepare_run(const Order *order, const GArray *cuts, Pass *pass, GError **error);
