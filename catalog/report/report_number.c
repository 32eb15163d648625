#include "catalog/report/report_number.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

void report_number_thousandths(int64_t milli, char ret_text[REPORT_NUMBER_BYTES]) {
    int64_t rest = llabs(milli % 1000);
    g_snprintf(ret_text, REPORT_NUMBER_BYTES, "%s%" G_GINT64_FORMAT ".%03d", milli < 0 ? "-" : "",
               (int64_t)llabs(milli / 1000), (int)rest);
    char *end = ret_text + strlen(ret_text);
    while (end[-1] == '0')
        *--end = '\0';
    if (end[-1] == '.')
        end[-1] = '\0';
}
