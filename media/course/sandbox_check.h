/* Tries from within a sandbox what it forbids: `tongping-course sandbox-check`. */
#pragma once

#include <stdio.h>

/* A line "NAME closed" or "NAME OPEN" for each; returns how many were open. `outside` is a file
 * that may not be opened, NULL when nothing hides files here. */
unsigned sandbox_check_run(FILE *out, const char *outside);
