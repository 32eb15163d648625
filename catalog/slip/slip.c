#include "catalog/slip/slip.h"

#include <sodium.h>
#include <string.h>

void slip_free(Slip *slip) {
    if (!slip)
        return;
    if (slip->code)
        sodium_memzero(slip->code, strlen(slip->code));
    if (slip->link)
        sodium_memzero(slip->link, strlen(slip->link));
    g_free(slip->name);
    g_free(slip->unit_id);
    g_free(slip->unit_path);
    g_free(slip->code);
    g_free(slip->link);
    g_free(slip->valid_until);
    g_free(slip);
}
