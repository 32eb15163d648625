/* What the routes of uploads share: fields of tus, a step on the thread for files, the end. */
#pragma once

#include "catalog/api/call.h"
#include "catalog/upload/tus.h"
#include "catalog/upload/upload_table.h"
#include "catalog/upload/uploads.h"

typedef struct UploadCall {
    UploadRow *row;  /* owned */
    GPtrArray *rows; /* owned, or NULL */
    int64_t offset;  /* in the file */
    char *mark;      /* owned: of the whole content */
    bool is_new;     /* by POST */
    TusChecksum checksum;
    Transfer *transfer; /* until it is opened; dropped with the call */
    Worker *worker;     /* the api thread */
    int64_t *offsets;   /* owned: of `rows` */
    GError *failure;    /* owned: what the answer will be */
    bool is_refused;    /* complete, but no job came of it */
    CallNextFn after;   /* of upload_call_settle() */
} UploadCall;

/* The state of such a call. Answers and returns NULL when the client speaks another version of the
 * protocol (412) or the `{id}` of the path is none (404). */
Call *upload_call_new(ApiRequest *request, ApiEnv *env);

/* `run` on the thread for files, then `next`; a failure is the answer. */
typedef bool (*UploadFilesFn)(Call *call, GError **error);
void upload_call_files(Call *take_call, UploadFilesFn run, CallNextFn next);

/* Reads the row of the path's id. CallRunFn. */
bool upload_call_read(Database *database, Call *call, GError **error);

/* `offset` bytes are here: a complete upload becomes a job, then `next`. */
void upload_call_settle(Call *take_call, CallNextFn next);

/* Upload-Offset, Upload-Length, Upload-Expires of `row`. */
void upload_call_add_fields(Call *call);
