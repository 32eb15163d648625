/* A place with its study session on the wire. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "catalog/study/study_place.h"
#include "catalog/study/study_table.h"

typedef struct StudyView {
    const char *place_id, *place_name; /* "": the screen stands nowhere */
    const GPtrArray *screens;          /* StudyScreen */
    const GArray *online;              /* bool, of each screen */
    const StudyRow *study;             /* or NULL */
} StudyView;

/* Caller frees. */
char *study_json_write(const StudyView *view);
