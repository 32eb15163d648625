#include "catalog/roster/member_join.h"

#include <string.h>

#include "base/error.h"
#include "catalog/roster/member_table.h"
#include "catalog/roster/membership_table.h"

#define MAX_NAMESAKES 50

/* Two rows are two people when both have an identity number (which differ, being unique) or both
 * have a telephone and not the same. */
static bool is_namesake(const MemberRow *one, const MemberRow *other) {
    const MemberSealed *phone = &one->numbers[MEMBER_PHONE];
    const MemberSealed *other_phone = &other->numbers[MEMBER_PHONE];
    if (one->numbers[MEMBER_IDENTITY].sealed && other->numbers[MEMBER_IDENTITY].sealed)
        return true;
    return phone->sealed && other_phone->sealed &&
           memcmp(phone->lookup, other_phone->lookup, sizeof phone->lookup) != 0;
}

static bool check_twice(Database *database, const MemberRow *row, const char *unit_id,
                        GError **error) {
    g_autoptr(GPtrArray) ids =
        member_table_find_name(database, row->name_key, unit_id, MAX_NAMESAKES, error);
    if (!ids)
        return false;
    for (unsigned i = 0; i < ids->len; i++) {
        g_autoptr(MemberRow) other = member_table_get(database, ids->pdata[i], error);
        if (!other)
            return false;
        if (is_namesake(row, other))
            continue;
        g_set_error(error, BASE_ERROR, ERROR_CONFLICT,
                    "cannot add '%s': a person of this name belongs to the unit already; for a "
                    "namesake give the identity number or another telephone of both",
                    row->name);
        return false;
    }
    return true;
}

bool member_join(Database *database, MemberRow *row, const MemberJoin *join, GError **error) {
    database_assert_current(database);
    row->left_at_us = 0;
    if (!check_twice(database, row, join->unit_id, error) ||
        !member_table_check_room(database, join->is_back ? 0 : 1, error) ||
        !(join->is_back ? member_table_update(database, row, error)
                        : member_table_insert(database, row, error)))
        return false;
    MembershipRow home = {.is_home = true};
    g_strlcpy(home.member_id, row->id, sizeof home.member_id);
    g_strlcpy(home.unit_id, join->unit_id, sizeof home.unit_id);
    g_strlcpy(home.from_day, join->from_day ? join->from_day : "", sizeof home.from_day);
    return membership_table_open(database, &home, error);
}

bool member_join_home_name(Database *database, const char *member_id, char **ret_name,
                           GError **error) {
    g_autoptr(MembershipRow) home = NULL;
    *ret_name = NULL;
    if (!membership_table_home(database, member_id, &home, error))
        return false;
    if (home)
        *ret_name = g_strdup(home->unit_name);
    return true;
}
