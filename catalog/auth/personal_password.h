/* Passwords that everybody who knows the person would try: made of the identity number, the
 * telephone, the day of birth or the name. Pure. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#define PERSONAL_DIGITS 6 /* so many in a row of a number are too many: a day of birth has six */

/* What is known of a person; each may be NULL. */
typedef struct PersonalFacts {
    const char *identity_number; /* 18 characters; has the day of birth in it */
    const char *phone;
    const char *name;
    const char *const *pinyin; /* readings of the whole name, small letters without spaces */
} PersonalFacts;

/* ERROR_INVALID; the sentence is the same whatever was found, and quotes nothing. */
bool personal_password_check(const char *password, const PersonalFacts *facts, GError **error);

/* Whether a text that others see has one of the person's numbers in it. */
bool personal_password_has_number(const char *text, const PersonalFacts *facts);
