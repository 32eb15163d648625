/* Chinese identity numbers: GB 11643-1999 (18 characters, check character by ISO 7064 MOD 11-2) and
 * the older ones of 15 digits. No sentence ever quotes a number. Pure; any thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#define IDENTITY_NUMBER_BYTES 19 /* 18 characters and NUL */

/* Reads what was typed or stands in a spreadsheet: full-width digits, space and dashes between them
 * and a small x are forgiven; 15 digits become 18. ERROR_INVALID with the reason: rounded by a
 * spreadsheet, wrong length, an impossible day of birth, a wrong check character. */
bool identity_number_parse(const char *text, char ret_number[IDENTITY_NUMBER_BYTES],
                           GError **error);
