#include "catalog/roster/activation_code.h"

#include <string.h>

#include "base/error.h"
#include "base/id.h"

/* Without 0 O, 1 I L and U, which looks like V in handwriting. */
static const char ALPHABET[] = "23456789ABCDEFGHJKMNPQRSTVWXYZ";
#define ALPHABET_CHARS  ((int)sizeof ALPHABET - 1)
#define CHECK_MODULUS   31 /* a prime above the alphabet's size */
#define CHECK_PLACE     (ACTIVATION_CODE_CHARS - 1)
#define TYPED_MAX_BYTES 256
#define UNUSED_CHARS    "0O1ILU"
#define RANDOM_TOO_LARGE                                                                           \
    (256 / ALPHABET_CHARS * ALPHABET_CHARS) /* above it some would be likelier */

G_STATIC_ASSERT(sizeof ALPHABET - 1 == 30);

static int value_of(char c) {
    const char *at = c ? strchr(ALPHABET, c) : NULL;
    return at ? (int)(at - ALPHABET) : -1;
}

/* Weights 1 to 12: all differ, none is 0 modulo 31. */
static int sum_of(const char *code, int n_chars) {
    int sum = 0;
    for (int i = 0; i < n_chars; i++)
        sum += (i + 1) * value_of(code[i]);
    return sum % CHECK_MODULUS;
}

static char random_char(void) {
    uint8_t byte;
    do
        id_random_bytes(&byte, 1);
    while (byte >= RANDOM_TOO_LARGE);
    return ALPHABET[byte % ALPHABET_CHARS];
}

/* One in 31 needs a check value that the alphabet lacks: drawn again. */
static bool add_check(char *code) {
    int sum = sum_of(code, CHECK_PLACE);
    for (int value = 0; value < ALPHABET_CHARS; value++) {
        if ((sum + (CHECK_PLACE + 1) * value) % CHECK_MODULUS != 0)
            continue;
        code[CHECK_PLACE] = ALPHABET[value];
        return true;
    }
    return false;
}

void activation_code_new(char ret_code[ACTIVATION_CODE_BYTES]) {
    do
        for (int i = 0; i < CHECK_PLACE; i++)
            ret_code[i] = random_char();
    while (!add_check(ret_code));
    ret_code[ACTIVATION_CODE_CHARS] = '\0';
}

void activation_code_group(const char *code, char ret_text[ACTIVATION_CODE_TEXT_BYTES]) {
    g_snprintf(ret_text, ACTIVATION_CODE_TEXT_BYTES, "%.4s-%.4s-%.4s", code, code + 4, code + 8);
}

/* ---- reading ---- */

static bool refuse(GError **error, const char *text) {
    g_set_error_literal(error, BASE_ERROR, ERROR_INVALID, text);
    return false;
}

static bool is_filler(gunichar c) {
    GUnicodeType type = g_unichar_type(c);
    return g_unichar_isspace(c) || type == G_UNICODE_DASH_PUNCTUATION || type == G_UNICODE_FORMAT ||
           (c < 0x80 && strchr("._", (int)c)) || c == 0x2212 /* minus */ || c == 0x3002 ||
           c == 0x30fc /* long vowel mark: a dash of Chinese input methods */;
}

/* The characters that count, at most one more than a code has. */
static char *bare_of(const char *typed, bool *ret_is_foreign) {
    g_autofree char *composed = g_utf8_normalize(typed, -1, G_NORMALIZE_NFKC);
    GString *bare = g_string_new(NULL);
    for (const char *p = composed; p && *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (is_filler(c))
            continue;
        char upper = c < 0x80 ? g_ascii_toupper((char)c) : '\0';
        if (value_of(upper) < 0)
            *ret_is_foreign = true;
        g_string_append_c(bare, upper ? upper : '?');
    }
    return g_string_free(bare, FALSE);
}

bool activation_code_read(const char *typed, char ret_code[ACTIVATION_CODE_BYTES], GError **error) {
    bool is_foreign = false;
    if (strlen(typed) > TYPED_MAX_BYTES || !g_utf8_validate(typed, -1, NULL))
        return refuse(error, "A code has twelve letters and digits.");
    g_autofree char *bare = bare_of(typed, &is_foreign);
    if (is_foreign && strpbrk(bare, UNUSED_CHARS))
        return refuse(error, "No code has 0, O, 1, I, L or U in it: look at the slip again, it may "
                             "be Q, D, 7, J or V.");
    if (is_foreign)
        return refuse(error, "A code has only letters and digits.");
    if (strlen(bare) != ACTIVATION_CODE_CHARS) {
        g_set_error(error, BASE_ERROR, ERROR_INVALID,
                    "A code has twelve letters and digits, these are %zu.", strlen(bare));
        return false;
    }
    if (sum_of(bare, ACTIVATION_CODE_CHARS) != 0)
        return refuse(error, "There is a typing mistake in this code: compare it with the slip.");
    memcpy(ret_code, bare, ACTIVATION_CODE_BYTES);
    return true;
}
