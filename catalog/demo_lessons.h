/* The lessons of --demo: one public course of two lessons, which the machine makes itself. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "catalog/store/database.h"

/* Behind bootstrap_run() with a demo mode. Rows and waiting jobs, in a transaction of its own,
 * once: what was removed stays away. The jobs are done when the server has long been ready. */
bool demo_lessons_ensure(Database *database, GError **error);
