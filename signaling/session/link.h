/* One socket as signalling sees it: whose it is, its rate limits, its seat after hello. */
#pragma once

#include <stdbool.h>

#include "base/timer_wheel.h"
#include "base/ws_types.h"
#include "signaling/ports/seat_identity.h"
#include "signaling/session/outlet.h"
#include "signaling/session/rate_limit.h"

#define LINK_HELLO_TIMEOUT_S 10 /* from the open socket; then 4401 */
#define LINK_MAX_BUCKETS     64 /* rows of the message table */

/* Refusals of all kinds: who goes on provoking them is closed with 1008. */
#define LINK_ERRORS_PER_S 1
#define LINK_ERRORS_BURST 30

typedef struct Link Link;
typedef struct Session Session;

/* Starts the hello timer. `outlet` and `wheel` are borrowed for the link's life. */
Link *link_new(TimerWheel *wheel, const Outlet *outlet, WsId id, const SeatIdentity *identity);
void link_free(Link *link);

WsId link_id(const Link *link);
const SeatIdentity *link_identity(const Link *link);
bool link_is_closing(const Link *link); /* we closed it: what it still says is ignored */

/* The seat: set at hello, NULL before it and when the seat is gone. From hello on the timer watches
 * the end of the sign-in. */
Session *link_session(const Link *link);
void link_set_session(Link *link, Session *session);

bool link_take_token(Link *link, unsigned bucket, const RateLimit *limit, int64_t now_us,
                     int64_t *ret_wait_us);
/* False when the link provoked too many errors. */
bool link_may_err(Link *link, int64_t now_us);

void link_send(Link *link, const JsonTable *table, const void *message);
/* Repeated calls are allowed; the first one counts. */
void link_close(Link *link, unsigned code, const char *reason);
