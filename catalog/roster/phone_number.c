#include "catalog/roster/phone_number.h"

#include <string.h>

#include "base/error.h"

#define MOBILE_DIGITS     11
#define MIN_LOCAL_DIGITS  7  /* land line without area code */
#define MAX_LAND_DIGITS   12 /* area code of 3 or 4, number of 7 or 8 */
#define MIN_ABROAD_DIGITS 7
#define MAX_ABROAD_DIGITS 15 /* ITU-T E.164 §6.2.1 */

static bool fail(GError **error, const char *text) {
    g_set_error_literal(error, BASE_ERROR, ERROR_INVALID, text);
    return false;
}

static bool is_separator(gunichar c) {
    return g_unichar_isspace(c) || g_unichar_type(c) == G_UNICODE_FORMAT ||
           g_unichar_type(c) == G_UNICODE_DASH_PUNCTUATION || c == '(' || c == ')' || c == '.' ||
           c == '/';
}

/* Digits with at most a plus in front; NULL when something else is among them. */
static char *compact(const char *text) {
    g_autofree char *composed = g_utf8_normalize(text, -1, G_NORMALIZE_NFKC);
    g_autoptr(GString) out = g_string_new(NULL);
    for (const char *p = composed; p && *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (is_separator(c))
            continue;
        if (!(c < 128 && g_ascii_isdigit((char)c)) && !(c == '+' && out->len == 0))
            return NULL;
        g_string_append_c(out, (char)c);
    }
    return composed ? g_strdup(out->str) : NULL;
}

static bool is_mobile(const char *digits) {
    return strlen(digits) == MOBILE_DIGITS && digits[0] == '1' && digits[1] >= '3';
}

/* What follows the country code of the mainland, without the trunk 0 of an area code. */
static const char *national_part(const char *digits) {
    static const char *const PREFIXES[] = {"+86", "0086"};
    for (unsigned i = 0; i < G_N_ELEMENTS(PREFIXES); i++)
        if (g_str_has_prefix(digits, PREFIXES[i]))
            return digits + strlen(PREFIXES[i]);
    return g_str_has_prefix(digits, "86") && is_mobile(digits + 2) ? digits + 2 : NULL;
}

/* Area codes start with 0, 400 and 800 numbers stand without one, so do local numbers. */
static bool is_land_line(const char *digits) {
    size_t n = strlen(digits);
    if (digits[0] == '0')
        return digits[1] != '0' && n >= 10 && n <= MAX_LAND_DIGITS;
    if (g_str_has_prefix(digits, "400") || g_str_has_prefix(digits, "800"))
        return n == 10;
    return digits[0] != '1' && (n == MIN_LOCAL_DIGITS || n == MIN_LOCAL_DIGITS + 1);
}

static bool is_abroad(const char *digits) {
    size_t n = strlen(digits);
    return digits[0] == '+' && digits[1] != '0' && n > MIN_ABROAD_DIGITS &&
           n <= MAX_ABROAD_DIGITS + 1;
}

bool phone_number_parse(const char *text, char ret_number[PHONE_NUMBER_BYTES], GError **error) {
    g_autofree char *digits = g_utf8_validate(text, -1, NULL) ? compact(text) : NULL;
    if (!digits || !*digits)
        return fail(error, "cannot use this telephone number: it needs digits, perhaps with + in "
                           "front, and nothing else");
    const char *national = national_part(digits);
    if (national) {
        bool has_trunk = is_mobile(national) || is_land_line(national);
        g_snprintf(ret_number, PHONE_NUMBER_BYTES, "%s%.20s", has_trunk ? "" : "0", national);
    } else if (g_str_has_prefix(digits, "00")) {
        g_snprintf(ret_number, PHONE_NUMBER_BYTES, "+%.20s", digits + 2);
    } else {
        g_snprintf(ret_number, PHONE_NUMBER_BYTES, "%.21s", digits);
    }
    if (is_mobile(ret_number) || is_land_line(ret_number) || is_abroad(ret_number))
        return true;
    return fail(error, "cannot use this telephone number: it is neither a mobile number of 11 "
                       "digits, nor a land line with its area code, nor +country code and number");
}
