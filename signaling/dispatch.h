/* The table of all messages that clients may send, and the way of one message through it: known?
 * readable? signed on? allowed? not too often? run. */
#pragma once

#include "signaling/handlers/handlers.h"

typedef enum DispatchSeat { DISPATCH_NO_SEAT, DISPATCH_NEEDS_SEAT } DispatchSeat;

typedef struct DispatchRow {
    const JsonTable *table; /* names the type too */
    HandlerFn handler;
    DispatchSeat seat;
    uint32_t roles; /* any of these IDENTITY_… bits is enough; 0: everybody */
    RateLimit rate; /* per connection */
} DispatchRow;

/* Ends with a row without table. */
extern const DispatchRow DISPATCH_ROWS[];

/* Answers the client in every case; closes a link that provokes too many errors (1008). `rows`:
 * DISPATCH_ROWS, or a test's own. */
void dispatch_message(const DispatchRow *rows, HandlerContext *context, const char *text,
                      size_t length);

/* All messages as JSON lines, for `tongping print-tables`:
 * {"table":"message","direction":"client","type","seat","roles","rate":{"per_s","burst"},"fields"}
 * and
 * {"table":"message","direction":"server","type","fields"}. */
void dispatch_append_tables(GString *out);
