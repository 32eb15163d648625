#include "base/gate/http_coding.h"

#include <string.h>

int http_coding_quality(GateText list, const char *token) {
    int wildcard = -1;
    while (list.length > 0) {
        const char *comma = memchr(list.at, ',', list.length);
        size_t length = comma ? (size_t)(comma - list.at) : list.length;
        char item[64];
        if (length < sizeof item) {
            memcpy(item, list.at, length);
            item[length] = '\0';
            char *semicolon = strchr(item, ';');
            char *weight = semicolon ? strstr(semicolon, "q=") : NULL;
            int quality = weight ? (int)(g_ascii_strtod(weight + 2, NULL) * 1000 + 0.5) : 1000;
            if (semicolon)
                *semicolon = '\0';
            g_strstrip(item);
            if (g_ascii_strcasecmp(item, token) == 0)
                return quality;
            if (g_str_equal(item, "*"))
                wildcard = quality;
        }
        size_t used = comma ? length + 1 : length;
        list.at += used;
        list.length -= used;
    }
    return wildcard;
}
