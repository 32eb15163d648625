#include "catalog/api/activation_issue.h"

#include <string.h>

#include "base/error.h"
#include "base/json_table.h"
#include "catalog/rights/rights.h"
#include "catalog/roster/activation_table.h"
#include "catalog/roster/day.h"
#include "catalog/roster/member_table.h"
#include "catalog/roster/membership_table.h"
#include "catalog/roster/unit_table.h"
#include "catalog/roster/unit_tree.h"
#include "catalog/store/account_table.h"

#define PATH_STEPS     2 /* of a unit's path on paper */
#define PATH_SEPARATOR " › "

/* ---- may she ---- */

/* Sets ERROR_NOT_FOUND only when no unit of the member is within reach. */
static bool may_in(Database *database, const char *issuer_id, const char *unit_id) {
    return rights_check(database, issuer_id, RIGHT_ACTIVATION_ISSUE, unit_id, NULL);
}

bool activation_issue_find_unit(Database *database, const char *issuer_id, const char *member_id,
                                char ret_unit_id[ID_TEXT_BYTES], GError **error) {
    g_autoptr(MembershipRow) home = NULL;
    g_auto(GStrv) units = membership_table_units(database, member_id, error);
    if (!units || !membership_table_home(database, member_id, &home, error))
        return false;
    const char *found = home && may_in(database, issuer_id, home->unit_id) ? home->unit_id : NULL;
    for (unsigned i = 0; !found && units[i]; i++)
        if (may_in(database, issuer_id, units[i]))
            found = units[i];
    if (!found) /* in the words for somebody who does not exist */
        return rights_check(database, issuer_id, RIGHT_ACTIVATION_ISSUE, NULL, error) &&
               member_table_get(database, member_id, error) != NULL;
    g_strlcpy(ret_unit_id, found, ID_TEXT_BYTES);
    return true;
}

bool activation_issue_check(Database *database, const char *issuer_id, const char *member_id,
                            GError **error) {
    g_autoptr(AccountRow) account = NULL;
    if (!account_table_find_member(database, member_id, &account, error))
        return false;
    if (!account)
        return true;
    if (account->locked) {
        g_set_error(error, BASE_ERROR, ERROR_CONFLICT,
                    "cannot make a code for '%s': the account is locked", account->display_name);
        return false;
    }
    if (!((account->roles | account->appointed_roles) & ~(uint32_t)ROLE_MEMBER) ||
        rights_check(database, issuer_id, RIGHT_ACCOUNT_MANAGE, NULL, NULL))
        return true;
    g_set_error(error, BASE_ERROR, ERROR_FORBIDDEN,
                "cannot make a code for '%s': this account has more rights than a member's; ask a "
                "system administrator",
                account->display_name);
    return false;
}

/* ---- one slip ---- */

typedef struct Issue {
    Database *database;
    const FieldCrypto *crypto;
    const char *issuer_id;
    const IssueOrder *order;
    GHashTable *paths; /* unit id → char * */
    GPtrArray *slips;  /* of IssuedSlip */
} Issue;

static void free_issued(void *data) {
    IssuedSlip *issued = data;
    g_free(issued->unit_name);
    slip_free(issued->slip);
    g_free(issued);
}

/* Borrowed from the cache; NULL with an error. */
static const char *path_of(Issue *issue, const char *unit_id, GError **error) {
    const char *known = g_hash_table_lookup(issue->paths, unit_id);
    if (known)
        return known;
    g_autoptr(GPtrArray) steps = unit_tree_path(issue->database, unit_id, NULL, error);
    if (!steps)
        return NULL;
    GString *path = g_string_new(NULL);
    for (unsigned i = steps->len > PATH_STEPS ? steps->len - PATH_STEPS : 0; i < steps->len; i++) {
        const UnitStep *step = g_ptr_array_index(steps, i);
        g_string_append_printf(path, "%s%s", path->len > 0 ? PATH_SEPARATOR : "", step->name);
    }
    char *text = g_string_free(path, FALSE);
    g_hash_table_insert(issue->paths, g_strdup(unit_id), text);
    return text;
}

static Slip *slip_of(const Issue *issue, const MemberRow *member, const char *code, bool is_reset) {
    char text[ACTIVATION_CODE_TEXT_BYTES];
    activation_code_group(code, text);
    Slip *slip = g_new0(Slip, 1);
    slip->name = g_strdup(member->name);
    slip->code = g_strdup(text);
    /* Behind "#": browsers never send it, so it is in nobody's log. */
    slip->link = g_strdup_printf("%s#code=%s", issue->order->page, text);
    slip->is_reset = is_reset;
    return slip;
}

