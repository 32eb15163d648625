/* Courses between requests: the media side is told at the start what there is and what is to be
 * deleted; what it says of lessons is written down. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "catalog/api/api_env.h"
#include "catalog/course/course_media.h"

/* On the thread that attaches. */
void course_watch_start(ApiEnv *env);
/* Any thread: what a lesson is made of has changed; the media side is told. */
void course_watch_lesson(ApiEnv *env, const char *lesson_id);
/* Any thread. ERROR_OVERLOADED, ERROR_UNAVAILABLE: say it again later. */
bool course_watch_media(ApiEnv *env, const char *lesson_id, const CourseMediaFacts *facts,
                        GError **error);
bool course_watch_removed(ApiEnv *env, const char *asset_id, GError **error);
