#include "catalog/store/word_index.h"

#include <glib.h>

int word_index_of(const char *const *words, const char *word) {
    int index = 0;
    while (words[index] && g_strcmp0(words[index], word) != 0)
        index++;
    return words[index] ? index : -1;
}
