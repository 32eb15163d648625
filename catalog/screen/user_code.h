/* The code that a screen shows and a person types: eight consonants (RFC 8628 §6.1), shown as
 * XXXX-XXXX. 34 bits; no vowels, so that no word appears. Pure, except user_code_new(). */
#pragma once

#include <stdbool.h>

#define USER_CODE_LETTERS 8
#define USER_CODE_BYTES   10 /* with hyphen and NUL */

void user_code_new(char ret_code[USER_CODE_BYTES]);

/* Takes what was typed: either case, full-width letters, any spaces and hyphens, or none. False
 * when it cannot be a code. */
bool user_code_read(const char *typed, char ret_code[USER_CODE_BYTES]);
