/* Pages of a list: ?query=…&after=ID&limit=N. */
#pragma once

#include "catalog/api/call.h"

#define PAGE_QUERY_MAX_CHARS 128

typedef struct Page {
    char *query; /* owned, or NULL */
    char *after; /* owned id, or NULL */
    unsigned limit;
} Page;

extern const CallState PAGE_STATE; /* a call whose state is a Page */

/* Fills the state from the request's query. False when it answered and freed the call. */
bool page_read(Call *take_call, unsigned max_rows);
