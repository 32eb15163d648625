/* When and from where a session or a bearer token was used last: written now and then. */
#pragma once

#include "base/clock.h"
#include "catalog/auth/credential.h"
#include "catalog/auth/session_cache.h"
#include "catalog/store/store.h"

#define SESSIONS_TOUCH_AFTER_US  (600 * CLOCK_US_PER_S)
#define SESSIONS_SHARED_TOUCH_US (60 * CLOCK_US_PER_S) /* each puts the end of it off */

/* On the api thread; sets entry->last_used_at_us when a note is due. */
void credential_use_note(Store *store, SessionEntry *entry, const Credential *credential);
