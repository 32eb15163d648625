/* What `tongping user` does with accounts: each change is one transaction with its audit entry. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "server/settings.h"

typedef struct UserOptions {
    Settings settings;
    char *display_name;
    char **roles;
} UserOptions;

/* `words` are those after the action. Prints what was done. */
typedef bool (*UserChangeFn)(const UserOptions *options, char *const *words, GError **error);

bool user_change_list(const UserOptions *options, char *const *words, GError **error);
bool user_change_add(const UserOptions *options, char *const *words, GError **error);
bool user_change_password(const UserOptions *options, char *const *words, GError **error);
bool user_change_roles(const UserOptions *options, char *const *words, GError **error);
bool user_change_lock(const UserOptions *options, char *const *words, GError **error);
bool user_change_unlock(const UserOptions *options, char *const *words, GError **error);
bool user_change_remove(const UserOptions *options, char *const *words, GError **error);
