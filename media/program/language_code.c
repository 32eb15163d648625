#include "media/program/language_code.h"

#include <glib.h>
#include <string.h>

/* Codes of three letters (both kinds of ISO 639-2) that have a shorter tag. */
static const char *const SHORTER[][2] = {
    {"ara", "ar"}, {"bod", "bo"}, {"chi", "zh"}, {"cmn", "zh"}, {"deu", "de"}, {"eng", "en"},
    {"fra", "fr"}, {"fre", "fr"}, {"ger", "de"}, {"iii", "ii"}, {"ita", "it"}, {"jpn", "ja"},
    {"kaz", "kk"}, {"khk", "mn"}, {"kir", "ky"}, {"kor", "ko"}, {"mon", "mn"}, {"mvf", "mn"},
    {"por", "pt"}, {"rus", "ru"}, {"spa", "es"}, {"tgk", "tg"}, {"tha", "th"}, {"tib", "bo"},
    {"uig", "ug"}, {"uzb", "uz"}, {"vie", "vi"}, {"zha", "za"}, {"zho", "zh"},
};

void language_code_to_tag(const char *code, char *ret_tag, size_t size) {
    char lower[4] = "";
    size_t length = code == NULL ? 0 : strlen(code);
    ret_tag[0] = '\0';
    if (length < 2 || length > 3)
        return;
    for (size_t i = 0; i < length; i++) {
        if (!g_ascii_isalpha(code[i]))
            return;
        lower[i] = g_ascii_tolower(code[i]);
    }
    const char *tag = lower;
    for (size_t i = 0; i < G_N_ELEMENTS(SHORTER); i++)
        if (g_str_equal(lower, SHORTER[i][0]))
            tag = SHORTER[i][1];
    bool is_nothing = g_str_equal(tag, "und") || g_str_equal(tag, "mul") || g_str_equal(tag, "mis");
    g_strlcpy(ret_tag, is_nothing ? "" : tag, size);
}

bool language_code_matches(const char *tag, const char *other) {
    size_t length = strcspn(tag, "-");
    return length > 0 && strcspn(other, "-") == length &&
           g_ascii_strncasecmp(tag, other, length) == 0;
}
