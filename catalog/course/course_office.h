/* The office of a course: the unit whose room on the disk it takes (course_space.h). It says
 * nothing about who sees or edits it. All verbs run on a database thread; writing ones inside a
 * write job. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "base/id.h"
#include "catalog/store/database.h"

/* Where an account's new courses belong: its member's home unit; "" when it has none. */
bool course_office_of_account(Database *database, const char *account_id,
                              char ret_unit_id[ID_TEXT_BYTES], GError **error);
/* "" when the course has none. */
bool course_office_of_course(Database *database, const char *course_id,
                             char ret_unit_id[ID_TEXT_BYTES], GError **error);
/* `unit_id` "": none. ERROR_INVALID for one that is not there. */
bool course_office_set(Database *database, const char *course_id, const char *unit_id,
                       GError **error);
/* JSON: {"id": …, "name": …}; *ret_json NULL when it has none. Caller frees. */
bool course_office_json(Database *database, const char *course_id, char **ret_json, GError **error);
