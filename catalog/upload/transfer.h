/* One body on its way to the disk: api thread → blocks → the thread for files. A client that sends
 * faster than the disk takes is slowed down: at most TRANSFER_MAX_WAITING_BYTES wait of each.
 *
 * All verbs on the api thread. What came is kept when the client leaves or the server is killed;
 * with a checksum only after the whole body was compared. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/api_server.h"
#include "base/id.h"
#include "catalog/upload/file_work.h"
#include "catalog/upload/tus.h"

#define TRANSFER_BLOCK_BYTES       131072
#define TRANSFER_MAX_WAITING_BYTES 524288
#define TRANSFER_SYNC_BYTES        67108864 /* what a power cut may take back */
#define TRANSFER_MAX               32       /* at once, of all accounts: 16 MiB in all */

typedef struct TransferDesk TransferDesk;
typedef struct Transfer Transfer;

/* Counters for /metrics, any thread. */
typedef struct TransferStats {
    uint64_t bytes, begun, ended, broken; /* broken: the client left before the end */
    unsigned open;
} TransferStats;

/* `uploads` is the folder of all; `work` is borrowed. */
TransferDesk *transfer_desk_new(FileWork *work, const char *uploads, int64_t min_free_bytes);
/* After both threads have stopped. */
void transfer_desk_free(TransferDesk *transfers);
void transfer_desk_get_stats(TransferDesk *transfers, TransferStats *ret_stats);

/* `offset` is what is on the disk now. NULL error: the body ended well. When the client has gone
 * `data` is told too; the request is to be answered unless is_answered. Runs once. */
typedef void (*TransferEndFn)(const GError *error, int64_t offset, void *data);

typedef struct TransferPlan {
    const char *id; /* of the upload; copied */
    int64_t offset; /* where the body begins: must be the size of the file */
    int64_t length; /* of the upload in all */
    TusChecksum checksum;
    bool is_new; /* the file is to be made */
    TransferEndFn fn;
    void *data;
} TransferPlan;

/* From the handler, before anything is known: the body waits. NULL when there are too many: nothing
 * was answered. */
Transfer *transfer_new(TransferDesk *transfers, ApiRequest *request);
/* Lets the body come; `plan->fn` runs later in any case. ERROR_CONFLICT when another one is writing
 * to this upload: then, as when it is not called at all, transfer_drop(). */
bool transfer_open(Transfer *transfer, const TransferPlan *plan, GError **error);
void transfer_drop(Transfer *transfer);

/* ApiChunkFn: `user` is the desk. */
bool transfer_desk_take_chunk(TransferDesk *transfers, ApiRequest *request, const uint8_t *bytes,
                              size_t length);

/* Ends who is writing to this upload, with ERROR_CONFLICT; what came is kept. Work that is posted
 * from now on finds it on the disk. False when nobody is. */
bool transfer_desk_stop(TransferDesk *transfers, const char *id);
