/* Whether a lesson can be required of a member: without a sound in his language it is not. On a
 * database thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "catalog/store/database.h"

/* Languages match by their primary subtag (RFC 5646 §2.2.1): "zh-CN" is "zh". Required of whoever
 * has said no language, and what has no sound in any language is required of all. */
bool duty_language_matches(const char *member_locale, const char *const *sounds);

/* The lesson (with its ready sounds), or the whole course when every shown lesson of it is.
 * ERROR_NOT_FOUND for an unknown member. */
typedef struct DutyThing {
    const char *lesson_id, *course_id; /* one of both */
} DutyThing;
bool duty_language_is_required(Database *database, const char *member_id, const DutyThing *thing,
                               bool *ret_is_required, GError **error);
