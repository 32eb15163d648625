/* What courses take on the disk, and how much they may. A course counts for its office
 * (course_office.h) and for every unit above that: what its lessons are made of, withdrawn parts
 * too, the declared length of uploads that are on their way, and the files that jobs keep.
 *
 * A quota of a unit (table `course_quota`) bounds the sum of that unit and all below it; each quota
 * on the way up holds. Where there is none on the way up, `default_bytes` (0: none) bounds what
 * belongs to that very unit, and likewise all courses that belong to no office together.
 *
 * All verbs run on a database thread; writing ones inside a write job, which makes a check and the
 * insertion behind it one step. Bytes. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "catalog/store/database.h"

#define COURSE_QUOTA_MAX_BYTES (INT64_C(1) << 50)

typedef struct CourseSpace {
    int64_t used_bytes; /* of the unit and all below; without a unit: of courses of no office */
    bool is_bounded;    /* then the tightest bound: */
    char *bound_name;   /* the unit whose quota it is; NULL: courses of no office */
    int64_t bound_bytes, bound_used_bytes;
} CourseSpace;

void course_space_clear(CourseSpace *space);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(CourseSpace, course_space_clear)

/* What still fits; INT64_MAX when nothing bounds it. */
int64_t course_space_left(const CourseSpace *space);

/* `unit_id` "": courses of no office. */
bool course_space_load(Database *database, const char *unit_id, int64_t default_bytes,
                       CourseSpace *ret_space, GError **error);

/* Of all courses, whosever they are. */
bool course_space_total(Database *database, int64_t *ret_bytes, GError **error);

/* Before an upload of `length` bytes for a lesson is written down: ERROR_TOO_LARGE when a quota
 * does not leave so much. */
bool course_space_check(Database *database, const char *lesson_id, int64_t default_bytes,
                        int64_t length, GError **error);

/* A unit's own quota; -1: it has none. Setting -1 takes it away. */
bool course_space_get_quota(Database *database, const char *unit_id, int64_t *ret_bytes,
                            GError **error);
bool course_space_set_quota(Database *database, const char *unit_id, int64_t bytes, GError **error);
