#include "catalog/upload/transfer.h"

#include <stdatomic.h>
#include <string.h>

#include "base/error.h"
#include "catalog/upload/upload_file.h"

#define FREE_CHECK_BYTES 33554432 /* how often the room on the disk is looked at */

struct TransferDesk {
    FileWork *work; /* borrowed */
    char *uploads;
    int64_t min_free_bytes;
    GHashTable *by_request; /* ApiRequest → Transfer, owned */
    GHashTable *by_id;      /* id → Transfer: whose body comes */
    atomic_uint_fast64_t n_bytes, n_begun, n_ended, n_broken;
    atomic_uint n_open;
};

struct Transfer {
    TransferDesk *owner;
    ApiRequest *request; /* owned */
    char id[ID_TEXT_BYTES];
    TransferPlan plan;
    GByteArray *block; /* owned: comes, not yet posted */
    int64_t n_taken;   /* bytes of the body */
    size_t n_waiting;  /* posted and not yet written */
    unsigned n_posted; /* posts that are not answered */
    bool is_planned;   /* transfer_open() was called */
    bool is_open;      /* the file is */
    bool is_paused, is_body_over, is_ending;
    GError *failure; /* owned: why it ends early */

    /* On the thread for files. */
    UploadFile *file;
    GChecksum *sum;
    int64_t unsynced, unchecked; /* bytes since the last sync, the last look at the room */
    int64_t offset;              /* of the file at the end */
    bool is_cut;                 /* set before the last post: the body is not whole */
    bool is_broken;              /* a block was not written: none behind it is */
};

static void end_transfer(Transfer *transfer);

/* ---- life ---- */

static void free_transfer(void *data) {
    Transfer *transfer = data;
    upload_file_close(transfer->file);
    g_clear_pointer(&transfer->sum, g_checksum_free);
    g_clear_pointer(&transfer->block, g_byte_array_unref);
    g_clear_error(&transfer->failure);
    api_request_unref(transfer->request);
    atomic_fetch_sub(&transfer->owner->n_open, 1);
    g_free(transfer);
}

TransferDesk *transfer_desk_new(FileWork *work, const char *uploads, int64_t min_free_bytes) {
    TransferDesk *transfers = g_new0(TransferDesk, 1);
    transfers->work = work;
    transfers->uploads = g_strdup(uploads);
    transfers->min_free_bytes = min_free_bytes;
    transfers->by_request = g_hash_table_new_full(NULL, NULL, NULL, free_transfer);
    transfers->by_id = g_hash_table_new(g_str_hash, g_str_equal);
    return transfers;
}

void transfer_desk_free(TransferDesk *transfers) {
    if (!transfers)
        return;
    g_hash_table_unref(transfers->by_id);
    g_hash_table_unref(transfers->by_request);
    g_free(transfers->uploads);
    g_free(transfers);
}

void transfer_desk_get_stats(TransferDesk *transfers, TransferStats *ret_stats) {
    *ret_stats = (TransferStats){
        .bytes = atomic_load_explicit(&transfers->n_bytes, memory_order_relaxed),
        .begun = atomic_load_explicit(&transfers->n_begun, memory_order_relaxed),
        .ended = atomic_load_explicit(&transfers->n_ended, memory_order_relaxed),
        .broken = atomic_load_explicit(&transfers->n_broken, memory_order_relaxed),
        .open = atomic_load_explicit(&transfers->n_open, memory_order_relaxed),
    };
}

/* Also when the client leaves before anything is known. */
static void on_body_end(ApiRequest *request, void *user) {
    TransferDesk *transfers = user;
    Transfer *transfer = g_hash_table_lookup(transfers->by_request, request);
    if (!transfer || transfer->is_body_over)
        return;
    transfer->is_body_over = true;
    if (transfer->is_open)
        end_transfer(transfer);
}

Transfer *transfer_new(TransferDesk *transfers, ApiRequest *request) {
    if (atomic_fetch_add(&transfers->n_open, 1) >= TRANSFER_MAX) {
        atomic_fetch_sub(&transfers->n_open, 1);
        return NULL;
    }
    Transfer *transfer = g_new0(Transfer, 1);
    transfer->owner = transfers;
    transfer->request = api_request_ref(request);
    g_hash_table_insert(transfers->by_request, request, transfer);
    api_request_on_body_end(request, on_body_end, transfers);
    api_request_pause(request);
    transfer->is_paused = true;
    return transfer;
}

static void forget(Transfer *transfer) {
    if (*transfer->id)
        g_hash_table_remove(transfer->owner->by_id, transfer->id);
    g_hash_table_remove(transfer->owner->by_request, transfer->request);
}

void transfer_drop(Transfer *transfer) {
    g_assert(!transfer->is_planned);
    forget(transfer);
}

/* ---- on the thread for files ---- */

