#include "catalog/auth/personal_password.h"

#include <string.h>

#include "base/error.h"

#define PINYIN_MIN_CHARS 4 /* "li" is in half of all words */
#define BIRTH_AT         6 /* YYYYMMDD in an identity number, GB 11643-1999 */

/* NFKC and case folded, so that full width and capitals are the same. */
static char *fold(const char *text) {
    g_autofree char *composed = g_utf8_normalize(text, -1, G_NORMALIZE_NFKC);
    return composed ? g_utf8_casefold(composed, -1) : g_strdup("");
}

/* Without what people write between the parts of a date or a number. */
static char *join(const char *folded) {
    GString *out = g_string_new(NULL);
    for (const char *p = folded; *p; p++)
        if (!strchr(" -./_:+", *p))
            g_string_append_c(out, *p);
    return g_string_free(out, FALSE);
}

/* Whether `text` has PERSONAL_DIGITS characters in a row of `number` in it. */
static bool has_part(const char *text, const char *number) {
    size_t length = number ? strlen(number) : 0;
    for (size_t at = 0; at + PERSONAL_DIGITS <= length; at++) {
        char part[PERSONAL_DIGITS + 1] = {0};
        memcpy(part, number + at, PERSONAL_DIGITS);
        if (strstr(text, part))
            return true;
    }
    return false;
}

/* "1987-3-5": the parts without their zeros, "198735", and with the year in two figures. */
static bool has_short_birth(const char *text, const char *identity_number) {
    if (!identity_number || strlen(identity_number) < BIRTH_AT + 8)
        return false;
    const char *day = identity_number + BIRTH_AT;
    int month = (day[4] - '0') * 10 + day[5] - '0', of_month = (day[6] - '0') * 10 + day[7] - '0';
    g_autofree char *bare = g_strdup_printf("%.4s%d%d", day, month, of_month);
    g_autofree char *chinese = g_strdup_printf("%d月%d日", month, of_month);
    return strstr(text, bare) || strstr(text, chinese);
}

static bool has_number(const char *text, const PersonalFacts *facts) {
    g_autofree char *folded = fold(text);
    g_autofree char *joined = join(folded);
    g_autofree char *identity =
        facts->identity_number ? g_ascii_strdown(facts->identity_number, -1) : NULL;
    return has_part(joined, identity) || has_part(joined, facts->phone) ||
           has_short_birth(joined, identity);
}

bool personal_password_has_number(const char *text, const PersonalFacts *facts) {
    return has_number(text, facts);
}

static bool has_name(const char *text, const PersonalFacts *facts) {
    g_autofree char *folded = fold(text);
    g_autofree char *joined = join(folded);
    g_autofree char *name = facts->name ? fold(facts->name) : NULL;
    if (name && g_utf8_strlen(name, -1) > 1 && strstr(folded, name))
        return true;
    for (const char *const *reading = facts->pinyin; reading && *reading; reading++)
        if (strlen(*reading) >= PINYIN_MIN_CHARS && strstr(joined, *reading))
            return true;
    return false;
}

bool personal_password_check(const char *password, const PersonalFacts *facts, GError **error) {
    if (!has_number(password, facts) && !has_name(password, facts))
        return true;
    g_set_error_literal(error, BASE_ERROR, ERROR_INVALID,
                        "The password must have nothing of your identity number, telephone number, "
                        "day of birth or name in it.");
    return false;
}
