/* The source of a lesson of --demo, made by the machine: a picture that moves, a sound for each of
 * DEMO_N_VOICES, subtitles for each of DEMO_N_TEXTS. It becomes a lesson like any editor's file. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "media/course/pass.h"

#define DEMO_SOURCE_ORDER "demo" /* the file in the job's folder that says which one, from 1 */
#define DEMO_SOURCE_FILE  "source"
#define DEMO_SOURCE_STEP  "make"

/* The lesson (from 0) that the order in the working folder names. PROBLEM_ORDER. */
bool demo_source_read_order(unsigned *ret_lesson, GError **error);

/* Writes DEMO_SOURCE_FILE (Matroska) into the working folder, whole or not at all. Where the
 * machine has no font the picture has no words. PROBLEM_STOPPED when the pass was stopped. */
bool demo_source_make(unsigned lesson, Pass *pass, GError **error);
