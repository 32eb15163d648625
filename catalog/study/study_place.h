/* The place of a study session: its screens, what it may see, who is told of changes. All verbs run
 * on a database thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "catalog/course/course_viewer.h"
#include "catalog/store/database.h"

#define STUDY_MAX_SCREENS   64
#define STUDY_MAX_CONCERNED 128

typedef struct StudyScreen {
    char id[ID_TEXT_BYTES];
    char *name;
    int64_t seen_at_us; /* as stored; 0: never */
    bool shows;         /* it takes part in the open session, or would in a new one */
} StudyScreen;

/* Caller frees; ERROR_NOT_FOUND. */
char *study_place_name(Database *database, const char *place_id, GError **error);

/* The place's paired screens by name: StudyScreen elements, STUDY_MAX_SCREENS at most. `study_id`
 * "": none is open. */
GPtrArray *study_place_screens(Database *database, const char *place_id, const char *study_id,
                               GError **error);

/* What the place may see: what is for everybody, for paired screens, and for the units that it
 * belongs to or serves. */
bool study_place_viewer(Database *database, const char *place_id, CourseViewer *ret_viewer,
                        GError **error);

/* Ids of the place's screens and of the accounts that look after it by appointment, for news.
 * STUDY_MAX_CONCERNED at most. */
GStrv study_place_concerned(Database *database, const char *place_id, GError **error);
