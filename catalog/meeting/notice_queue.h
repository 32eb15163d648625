/* Short messages on their way out: one for each meeting and clerk of an invited unit (or of one
 * below it) whose telephone number is known. All verbs run inside a write job. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "catalog/store/database.h"
#include "catalog/store/field_crypto.h"

#define NOTICE_MAX_TRIES 3
#define NOTICE_BATCH_MAX 50 /* in one run of the command */
/* After the first try; doubled after the second. Longer than the command may take. */
#define NOTICE_AGAIN_US (INT64_C(90) * 1000000)
/* So long after the beginning nobody needs to be told any more. */
#define NOTICE_LATE_US (INT64_C(600) * 1000000)

typedef struct NoticeItem {
    char meeting_id[ID_TEXT_BYTES], member_id[ID_TEXT_BYTES];
    char *title, *time_zone;
    int64_t starts_at_us;
    char *phone; /* in clear: wiped when freed */
} NoticeItem;

/* Queues what has come within `before_us` of its beginning; who is in the queue stays there once.
 */
bool notice_queue_fill(Database *database, int64_t now_us, int64_t before_us, GError **error);

/* NoticeItem elements that are due, NOTICE_BATCH_MAX at most. Their try is counted from here on: a
 * crash before notice_queue_mark() repeats one message once. Gives up those that are too late, were
 * tried too often or have no number any more. */
GPtrArray *notice_queue_claim(Database *database, const FieldCrypto *crypto, int64_t now_us,
                              GError **error);

/* They are sent; else they stay for another try, or have failed after the last. */
bool notice_queue_mark(Database *database, const GPtrArray *items, bool is_sent, GError **error);
