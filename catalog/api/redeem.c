#include "catalog/api/redeem.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "catalog/api/activation_issue.h"
#include "catalog/api/person_check.h"
#include "catalog/roster/member_table.h"
#include "catalog/roster/membership_table.h"
#include "catalog/store/bearer_table.h"
#include "catalog/store/role.h"
#include "catalog/store/session_table.h"

#define UNKNOWN_TEXT                                                                               \
    "This code is not known: look at the slip again, or ask the clerk for a new one."
#define USED_TEXT    "This code was used already: sign in with your password."
#define EXPIRED_TEXT "This code has expired: ask the clerk for a new one."

#define NAME_TRIES       1000 /* namesakes with accounts */
#define NAME_STEM_CHARS  32
#define NAME_STEM_OF_ALL "member" /* no letter that pinyin knows */

void redeem_clear(Redeem *redeem) {
    g_clear_pointer(&redeem->row, g_free);
    g_clear_pointer(&redeem->member, member_row_free);
    g_clear_pointer(&redeem->account, account_row_free);
    g_clear_pointer(&redeem->unit_name, g_free);
    g_clear_pointer(&redeem->name, g_free);
}

/* ---- finding ---- */

static bool refuse(GError **error, ErrorCode code, const char *text) {
    g_set_error_literal(error, BASE_ERROR, (int)code, text);
    return false;
}

static bool check_row(const ActivationRow *row, GError **error) {
    if (!row)
        return refuse(error, ERROR_NOT_FOUND, UNKNOWN_TEXT);
    if (row->used_at_us)
        return refuse(error, ERROR_CONFLICT, USED_TEXT);
    if (row->expires_at_us <= clock_wall_us())
        return refuse(error, ERROR_STALE, EXPIRED_TEXT);
    return true;
}

/* The account may have been given rights since the code was handed out. */
static bool check_reach(Database *database, const Redeem *redeem, GError **error) {
    g_autoptr(GError) own_error = NULL;
    if (!redeem->member->left_at_us && activation_issue_check(database, redeem->row->issued_by,
                                                              redeem->row->member_id, &own_error))
        return true;
    ErrorCode code = own_error ? error_code(own_error) : ERROR_NOT_FOUND;
    if (code == ERROR_NOT_FOUND || code == ERROR_CONFLICT || code == ERROR_FORBIDDEN)
        return refuse(error, ERROR_NOT_FOUND, UNKNOWN_TEXT);
    g_propagate_error(error, g_steal_pointer(&own_error));
    return false;
}

bool redeem_find(Database *database, const FieldCrypto *crypto, const char *code,
                 Redeem *ret_redeem, GError **error) {
    g_autoptr(MembershipRow) home = NULL;
    if (!activation_table_find(database, crypto, code, &ret_redeem->row, error) ||
        !check_row(ret_redeem->row, error))
        return false;
    const char *member_id = ret_redeem->row->member_id;
    ret_redeem->member = member_table_get(database, member_id, error);
    if (!ret_redeem->member || !check_reach(database, ret_redeem, error) ||
        !account_table_find_member(database, member_id, &ret_redeem->account, error) ||
        !membership_table_home(database, member_id, &home, error))
        return false;
    ret_redeem->unit_name = g_strdup(home ? home->unit_name : "");
    return true;
}

/* ---- names ---- */

char *redeem_mask_name(const char *name) {
    glong n_chars = g_utf8_strlen(name, -1);
    g_autofree char *first = g_utf8_substring(name, 0, MIN(1, n_chars));
    g_autofree char *last = g_utf8_substring(name, MAX(n_chars - 1, 0), n_chars);
    GString *masked = g_string_new(first);
    for (glong i = 1; i < MAX(n_chars - 1, 2); i++)
        g_string_append_c(masked, '*');
    if (n_chars > 2)
        g_string_append(masked, last);
    return g_string_free(masked, FALSE);
}

/* Small ASCII letters only: typed on any keyboard. Caller frees. */
static char *stem_of(const MemberRow *member) {
    g_auto(GStrv) readings = person_check_readings(member);
    GString *stem = g_string_new(NULL);
    for (const char *p = readings[0]; p && *p && stem->len < NAME_STEM_CHARS; p++)
        if (g_ascii_isalpha(*p))
            g_string_append_c(stem, g_ascii_tolower(*p));
    if (stem->len == 0)
        g_string_assign(stem, NAME_STEM_OF_ALL);
    return g_string_free(stem, FALSE);
}

char *redeem_propose_name(Database *database, const Redeem *redeem, GError **error) {
    if (redeem->account)
        return g_strdup(redeem->account->name);
    g_autofree char *stem = stem_of(redeem->member);
    for (unsigned number = 1; number < NAME_TRIES; number++) {
        g_autofree char *name =
            number == 1 ? g_strdup(stem) : g_strdup_printf("%s%u", stem, number);
        g_autoptr(AccountRow) other = NULL;
        if (!account_table_find_name(database, name, &other, error))
            return NULL;
        if (!other)
            return g_steal_pointer(&name);
    }
    char id[ID_TEXT_BYTES];
    id_new_uuid7(id);
    return g_strdup_printf("%s-%s", stem, id + ID_TEXT_BYTES - 9);
}

/* ---- doing ---- */

static bool make_account(Database *database, Redeem *redeem, const char *password_hash,
                         GError **error) {
    AccountRow row = {.name = redeem->name,
                      .display_name = redeem->member->name,
                      .password_hash = (char *)password_hash,
                      .roles = ROLE_MEMBER};
    g_strlcpy(row.member_id, redeem->row->member_id, sizeof row.member_id);
    if (!account_table_insert(database, &row, error))
        return false;
    redeem->account = account_table_get(database, row.id, error);
    return redeem->account != NULL;
}

bool redeem_run(Database *database, Redeem *redeem, const char *password_hash, GError **error) {
    if (!activation_table_use(database, redeem->row->id, error))
        return false;
    if (!redeem->account)
        return make_account(database, redeem, password_hash, error);
    const char *id = redeem->account->id;
    return account_table_set_password(database, id, password_hash, error) &&
           session_table_revoke_all(database, id, NULL, error) &&
           bearer_table_revoke_all(database, id, error);
}