static bool issue_one(Issue *issue, const char *member_id, const char *unit_id, GError **error) {
    g_autoptr(MemberRow) member = member_table_get(issue->database, member_id, error);
    g_autoptr(UnitRow) unit = member ? unit_table_get(issue->database, unit_id, error) : NULL;
    const char *path = unit ? path_of(issue, unit_id, error) : NULL;
    g_autoptr(AccountRow) account = NULL;
    if (!path || !account_table_find_member(issue->database, member_id, &account, error))
        return false;
    ActivationRow row = {.id = ""};
    g_strlcpy(row.member_id, member_id, sizeof row.member_id);
    g_strlcpy(row.issued_by, issue->issuer_id, sizeof row.issued_by);
    char code[ACTIVATION_CODE_BYTES], day[DAY_TEXT_BYTES];
    if (!activation_table_issue(issue->database, issue->crypto, &row, code, error))
        return false;
    IssuedSlip *issued = g_new0(IssuedSlip, 1);
    g_strlcpy(issued->member_id, member_id, sizeof issued->member_id);
    issued->unit_name = g_strdup(unit->name);
    issued->expires_at_us = row.expires_at_us;
    issued->slip = slip_of(issue, member, code, account != NULL);
    day_of(row.expires_at_us, day);
    issued->slip->valid_until = g_strdup(day);
    issued->slip->unit_id = g_strdup(unit_id);
    issued->slip->unit_path = g_strdup(path);
    g_ptr_array_add(issue->slips, issued);
    return true;
}

/* ---- who gets one ---- */

static bool issue_named(Issue *issue, const char *member_id, GError **error) {
    char unit_id[ID_TEXT_BYTES] = "";
    if (!activation_issue_find_unit(issue->database, issue->issuer_id, member_id, unit_id, error))
        return false;
    g_autoptr(MemberRow) member = member_table_get(issue->database, member_id, error);
    if (!member)
        return false;
    if (member->left_at_us || !*unit_id) {
        g_set_error(error, BASE_ERROR, ERROR_CONFLICT,
                    "cannot make a code for '%s': this person has left the roster", member->name);
        return false;
    }
    return activation_issue_check(issue->database, issue->issuer_id, member_id, error) &&
           issue_one(issue, member_id, unit_id, error);
}

static int compare_units(gconstpointer a, gconstpointer b) {
    const IssuedSlip *one = *(IssuedSlip *const *)a, *other = *(IssuedSlip *const *)b;
    int by_path = g_strcmp0(one->slip->unit_path, other->slip->unit_path);
    return by_path ? by_path : g_strcmp0(one->slip->unit_id, other->slip->unit_id);
}

/* One who is named twice gets one slip: the first would be cancelled. */
static bool issue_all_named(Issue *issue, GError **error) {
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    for (char **id = issue->order->member_ids; *id; id++)
        if (g_hash_table_add(seen, *id) && !issue_named(issue, *id, error))
            return false;
    g_ptr_array_sort(issue->slips, compare_units);
    return true;
}

static bool issue_unit(Issue *issue, const char *unit_id, GError **error) {
    unsigned room = ACTIVATION_MAX_SLIPS - issue->slips->len;
    g_autoptr(GPtrArray) ids = activation_table_list_waiting(issue->database, unit_id,
                                                             issue->order->again, room + 1, error);
    if (!ids)
        return false;
    if (ids->len > room) {
        g_set_error(error, BASE_ERROR, ERROR_CONFLICT,
                    "cannot make more than %d slips at once: choose the units below one by one",
                    ACTIVATION_MAX_SLIPS);
        return false;
    }
    for (unsigned i = 0; i < ids->len; i++)
        if (!issue_one(issue, g_ptr_array_index(ids, i), unit_id, error))
            return false;
    return true;
}

static bool issue_units(Issue *issue, GError **error) {
    const IssueOrder *order = issue->order;
    if (!rights_check(issue->database, issue->issuer_id, RIGHT_ACTIVATION_ISSUE, order->unit_id,
                      error))
        return false;
    if (!order->below) {
        g_autoptr(UnitRow) unit = unit_table_get(issue->database, order->unit_id, error);
        return unit && issue_unit(issue, unit->id, error);
    }
    g_autoptr(GString) roots = g_string_new("[");
    json_append_string(roots, order->unit_id);
    g_string_append_c(roots, ']');
    UnitTreeQuery query = {.roots_json = roots->str};
    g_autoptr(GPtrArray) units = unit_tree_load(issue->database, &query, error);
    for (unsigned i = 0; units && i < units->len; i++) {
        const UnitTreeRow *unit = g_ptr_array_index(units, i);
        if (!issue_unit(issue, unit->id, error))
            return false;
    }
    return units != NULL;
}

GPtrArray *activation_issue(Database *database, const FieldCrypto *crypto, const char *issuer_id,
                            const IssueOrder *order, GError **error) {
    g_autoptr(GHashTable) paths = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autoptr(GPtrArray) slips = g_ptr_array_new_with_free_func(free_issued);
    Issue issue = {database, crypto, issuer_id, order, paths, slips};
    bool is_done = order->member_ids ? issue_all_named(&issue, error) : issue_units(&issue, error);
    return is_done ? g_steal_pointer(&slips) : NULL;
}