static bool has_room(Transfer *transfer, int64_t more, GError **error) {
    int64_t n_free;
    if (!upload_file_free_bytes(transfer->owner->uploads, &n_free, error))
        return false;
    if (n_free - more >= transfer->owner->min_free_bytes)
        return true;
    g_set_error_literal(error, BASE_ERROR, ERROR_NO_ROOM,
                        "There is no room for this file on the disk.");
    return false;
}

static bool run_open(void *data, GError **error) {
    Transfer *transfer = data;
    const TransferPlan *plan = &transfer->plan;
    const char *uploads = transfer->owner->uploads;
    if ((plan->is_new && !upload_file_create(uploads, transfer->id, error)) ||
        !(transfer->file = upload_file_open(uploads, transfer->id, error)))
        return false;
    transfer->offset = upload_file_size(transfer->file);
    if (transfer->offset != plan->offset) {
        g_set_error(error, BASE_ERROR, ERROR_CONFLICT,
                    "This upload goes on at byte %" G_GINT64_FORMAT ", not at %" G_GINT64_FORMAT
                    ".",
                    transfer->offset, plan->offset);
        return false;
    }
    if (!has_room(transfer, plan->length - plan->offset, error))
        return false;
    if (!plan->checksum.is_asked)
        return true;
    transfer->sum = g_checksum_new(plan->checksum.algorithm);
    return upload_file_doubt(transfer->file, error);
}

typedef struct Block {
    Transfer *transfer;
    GByteArray *bytes; /* owned */
} Block;

static void free_block(void *data) {
    Block *block = data;
    g_byte_array_unref(block->bytes);
    g_free(block);
}

static bool look_after(Transfer *transfer, int64_t n_written, GError **error) {
    transfer->unsynced += n_written;
    transfer->unchecked += n_written;
    if (transfer->unsynced >= TRANSFER_SYNC_BYTES) {
        transfer->unsynced = 0;
        if (!upload_file_sync(transfer->file, error))
            return false;
    }
    if (transfer->unchecked < FREE_CHECK_BYTES)
        return true;
    transfer->unchecked = 0;
    return has_room(transfer, 0, error);
}

static bool run_write(void *data, GError **error) {
    Block *block = data;
    Transfer *transfer = block->transfer;
    const GByteArray *bytes = block->bytes;
    if (transfer->is_broken)
        return true;
    transfer->is_broken = !upload_file_append(transfer->file, bytes->data, bytes->len, error);
    transfer->offset = upload_file_size(transfer->file);
    if (transfer->is_broken)
        return false;
    if (transfer->sum)
        g_checksum_update(transfer->sum, bytes->data, bytes->len);
    transfer->is_broken = !look_after(transfer, bytes->len, error);
    return !transfer->is_broken;
}

static bool is_same_sum(Transfer *transfer) {
    const TusChecksum *wanted = &transfer->plan.checksum;
    uint8_t digest[TUS_DIGEST_MAX_BYTES];
    gsize length = sizeof digest;
    g_checksum_get_digest(transfer->sum, digest, &length);
    return length == wanted->digest_bytes && memcmp(digest, wanted->digest, length) == 0;
}

static bool check_sum(Transfer *transfer, GError **error) {
    bool is_whole = !transfer->is_cut && !transfer->is_broken;
    if (is_whole && is_same_sum(transfer))
        return upload_file_keep(transfer->file, error);
    if (!upload_file_undo(transfer->file, error))
        return false;
    transfer->offset = upload_file_size(transfer->file);
    if (is_whole)
        g_set_error_literal(error, BASE_ERROR, ERROR_CHECKSUM,
                            "These bytes are not those that were announced: send them again.");
    return !is_whole;
}

static bool run_end(void *data, GError **error) {
    Transfer *transfer = data;
    if (!transfer->file)
        return true;
    bool ok =
        upload_file_sync(transfer->file, error) && (!transfer->sum || check_sum(transfer, error));
    g_clear_pointer(&transfer->file, upload_file_close);
    return ok;
}

/* ---- answers, on the api thread ---- */

static void on_ended(const GError *error, void *data) {
    Transfer *transfer = data;
    TransferDesk *transfers = transfer->owner;
    TransferPlan plan = transfer->plan;
    g_autoptr(GError) failure = g_steal_pointer(&transfer->failure);
    int64_t offset = transfer->offset;
    bool is_there = api_request_is_open(transfer->request);
    atomic_fetch_add_explicit(is_there ? &transfers->n_ended : &transfers->n_broken, 1,
                              memory_order_relaxed);
    forget(transfer);
    plan.fn(failure ? failure : error, offset, plan.data);
}

static void on_written(const GError *error, void *data);

static void fail(Transfer *transfer, const GError *error) {
    if (!transfer->failure)
        transfer->failure = g_error_copy(error);
    end_transfer(transfer);
}

static bool post(Transfer *transfer, const FileWorkJob *job) {
    g_autoptr(GError) error = NULL;
    if (file_work_post(transfer->owner->work, job, &error))
        return true;
    if (!transfer->failure)
        transfer->failure = g_steal_pointer(&error);
    return false;
}

