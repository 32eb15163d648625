/* Copies that are on the disk when they are reported done: files, folders of files, removal. */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* Makes a new file of mode 0600 with the same bytes and syncs it; of a file that grows meanwhile
 * those that were there at first. ERROR_NOT_FOUND, ERROR_IO. */
bool folder_copy_file(const char *from, const char *to, GError **error);

/* Copies the regular files of a folder (not what is below) into a new folder of mode 0700. One that
 * is removed meanwhile is left out. */
bool folder_copy_files(const char *from, const char *to, unsigned *ret_n_files, GError **error);

/* The same for files that nobody ever changes: they get a second name where the file system allows
 * it, which takes neither time nor room. */
bool folder_link_file(const char *from, const char *to, GError **error);
bool folder_link_files(const char *from, const char *to, unsigned *ret_n_files, GError **error);

/* fsync of a file or folder: contents, names. */
bool folder_sync(const char *path, GError **error);

/* Removes a folder with all below it; what is missing is no error. Links are not followed. */
bool folder_remove(const char *path, GError **error);

/* ERROR_IO or ERROR_NOT_FOUND from errno: "cannot `attempt` 'path': …". Returns false. */
bool folder_set_errno(GError **error, const char *attempt, const char *path, int code);
