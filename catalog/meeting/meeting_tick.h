/* What time does to meetings. Inside a write job. */
#pragma once

#include <glib.h>
#include <stdint.h>

#include "catalog/store/database.h"
#include "catalog/store/field_crypto.h"

/* Ends that can be undone no more become "ready", and "published" where that is wished for. Returns
 * MeetingOrder elements of those that changed. */
GPtrArray *meeting_tick_over(Database *database, const FieldCrypto *crypto, int64_t now_us,
                             GError **error);
