#include "catalog/auth/credential_use.h"

#include "catalog/store/bearer_table.h"
#include "catalog/store/session_table.h"

typedef struct Touch {
    char id[ID_TEXT_BYTES];
    CredentialKind kind;
    char *peer;
} Touch;

static void free_touch(void *data) {
    Touch *touch = data;
    g_free(touch->peer);
    g_free(touch);
}

static bool run_touch(Database *database, void *data, GError **error) {
    const Touch *touch = data;
    return touch->kind == CREDENTIAL_COOKIE
               ? session_table_touch(database, touch->id, touch->peer, error)
               : bearer_table_touch(database, touch->id, error);
}

void credential_use_note(Store *store, SessionEntry *entry, const Credential *credential) {
    int64_t now_us = clock_wall_us();
    int64_t after_us =
        entry->identity->is_shared ? SESSIONS_SHARED_TOUCH_US : SESSIONS_TOUCH_AFTER_US;
    if (entry->last_used_at_us > now_us - after_us)
        return;
    entry->last_used_at_us = now_us;
    Touch *touch = g_new0(Touch, 1);
    touch->kind = credential->kind;
    touch->peer = g_strdup(credential->peer);
    g_strlcpy(touch->id,
              credential->kind == CREDENTIAL_COOKIE ? entry->identity->session_id : entry->token_id,
              sizeof touch->id);
    StoreJob job = {.run = run_touch, .data = touch, .free_data = free_touch};
    if (!store_write(store, &job, NULL))
        free_touch(touch); /* a note less: the next use writes it */
}
