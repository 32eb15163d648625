/* What time does to meetings. Inside a write job. */
#pragma once

#include <glib.h>
#include <stdint.h>

#include "base/id.h"
#include "catalog/store/database.h"
#include "catalog/store/field_crypto.h"

/* Ends that can be undone no more become "ready", and "published" where that is wished for. Returns
 * MeetingOrder elements of those that changed. */
GPtrArray *meeting_tick_over(Database *database, const FieldCrypto *crypto, int64_t now_us,
                             GError **error);

#define MEETING_SOON_NOTICE_US (INT64_C(600) * 1000000) /* before the begin */

/* Whom to tell of a meeting. */
typedef struct MeetingNotice {
    char id[ID_TEXT_BYTES];
    GStrv concerned; /* owned */
} MeetingNotice;

/* MeetingNotice elements: meetings that begin within ten minutes and of which nobody was told; from
 * now on people are. */
GPtrArray *meeting_tick_soon(Database *database, int64_t now_us, GError **error);
