/* How a course comes to its audience: draft → published ⇄ withdrawn. Pure. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "catalog/course/course_media.h"
#include "catalog/course/course_words.h"

typedef struct CourseFacts {
    CourseState state;
    CourseAudience audience;
    int64_t n_units;       /* that it is for */
    int64_t n_shown;       /* lessons */
    const char *not_ready; /* title of a shown lesson of which there is nothing to see; or NULL */
} CourseFacts;

/* ERROR_CONFLICT with one sentence: why the step cannot be taken. */
bool course_state_check(const CourseFacts *facts, CourseStep step, GError **error);

CourseState course_state_after(CourseStep step);

/* Words of the steps that fit to the state. Caller frees. */
GStrv course_state_steps(CourseState state);

/* What the gate lets through of a lesson. */
CourseAccess course_state_access(CourseState state, CourseAudience audience, bool is_shown);
