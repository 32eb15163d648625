#include "catalog/screen/user_code.h"

#include <string.h>

#include <glib.h>

#include "base/id.h"

static const char ALPHABET[] = "BCDFGHJKLMNPQRSTVWXZ";
#define N_LETTERS (sizeof ALPHABET - 1)
/* The largest multiple of N_LETTERS in a byte: what is above would favour the first letters. */
#define FAIR_BYTES (256 / N_LETTERS * N_LETTERS)

static char random_letter(void) {
    uint8_t byte;
    do
        id_random_bytes(&byte, sizeof byte);
    while (byte >= FAIR_BYTES);
    return ALPHABET[byte % N_LETTERS];
}

static void put_letter(char code[USER_CODE_BYTES], unsigned index, char letter) {
    code[index < USER_CODE_LETTERS / 2 ? index : index + 1] = letter;
}

static void frame(char code[USER_CODE_BYTES]) {
    code[USER_CODE_LETTERS / 2] = '-';
    code[USER_CODE_BYTES - 1] = '\0';
}

void user_code_new(char ret_code[USER_CODE_BYTES]) {
    for (unsigned i = 0; i < USER_CODE_LETTERS; i++)
        put_letter(ret_code, i, random_letter());
    frame(ret_code);
}

bool user_code_read(const char *typed, char ret_code[USER_CODE_BYTES]) {
    g_autofree char *plain = g_utf8_normalize(typed, -1, G_NORMALIZE_NFKC);
    unsigned n = 0;
    for (const char *p = plain; p && *p; p = g_utf8_next_char(p)) {
        gunichar letter = g_utf8_get_char(p);
        if (g_unichar_isspace(letter) || g_unichar_type(letter) == G_UNICODE_DASH_PUNCTUATION)
            continue;
        char upper = letter < 128 ? g_ascii_toupper((char)letter) : '\0';
        if (!upper || !strchr(ALPHABET, upper) || n == USER_CODE_LETTERS)
            return false;
        put_letter(ret_code, n++, upper);
    }
    frame(ret_code);
    return n == USER_CODE_LETTERS;
}
