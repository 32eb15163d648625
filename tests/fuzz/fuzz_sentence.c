/* sentence: the input's first line is an Accept-Language field, the rest a sentence with whatever
 * people typed in it. */
#include "catalog/say/sentence.h"

#include <glib.h>
#include <stdint.h>
#include <string.h>

#define MOST_GROWTH 4 /* a table's text and the holes that it repeats */
#define MOST_BYTES  1024

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    g_autofree char *field = g_strndup((const char *)data, size);
    char *line_end = strchr(field, '\n');
    const char *english = line_end ? line_end + 1 : field;
    if (line_end)
        *line_end = '\0';
    const char *language = NULL;
    g_autofree char *text = sentence_localize(field, english, &language);
    g_assert_nonnull(text);
    g_assert_true(g_str_equal(language, "en") || g_str_equal(language, "zh-CN"));
    g_assert_true(!g_str_equal(language, "en") || g_str_equal(text, english));
    g_autofree char *chinese = sentence_to_chinese(english);
    if (chinese) {
        g_assert_cmpuint(strlen(chinese), <=, MOST_GROWTH * strlen(english) + MOST_BYTES);
        g_assert_true(!g_utf8_validate(english, -1, NULL) || g_utf8_validate(chinese, -1, NULL));
    }
    return 0;
}
