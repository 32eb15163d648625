/* Telephone numbers, brought to one form: "13812345678" (mainland mobile), "0871-65123456" typed in
 * any way gives "087165123456" (land line with area code), "+85261234567" (abroad, ITU-T E.164). No
 * sentence ever quotes a number. Pure; any thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#define PHONE_NUMBER_BYTES 24

/* Forgives full-width digits, space, dashes, brackets, points and the prefixes +86, 0086 and 86.
 * ERROR_INVALID with the reason. */
bool phone_number_parse(const char *text, char ret_number[PHONE_NUMBER_BYTES], GError **error);
