#include "catalog/screen/screen_credential.h"

#include "catalog/store/audit_table.h"

void screen_credential_free(ScreenCredential *credential) {
    if (!credential)
        return;
    g_free(credential->name);
    g_free(credential->locale);
    g_free(credential);
}

/* ---- where it stands ---- */

/* What a secret means by its slot: a table of decisions. */
typedef enum Step { STEP_NONE, STEP_FIRST_USE, STEP_TAKE_OVER, STEP_ROLL_BACK, STEP_COPIED } Step;

typedef struct Finding {
    ScreenCredential *credential; /* owned */
    bool is_seen, is_unpaired, is_copied;
    Step step;
} Finding;

static Step step_of(const Finding *finding, int64_t now_us) {
    const ScreenCredential *credential = finding->credential;
    int64_t changed_at_us = MAX(credential->rotated_at_us, credential->rolled_back_at_us);
    if (credential->slot == SCREEN_CURRENT)
        return finding->is_seen ? STEP_NONE : STEP_FIRST_USE;
    if (credential->slot == SCREEN_NEXT)
        return STEP_TAKE_OVER;
    if (now_us < changed_at_us + SCREEN_GRACE_US)
        return STEP_NONE;
    return credential->rolled_back_at_us > 0 ? STEP_COPIED : STEP_ROLL_BACK;
}

static void judge(Finding *finding) {
    ScreenCredential *credential = finding->credential;
    if (finding->is_unpaired || finding->is_copied) {
        credential->standing = finding->is_copied ? SCREEN_COPIED : SCREEN_UNPAIRED;
        return;
    }
    finding->step = step_of(finding, clock_wall_us());
    credential->standing = finding->step == STEP_NONE ? SCREEN_GOOD : SCREEN_STEPS;
}

static bool find(Database *database, const uint8_t hash[SECRET_HASH_BYTES], Finding *ret_finding,
                 GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database,
        "SELECT id, name, locale, CASE ?1 WHEN secret_hash THEN 0 WHEN next_hash THEN 1 ELSE 2 END,"
        " rotated_at_us, rolled_back_at_us, last_seen_at_us NOT NULL, unpaired_at_us NOT NULL,"
        " copied_at_us NOT NULL FROM screen"
        " WHERE secret_hash = ?1 OR next_hash = ?1 OR previous_hash = ?1",
        error);
    *ret_finding = (Finding){0};
    if (!statement)
        return false;
    statement_bind_blob(statement, 1, hash, SECRET_HASH_BYTES);
    StatementStep step = statement_step(statement, error);
    if (step != STATEMENT_ROW)
        return step == STATEMENT_DONE;
    ScreenCredential *credential = g_new0(ScreenCredential, 1);
    statement_copy_text(statement, 0, credential->id, sizeof credential->id);
    credential->name = statement_dup_text(statement, 1);
    credential->locale = statement_dup_text(statement, 2);
    credential->slot = (ScreenSlot)statement_int64(statement, 3);
    credential->rotated_at_us = statement_int64(statement, 4);
    credential->rolled_back_at_us = statement_int64(statement, 5);
    *ret_finding = (Finding){.credential = credential,
                             .is_seen = statement_int64(statement, 6) != 0,
                             .is_unpaired = statement_int64(statement, 7) != 0,
                             .is_copied = statement_int64(statement, 8) != 0};
    judge(ret_finding);
    return true;
}

bool screen_credential_find(Database *database, const uint8_t hash[SECRET_HASH_BYTES],
                            ScreenCredential **ret_credential, GError **error) {
    Finding finding;
    if (!find(database, hash, &finding, error))
        return false;
    *ret_credential = finding.credential;
    return true;
}

/* ---- steps ---- */

static bool run_for(Database *database, const char *sql, const char *id, GError **error) {
    g_autoptr(Statement) statement = database_prepare(database, sql, error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, id);
    statement_bind_int64(statement, 2, clock_wall_us());
    return statement_run(statement, error);
}

/* The screen has its secret: nobody gets it by the device code any more. */
static bool end_pairing(Database *database, const char *id, GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database, "UPDATE pairing SET state = 'taken' WHERE screen_id = ?1 AND state = 'approved'",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, id);
    return statement_run(statement, error);
}

static bool note_copy(Database *database, const ScreenCredential *credential, GError **error) {
    AuditRow row = {.actor_name = credential->name,
                    .action = (char *)"screen.copied",
                    .target = (char *)credential->id,
                    .outcome = (char *)"ok"};
    return audit_table_append(database, &row, error);
}

static bool run_step(Database *database, const Finding *finding, GError **error) {
    static const char *const SQL[] = {
        [STEP_FIRST_USE] = "UPDATE screen SET last_seen_at_us = ?2 WHERE id = ?1",
        [STEP_TAKE_OVER] =
            "UPDATE screen SET previous_hash = secret_hash, secret_hash = next_hash,"
            " next_hash = NULL, rotated_at_us = ?2, rolled_back_at_us = NULL WHERE id = ?1",
        [STEP_ROLL_BACK] =
            "UPDATE screen SET previous_hash = secret_hash, secret_hash = previous_hash,"
            " next_hash = NULL, rolled_back_at_us = ?2 WHERE id = ?1",
        [STEP_COPIED] = "UPDATE screen SET copied_at_us = ?2 WHERE id = ?1",
    };
    const ScreenCredential *credential = finding->credential;
    if (!run_for(database, SQL[finding->step], credential->id, error))
        return false;
    if (finding->step == STEP_FIRST_USE)
        return end_pairing(database, credential->id, error);
    return finding->step != STEP_COPIED || note_copy(database, credential, error);
}

bool screen_credential_step(Database *database, const uint8_t hash[SECRET_HASH_BYTES],
                            ScreenCredential **ret_credential, GError **error) {
    Finding finding;
    if (!find(database, hash, &finding, error))
        return false;
    g_autoptr(ScreenCredential) credential = finding.credential;
    if (credential && credential->standing == SCREEN_STEPS) {
        if (!run_step(database, &finding, error))
            return false;
        credential->standing = finding.step == STEP_COPIED ? SCREEN_COPIED : SCREEN_GOOD;
        credential->slot = SCREEN_CURRENT;
    }
    *ret_credential = g_steal_pointer(&credential);
    return true;
}

static bool bind_hash_and_run(Database *database, const char *sql, const char *id,
                              const uint8_t hash[SECRET_HASH_BYTES], GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(database, sql, error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, id);
    statement_bind_blob(statement, 2, hash, SECRET_HASH_BYTES);
    return statement_run(statement, error);
}

bool screen_credential_set(Database *database, const char *id,
                           const uint8_t hash[SECRET_HASH_BYTES], GError **error) {
    return bind_hash_and_run(database, "UPDATE screen SET secret_hash = ?2 WHERE id = ?1", id, hash,
                             error);
}

bool screen_credential_offer(Database *database, const char *id,
                             const uint8_t next_hash[SECRET_HASH_BYTES], GError **error) {
    return bind_hash_and_run(database,
                             "UPDATE screen SET next_hash = ?2 WHERE id = ?1 AND"
                             " unpaired_at_us IS NULL AND copied_at_us IS NULL",
                             id, next_hash, error);
}
