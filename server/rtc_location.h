/* Where somebody leaves whom an offer let in: the number that the SFU gave, and a mark that only
 * this server can make and that is good for this account and this path alone: who comes to know a
 * location cannot use it.
 *
 *     id, 16 hexadecimal digits ‖ mark, 16 hexadecimal digits
 *     mark = SipHash-2-4(key, account NUL place NUL id)
 *     key  = HKDF of a root key (base/token.h), 16 bytes: the newest marks, all are good */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "base/token.h"
#include "media/rtc/rtc.h"

typedef struct RtcLocations RtcLocations; /* immutable; any thread */

RtcLocations *rtc_location_open(const TokenKeys *keys); /* needs them no longer */
void rtc_location_close(RtcLocations *locations);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RtcLocations, rtc_location_close)

/* `place` is the path before the last segment. */
typedef struct RtcLocationOf {
    const char *account_id, *place;
} RtcLocationOf;

/* The last segment for `id` of the SFU. Caller frees. */
char *rtc_location_write(const RtcLocations *locations, const RtcLocationOf *of, const char *id);
/* False for what was not written for these by the verb above. In constant time for each key. */
bool rtc_location_read(const RtcLocations *locations, const RtcLocationOf *of, const char *text,
                       char ret_id[RTC_ID_BYTES]);
