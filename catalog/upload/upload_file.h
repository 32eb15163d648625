/* The bytes of one upload on the disk: UPLOADS/{id}/file, appended to; its size is how much is
 * here.
 *
 * While bytes come whose checksum is not known yet, UPLOADS/{id}/checked holds the size before
 * them: whoever opens the file after a crash cuts it there. Every verb may block: they run on the
 * thread for files. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define UPLOAD_FILE_NAME "file"

typedef struct UploadFile UploadFile;

/* Makes the folder and an empty file. `uploads` is the folder of all. ERROR_IO, ERROR_NO_ROOM. */
bool upload_file_create(const char *uploads, const char *id, GError **error);
/* ERROR_GONE when it is not there. */
UploadFile *upload_file_open(const char *uploads, const char *id, GError **error);
void upload_file_close(UploadFile *file); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(UploadFile, upload_file_close)

int64_t upload_file_size(const UploadFile *file);
/* All of them, or an error and as many as fitted: ERROR_NO_ROOM for a full disk, ERROR_IO. */
bool upload_file_append(UploadFile *file, const void *bytes, size_t length, GError **error);
/* What was appended stays after a power cut. */
bool upload_file_sync(UploadFile *file, GError **error);

/* From here on what is appended is not kept until upload_file_keep(). */
bool upload_file_doubt(UploadFile *file, GError **error);
bool upload_file_keep(UploadFile *file, GError **error);
/* Back to the size of upload_file_doubt(). */
bool upload_file_undo(UploadFile *file, GError **error);

/* How much is here and kept, without opening it for writing; -1 when there is none. */
int64_t upload_file_stat(const char *uploads, const char *id);

/* A mark of the content, the same for the same file: its length and SHA-256 of three pieces, the
 * first, the middle and the last MiB. Reading all of a large file would take minutes. Caller frees;
 * NULL with ERROR_IO. */
char *upload_file_mark(UploadFile *file, GError **error);
/* The same of any file. */
char *upload_file_mark_path(const char *path, GError **error);

/* Removes it with its folder; what is not there is no error. */
void upload_file_remove(const char *uploads, const char *id);
/* Room on the disk for users that are not root. */
bool upload_file_free_bytes(const char *folder, int64_t *ret_bytes, GError **error);
