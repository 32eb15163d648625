/* The apostrophe before a text that a spreadsheet program would take for a formula or a number.
 * Writing adds it, reading takes it off: sheet_guard_strip(guarded) is the text again, whatever the
 * text was. OWASP, "CSV injection". */
#pragma once

#include <stdbool.h>

/* Whether CSV must put an apostrophe in front: the text begins with = + - @ tab or CR, or
 * sheet_guard_strip() would change it. */
bool sheet_guard_needs(const char *text);

/* Without the apostrophe before a formula, a digit-only number (an identity number may end with X)
 * or another apostrophe; otherwise `text` itself. Points into `text`. */
const char *sheet_guard_strip(const char *text);
