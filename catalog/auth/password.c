#include "catalog/auth/password.h"

#include <string.h>

#include "base/error.h"

/* Lower case, at least PASSWORD_MIN_CHARS long, and not found by the rules for runs below. Taken
 * from published lists of the passwords seen most. */
static const char *const COMMON[] = {
    "11112222",    "11223344",      "12341234",   "123456789a",  "12345678a",  "1qaz2wsx",
    "1q2w3e4r",    "1q2w3e4r5t",    "5201314520", "a1234567",    "a12345678",  "a123456789",
    "aa123456",    "aa123456789",   "abc123456",  "abcd1234",    "admin123",   "admin1234",
    "admin123456", "administrator", "adminadmin", "asdf1234",    "asdfghjk",   "asdfghjkl",
    "baseball",    "changeme",      "computer",   "demo1234",    "dearbook",   "football",
    "iloveyou",    "iloveyou1",     "internet",   "letmein1",    "p@ssw0rd",   "passw0rd",
    "password",    "password1",     "password12", "password123", "princess",   "q1w2e3r4",
    "qq123456",    "qwer1234",      "qwerasdf",   "qwertyui",    "qwertyuiop", "root1234",
    "sunshine",    "superman",      "test1234",   "tongping",    "tongping1",  "tongping123",
    "trustno1",    "welcome1",      "woaini520",  "woaini1314",  "woaini123",  "zaq12wsx",
    "zxcvbnm1",    "zxcvbnm123",
};

char *password_normalize(const char *password) {
    return g_utf8_normalize(password, -1, G_NORMALIZE_NFKC);
}

/* "88888888", "12345678", "hgfedcba": each character follows the one before by the same step. */
static bool is_run(const char *text) {
    gunichar first = g_utf8_get_char(text);
    const char *at = g_utf8_next_char(text);
    gint64 step = (gint64)g_utf8_get_char(at) - first;
    if (step < -1 || step > 1)
        return false;
    for (gunichar before = first; *at; at = g_utf8_next_char(at)) {
        gunichar now = g_utf8_get_char(at);
        gint64 this_step = (gint64)now - before;
        bool wraps = step == 1 && before == '9' && now == '0';
        if (this_step != step && !wraps)
            return false;
        before = now;
    }
    return true;
}

static bool is_common(const char *folded) {
    for (unsigned i = 0; i < G_N_ELEMENTS(COMMON); i++)
        if (g_str_equal(COMMON[i], folded))
            return true;
    return is_run(folded);
}

static char *fold(const char *text) {
    g_autofree char *normal = password_normalize(text);
    return normal ? g_utf8_casefold(normal, -1) : NULL;
}

bool password_check(const char *password, const char *name, GError **error) {
    g_autofree char *normal = password_normalize(password);
    glong n_chars = normal ? g_utf8_strlen(normal, -1) : 0;
    if (n_chars < PASSWORD_MIN_CHARS || n_chars > PASSWORD_MAX_CHARS) {
        g_set_error(error, BASE_ERROR, ERROR_INVALID, "A password has %d to %d characters.",
                    PASSWORD_MIN_CHARS, PASSWORD_MAX_CHARS);
        return false;
    }
    g_autofree char *folded = g_utf8_casefold(normal, -1);
    g_autofree char *folded_name = fold(name);
    if (g_strcmp0(folded, folded_name) == 0) {
        g_set_error_literal(error, BASE_ERROR, ERROR_INVALID,
                            "The password must differ from the name.");
        return false;
    }
    if (is_common(folded)) {
        g_set_error_literal(error, BASE_ERROR, ERROR_INVALID,
                            "This password is one of those that everybody tries first.");
        return false;
    }
    return true;
}
