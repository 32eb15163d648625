/* Looks at raw JSON text without parsing it: its shape before the parser runs, the place of an
 * error after it, one member without it. Private to json_table.c. Pure; any bytes are allowed. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/* Bounds nesting and number of values (JSON_TABLE_MAX_DEPTH, JSON_TABLE_MAX_VALUES): false and the
 * reason when there is more. */
bool json_scan_check(const char *text, size_t length, const char **ret_reason);

/* Appends the path of byte `position`, "items[3].name: ", or nothing outside of the outermost
 * object. The text has passed json_scan_check(). */
void json_scan_append_place(GString *out, const char *text, size_t position);

/* Finds a string member of the outermost object: its text with the quotes and escapes. The first
 * one counts; a name that is written with escapes is not found. NULL when there is none. */
const char *json_scan_find_string(const char *text, size_t length, const char *name,
                                  size_t *ret_length);

/* Appends at most 48 bytes, cut between characters. For messages that repeat a sender's word. */
void json_scan_append_clipped(GString *out, const char *text, size_t length);
