/* Registers follow their events: one opens with each meeting that goes live and each study session,
 * ends with it, and goes on when an end is undone. What is written here depends on nothing but the
 * database, so that it may be said again at any time: in the transaction that changed the event,
 * and every few seconds for what other ways have changed.
 *
 * All verbs run on a database thread, inside a write job. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "catalog/store/database.h"

/* A register of a lesson ends when a member has not been heard for so long, and closes then. */
#define REGISTER_LESSON_QUIET_US (INT64_C(24) * 3600 * 1000000)

/* `open_us`: how long entries may be made after the end of an event. `ret_changed`, which may be
 * NULL: how many opened, ended or went on. Endless meetings (of a demonstration) have none. */
bool register_follow_events(Database *database, int64_t open_us, unsigned *ret_changed,
                            GError **error);

/* A member opened a lesson on his own account: the register of both, if there is none yet. Nothing
 * happens for other viewings, nor for who has no home in the tree. */
bool register_follow_viewing(Database *database, const char *viewing_id, GError **error);
/* The same for a member who is beside somebody else's viewing of the lesson. */
bool register_follow_lesson(Database *database, const char *lesson_id, const char *member_id,
                            GError **error);

/* Ends those of lessons whose members have been quiet. Reads every one that goes on: once an hour.
 */
bool register_follow_quiet(Database *database, int64_t now_us, GError **error);
