#include "catalog/roster/identity_number.h"

#include <string.h>

#include "base/error.h"
#include "catalog/roster/day.h"

#define N_CHARS     18
#define N_OLD_CHARS 15
#define MAX_AGE     130 /* years */

#define ROUNDED                                                                                    \
    "cannot use this identity number: a spreadsheet has rounded it (numbers longer than 15 "       \
    "digits "                                                                                      \
    "lose their end); make the column text and type the number again"

static bool fail(GError **error, const char *text) {
    g_set_error_literal(error, BASE_ERROR, ERROR_INVALID, text);
    return false;
}

/* ---- the text ---- */

/* Without space and dashes; NULL when it is not UTF-8. */
static char *compact(const char *text) {
    g_autofree char *composed = g_utf8_normalize(text, -1, G_NORMALIZE_NFKC);
    if (!composed)
        return NULL;
    GString *out = g_string_new(NULL);
    for (const char *p = composed; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        GUnicodeType type = g_unichar_type(c);
        if (!g_unichar_isspace(c) && type != G_UNICODE_FORMAT && type != G_UNICODE_DASH_PUNCTUATION)
            g_string_append_unichar(out, g_unichar_toupper(c));
    }
    return g_string_free(out, FALSE);
}

/* "5.1E+17", also with its plus or its point taken away. */
static bool is_scientific(const char *text) {
    const char *e = strchr(text, 'E');
    return g_ascii_isdigit(text[0]) && e && strspn(text, "0123456789.") == (size_t)(e - text) &&
           strspn(e + 1, "+0123456789") == strlen(e + 1);
}

/* "510101199001010000.0", as programs write a number that is none. */
static void cut_fraction(char *text) {
    char *point = strchr(text, '.');
    if (point && point[1] && strspn(point + 1, "0") == strlen(point + 1))
        *point = '\0';
}

/* ---- the number ---- */

static char check_character(const char *number) {
    static const int WEIGHTS[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (unsigned i = 0; i < G_N_ELEMENTS(WEIGHTS); i++)
        sum += (number[i] - '0') * WEIGHTS[i];
    return "10X98765432"[sum % 11];
}

static bool has_plausible_birth(const char *number) {
    char birth[DAY_TEXT_BYTES], today[DAY_TEXT_BYTES];
    g_snprintf(birth, sizeof birth, "%.4s-%.2s-%.2s", number + 6, number + 10, number + 12);
    day_today(today);
    return day_is_valid(birth) && strcmp(birth, today) <= 0 &&
           g_ascii_strtoll(today, NULL, 10) - g_ascii_strtoll(birth, NULL, 10) <= MAX_AGE;
}

/* 15 digits lack the century and the check character; they were given until 1999. */
static void lengthen(const char *old, char ret_number[IDENTITY_NUMBER_BYTES]) {
    g_snprintf(ret_number, IDENTITY_NUMBER_BYTES, "%.6s19%.9s", old, old + 6);
    ret_number[N_CHARS - 1] = check_character(ret_number);
    ret_number[N_CHARS] = '\0';
}

static bool has_form(const char *text, size_t length) {
    size_t n_digits = strspn(text, "0123456789");
    return text[0] >= '1' && text[0] <= '9' &&
           ((length == N_OLD_CHARS && n_digits == length) ||
            (length == N_CHARS && n_digits >= length - 1 &&
             (n_digits == length || text[length - 1] == 'X')));
}

bool identity_number_parse(const char *text, char ret_number[IDENTITY_NUMBER_BYTES],
                           GError **error) {
    g_autofree char *number = g_utf8_validate(text, -1, NULL) ? compact(text) : NULL;
    if (!number)
        return fail(error, "cannot use this identity number: it is not UTF-8 text");
    if (is_scientific(number))
        return fail(error, ROUNDED);
    cut_fraction(number);
    size_t length = strlen(number);
    if (!has_form(number, length))
        return fail(error, "cannot use this identity number: it needs 18 digits, the last one may "
                           "be X (or 15 digits of an old card)");
    char full[IDENTITY_NUMBER_BYTES];
    if (length == N_OLD_CHARS)
        lengthen(number, full);
    else
        memcpy(full, number, sizeof full);
    bool is_right = full[N_CHARS - 1] == check_character(full);
    if (!is_right && g_str_has_suffix(full, "000"))
        return fail(error, ROUNDED);
    if (!has_plausible_birth(full))
        return fail(error, "cannot use this identity number: its day of birth (7th to 14th digit) "
                           "cannot be");
    if (!is_right)
        return fail(error, "cannot use this identity number: its check digit is wrong, so a digit "
                           "is mistyped");
    memcpy(ret_number, full, sizeof full);
    return true;
}
