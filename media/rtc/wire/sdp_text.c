#include "media/rtc/wire/sdp_text.h"

#include <string.h>

#include <glib.h>

char *sdp_text_cut(char **rest, char separator) {
    char *word = *rest;
    while (separator == ' ' && *word == ' ')
        word++;
    char *end = strchr(word, separator);
    *rest = end ? end + 1 : word + strlen(word);
    if (end)
        *end = '\0';
    return word;
}

bool sdp_text_number(const char *text, uint64_t max, uint64_t *ret_number) {
    uint64_t number = 0;
    if (*text == '\0')
        return false;
    for (; *text; text++) {
        if (!g_ascii_isdigit(*text))
            return false;
        uint64_t digit = (uint64_t)(*text - '0');
        if (number > (UINT64_MAX - digit) / 10)
            return false;
        number = number * 10 + digit;
    }
    if (number > max)
        return false;
    *ret_number = number;
    return true;
}

/* token-char: %x21 / %x23-27 / %x2A-2B / %x2D-2E / %x30-39 / %x41-5A / %x5E-7E. */
static bool is_token_char(char c) {
    return g_ascii_isalnum(c) || (c != '\0' && strchr("!#$%&'*+-.^_`{|}~", c) != NULL);
}

bool sdp_text_is_token(const char *text, size_t max_chars) {
    size_t n = 0;
    for (; text[n]; n++)
        if (n == max_chars || !is_token_char(text[n]))
            return false;
    return n > 0;
}