static void post_block(Transfer *transfer) {
    if (!transfer->block || transfer->block->len == 0)
        return;
    Block *block = g_new(Block, 1);
    *block = (Block){transfer, g_steal_pointer(&transfer->block)};
    size_t length = block->bytes->len;
    FileWorkJob job = {run_write, on_written, block, free_block};
    if (post(transfer, &job)) {
        transfer->n_waiting += length;
        return;
    }
    free_block(block);
}

/* The last post of a transfer: those before it are answered by then. */
static void end_transfer(Transfer *transfer) {
    if (transfer->is_ending)
        return;
    transfer->is_ending = true;
    if (!transfer->failure)
        post_block(transfer);
    if (!transfer->failure && !api_request_is_open(transfer->request) &&
        transfer->plan.checksum.is_asked)
        transfer->failure = g_error_new_literal(BASE_ERROR, ERROR_CONFLICT,
                                                "The client has left before the end of its body.");
    transfer->is_cut = transfer->failure != NULL;
    FileWorkJob job = {run_end, on_ended, transfer, NULL};
    if (!post(transfer, &job))
        on_ended(NULL, transfer);
}

static void go_on(Transfer *transfer) {
    if (!transfer->is_paused || transfer->n_waiting > TRANSFER_MAX_WAITING_BYTES / 2)
        return;
    transfer->is_paused = false;
    api_request_resume(transfer->request);
}

static void on_open(const GError *error, void *data) {
    Transfer *transfer = data;
    transfer->is_open = true;
    if (error)
        fail(transfer, error);
    else if (transfer->is_body_over || transfer->failure)
        end_transfer(transfer);
    else
        go_on(transfer);
}

static void on_written(const GError *error, void *data) {
    const Block *block = data;
    Transfer *transfer = block->transfer;
    transfer->n_waiting -= block->bytes->len;
    if (error)
        fail(transfer, error);
    else if (!transfer->is_ending)
        go_on(transfer);
}

/* ---- verbs ---- */

bool transfer_open(Transfer *transfer, const TransferPlan *plan, GError **error) {
    TransferDesk *transfers = transfer->owner;
    if (g_hash_table_contains(transfers->by_id, plan->id)) {
        g_set_error_literal(error, BASE_ERROR, ERROR_CONFLICT,
                            "Somebody is writing to this upload: ask how far it is first.");
        return false;
    }
    g_strlcpy(transfer->id, plan->id, sizeof transfer->id);
    transfer->plan = *plan;
    transfer->plan.id = transfer->id;
    FileWorkJob job = {run_open, on_open, transfer, NULL};
    if (!file_work_post(transfers->work, &job, error)) {
        *transfer->id = '\0';
        return false;
    }
    transfer->is_planned = true;
    g_hash_table_insert(transfers->by_id, transfer->id, transfer);
    atomic_fetch_add_explicit(&transfers->n_begun, 1, memory_order_relaxed);
    return true;
}

bool transfer_desk_take_chunk(TransferDesk *transfers, ApiRequest *request, const uint8_t *bytes,
                              size_t length) {
    Transfer *transfer = g_hash_table_lookup(transfers->by_request, request);
    if (!transfer || transfer->is_ending)
        return true; /* answered soon */
    const TransferPlan *plan = &transfer->plan;
    if (transfer->n_taken + (int64_t)length > plan->length - plan->offset) {
        g_autoptr(GError) error = g_error_new_literal(
            BASE_ERROR, ERROR_TOO_LARGE, "The body is longer than what is missing of this upload.");
        fail(transfer, error);
        return true;
    }
    transfer->n_taken += (int64_t)length;
    atomic_fetch_add_explicit(&transfers->n_bytes, length, memory_order_relaxed);
    if (!transfer->block)
        transfer->block = g_byte_array_sized_new(TRANSFER_BLOCK_BYTES);
    g_byte_array_append(transfer->block, bytes, (guint)length);
    if (transfer->block->len >= TRANSFER_BLOCK_BYTES - 8192)
        post_block(transfer);
    if (transfer->failure)
        end_transfer(transfer);
    else if (transfer->n_waiting >= TRANSFER_MAX_WAITING_BYTES && !transfer->is_paused) {
        transfer->is_paused = true;
        api_request_pause(request);
    }
    return true;
}

bool transfer_desk_stop(TransferDesk *transfers, const char *id) {
    Transfer *transfer = g_hash_table_lookup(transfers->by_id, id);
    if (!transfer)
        return false;
    g_autoptr(GError) error = g_error_new_literal(BASE_ERROR, ERROR_CONFLICT,
                                                  "This upload goes on from another connection.");
    if (!transfer->failure && !transfer->is_ending) {
        post_block(transfer);
        transfer->failure = g_error_copy(error);
        if (transfer->is_open)
            end_transfer(transfer);
    }
    return true;
}
