/* A signed mark on devices that have signed in to an account: they keep their own throttle when
 * strangers try passwords. It opens nothing by itself. One thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/token.h"

#define DEVICE_MARK_DAYS     400 /* the longest a browser keeps a cookie (RFC 6265bis §5.6.1) */
#define DEVICE_MARK_ID_BYTES 12

typedef struct DeviceMarks DeviceMarks;

DeviceMarks *device_marks_new(const TokenKeys *keys);
void device_marks_free(DeviceMarks *marks);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeviceMarks, device_marks_free)

/* The id of the device when `text` is a mark of this account; NULL else. Caller frees. */
char *device_marks_read(DeviceMarks *marks, const char *text, const char *account_id,
                        int64_t now_us);

/* A mark for this account with `device_id`, or with a new id when that is NULL. Caller frees. */
char *device_marks_write(DeviceMarks *marks, const char *account_id, const char *device_id,
                         int64_t now_us);
