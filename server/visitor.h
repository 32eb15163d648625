/* Who stands behind a connection, as values: between the catalogue, which knows people, and
 * signalling, which knows seats. */
#pragma once

#include <stdint.h>

#include "base/id.h"

#define VISITOR_NAME_BYTES         65
#define VISITOR_DISPLAY_NAME_BYTES 193 /* 64 Chinese characters */

typedef struct Visitor {
    char account_id[ID_TEXT_BYTES];
    char session_id[ID_TEXT_BYTES]; /* "" for a bearer token */
    char name[VISITOR_NAME_BYTES];
    char display_name[VISITOR_DISPLAY_NAME_BYTES];
    uint32_t roles;
    int64_t expires_at_us;
} Visitor;
