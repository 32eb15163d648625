/* What a lesson is. On a database thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "catalog/store/database.h"

/* ERROR_CONFLICT unless the lesson is of this kind (a word of the column), ERROR_NOT_FOUND. */
bool lesson_kind_check(Database *database, const char *lesson_id, const char *kind, GError **error);
