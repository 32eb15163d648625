#include "catalog/roster/roster_mask.h"

#include <glib.h>
#include <string.h>

#define SHOWN_FIRST 3
#define SHOWN_LAST  4
#define SHORT_LAST  2 /* of numbers that the two would show whole */

static char *mask(const char *number) {
    if (!number)
        return NULL;
    size_t length = strlen(number);
    size_t first = length > SHOWN_FIRST + SHOWN_LAST ? SHOWN_FIRST : 0;
    size_t last = first > 0 ? SHOWN_LAST : MIN(SHORT_LAST, length / 2);
    char *masked = g_strdup(number);
    memset(masked + first, '*', length - first - last);
    return masked;
}

char *roster_mask_phone(const char *number) {
    return mask(number);
}

char *roster_mask_identity(const char *number) {
    return mask(number);
}
