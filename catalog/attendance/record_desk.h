/* The thread `record`: closes registers, computes figures as they stand and explains records, off
 * the log, with a reader's connection of its own. Written is by the store's writer. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/worker.h"
#include "catalog/attendance/record_preview.h"
#include "catalog/store/store.h"

#define RECORD_DESK_PREVIEW_US   (INT64_C(30) * 1000000)
#define RECORD_DESK_MAX_PREVIEWS 64 /* kept */
#define RECORD_DESK_TICK_US      (INT64_C(10) * 1000000)

typedef struct RecordDesk RecordDesk;

/* `directory`: the data directory; the store must be there. */
RecordDesk *record_desk_start(Store *store, const char *directory, GError **error);
/* Answers go to this worker: the api thread. */
void record_desk_attach(RecordDesk *desk, Worker *api);
/* Ends the thread; before the store stops. */
void record_desk_stop(RecordDesk *desk);
/* After the store has stopped. */
void record_desk_free(RecordDesk *desk);

/* Any thread, every few seconds. */
void record_desk_tick(RecordDesk *desk);

/* The verbs below: on the api thread. `fn` runs there once, later, then free_data(data); only the
 * latter when the server stops. On failure (ERROR_OVERLOADED) the caller keeps `data`. */

typedef void (*RecordPreviewFn)(const GError *error, const RecordPreview *preview, void *data);
/* At most RECORD_DESK_PREVIEW_US old. */
bool record_desk_preview(RecordDesk *desk, const char *register_id, RecordPreviewFn fn, void *data,
                         GDestroyNotify free_data, GError **error);

/* RecordShare elements. */
typedef void (*RecordSharesFn)(const GError *error, const GPtrArray *shares, void *data);
typedef struct RecordWhose {
    const char *register_id, *member_id;
} RecordWhose;
bool record_desk_shares(RecordDesk *desk, const RecordWhose *whose, RecordSharesFn fn, void *data,
                        GDestroyNotify free_data, GError **error);

/* Records of a closed register computed anew, now that a correction is approved: `member_id` NULL
 * for all. Of a register that is open nothing happens: it will know. The correction is noted as
 * done in the same commit; one that is done already changes nothing. */
typedef struct RecordRenewal {
    const char *correction_id;
    const char *register_id, *member_id;
    const char *reason, *approved; /* as they stand in the record */
} RecordRenewal;
/* `record_id`: of the (first) new record; "": none. */
typedef void (*RecordRenewFn)(const GError *error, const char *record_id, void *data);
bool record_desk_renew(RecordDesk *desk, const RecordRenewal *renewal, RecordRenewFn fn, void *data,
                       GDestroyNotify free_data, GError **error);
