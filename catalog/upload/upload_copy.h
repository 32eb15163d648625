/* A file of this machine becomes an upload that is complete, beside a server that may be running:
 * first a copy that the server does not look at, then the folder of an upload, then the job's row.
 * Every verb may block. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct UploadCopier UploadCopier;

/* `directory` is the data folder. Removes what a copier that was killed has left. ERROR_CONFIG
 * when another one is at work; ERROR_IO. */
UploadCopier *upload_copy_open(const char *directory, GError **error);
void upload_copy_close(UploadCopier *copier); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(UploadCopier, upload_copy_close)

/* The whole file, on the disk; shares the blocks where the file system can. ERROR_NO_ROOM,
 * ERROR_IO. */
bool upload_copy_bring(UploadCopier *copier, const char *id, const char *path, GError **error);
/* It is the upload `id` now: its job is to be inserted at once. */
bool upload_copy_settle(UploadCopier *copier, const char *id, GError **error);
/* Nothing comes of it, settled or not. */
void upload_copy_drop(UploadCopier *copier, const char *id);

/* For users that are not root, on the disk of the uploads. */
bool upload_copy_free_bytes(const UploadCopier *copier, int64_t *ret_bytes, GError **error);
