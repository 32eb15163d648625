/* Which passwords are good enough: length and a short list of what everybody tries first, no rules
 * about kinds of characters (NIST SP 800-63B §3.1.1). Pure. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#define PASSWORD_MIN_CHARS 8
#define PASSWORD_MAX_CHARS 128

/* ERROR_INVALID with a sentence for the person who chose it. `name`: the account's. */
bool password_check(const char *password, const char *name, GError **error);

/* The form that is hashed: NFKC, so that digits typed in full width by a Chinese input method are
 * the same digits. NULL when it is not UTF-8. Caller frees and wipes. */
char *password_normalize(const char *password);
