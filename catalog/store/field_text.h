/* Rules for texts that people type: what is allowed, what counts as the same. Pure. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/* 1 to `max_chars` characters of UTF-8 without control characters, line separators and characters
 * that turn the writing direction. ERROR_INVALID: "`attempt`: …". */
bool field_text_check(const char *attempt, const char *text, size_t max_chars, GError **error);

/* NFKC and case folding: equal results mean the same text. NULL when it is not UTF-8. Caller frees.
 */
char *field_text_fold(const char *text);

/* Valid UTF-8 of at most `max_bytes`, cut between characters. NULL stays NULL. Caller frees. */
char *field_text_cut(const char *text, size_t max_bytes);
