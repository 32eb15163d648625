/* Longer texts that people type into lessons: several lines, paragraphs apart by an empty line.
 * Pure. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/* At most `max_chars` characters, each line as field_text_check() allows it; NULL counts as "".
 * ERROR_INVALID: "`attempt`: …". */
bool lesson_text_check(const char *attempt, const char *text, size_t max_chars, GError **error);

/* The same, but something must be in it. */
bool lesson_text_check_some(const char *attempt, const char *text, size_t max_chars,
                            GError **error);
