#include "catalog/auth/screen_entry.h"

#include <string.h>

#include "catalog/screen/screen_credential.h"

bool screen_entry_find(Database *database, const uint8_t hash[SECRET_HASH_BYTES], ScreenLook look,
                       ScreenFound *ret_found, GError **error) {
    g_autoptr(ScreenCredential) credential = NULL;
    bool is_found = look == SCREEN_LOOK_ONLY
                        ? screen_credential_find(database, hash, &credential, error)
                        : screen_credential_step(database, hash, &credential, error);
    *ret_found = (ScreenFound){0};
    if (!is_found || !credential)
        return is_found;
    ret_found->must_step = credential->standing == SCREEN_STEPS;
    if (credential->standing == SCREEN_COPIED && look == SCREEN_LOOK_AND_STEP)
        g_strlcpy(ret_found->copied_id, credential->id, sizeof ret_found->copied_id);
    if (credential->standing != SCREEN_GOOD)
        return true;
    SessionEntry *entry = g_new0(SessionEntry, 1);
    memcpy(entry->hash, hash, SECRET_HASH_BYTES);
    entry->identity = identity_new_screen(credential->id, credential->name, credential->locale);
    entry->is_previous = credential->slot == SCREEN_PREVIOUS;
    ret_found->entry = entry;
    return true;
}
