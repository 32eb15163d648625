#include "catalog/intake/roster_sync.h"

#include <string.h>

#include "base/error.h"
#include "catalog/roster/day.h"
#include "catalog/roster/member_table.h"
#include "catalog/roster/membership_table.h"
#include "catalog/roster/unit_change.h"
#include "catalog/roster/unit_table.h"

/* Refusals are for the one that was sent; everything else is the database's trouble. */
static bool is_refusal(const GError *error) {
    ErrorCode code = error_code(error);
    return code == ERROR_INVALID || code == ERROR_CONFLICT || code == ERROR_NOT_FOUND ||
           code == ERROR_TOO_LARGE;
}

typedef bool (*WriteFn)(Database *database, const void *item, SyncResult *result, GError **error);

/* In a savepoint of its own. */
static bool write_alone(Database *database, WriteFn write, const void *item, SyncResult *ret_result,
                        GError **error) {
    *ret_result = (SyncResult){.outcome = SYNC_WRONG};
    g_autoptr(GError) refusal = NULL;
    if (!database_savepoint(database, error))
        return false;
    if (write(database, item, ret_result, &refusal))
        return database_savepoint_keep(database, error);
    if (!database_savepoint_undo(database, error))
        return false;
    if (!is_refusal(refusal)) {
        g_propagate_error(error, g_steal_pointer(&refusal));
        return false;
    }
    *ret_result = (SyncResult){.outcome = SYNC_WRONG, .detail = g_strdup(refusal->message)};
    return true;
}

/* ---- units ---- */

/* "" for none. ERROR_NOT_FOUND when the platform names one that it has not sent. */
static bool find_unit(Database *database, const char *external_id, char ret_id[ID_TEXT_BYTES],
                      GError **error) {
    *ret_id = '\0';
    if (!external_id)
        return true;
    g_autoptr(UnitRow) row = NULL;
    if (!unit_table_find_external(database, external_id, &row, error))
        return false;
    if (!row) {
        g_set_error(error, BASE_ERROR, ERROR_NOT_FOUND, "cannot find unit '%s': send it first",
                    external_id);
        return false;
    }
    g_strlcpy(ret_id, row->id, ID_TEXT_BYTES);
    return true;
}

static bool create_unit(Database *database, const SyncUnit *unit, const char *parent_id,
                        SyncResult *result, GError **error) {
    UnitRow row = {.name = (char *)unit->name,
                   .code = (char *)unit->code,
                   .external_id = (char *)unit->external_id};
    g_strlcpy(row.parent_id, parent_id, sizeof row.parent_id);
    if (!unit_table_insert(database, &row, NULL, error))
        return false;
    result->outcome = SYNC_CREATED;
    g_strlcpy(result->id, row.id, sizeof result->id);
    return true;
}

static bool change_unit(Database *database, const SyncUnit *unit, const UnitRow *present,
                        const char *parent_id, SyncResult *result, GError **error) {
    bool has_moved = !g_str_equal(parent_id, present->parent_id);
    UnitPatch patch = {
        .name = unit->name, .code = unit->code, .parent_id = has_moved ? parent_id : NULL};
    g_strlcpy(result->id, present->id, sizeof result->id);
    result->outcome = SYNC_SAME;
    if (present->closed_at_us && unit->is_closed)
        return true;
    g_autoptr(UnitRow) row = unit_change_patch(database, present->id, &patch, error);
    if (!row || (unit->is_closed && !unit_change_close(database, present->id, error)))
        return false;
    if (row->change != present->change || unit->is_closed)
        result->outcome = SYNC_CHANGED;
    return true;
}

static bool write_unit(Database *database, const void *item, SyncResult *result, GError **error) {
    const SyncUnit *unit = item;
    char parent_id[ID_TEXT_BYTES];
    g_autoptr(UnitRow) present = NULL;
    if (!find_unit(database, unit->parent_external_id, parent_id, error) ||
        !unit_table_find_external(database, unit->external_id, &present, error))
        return false;
    if (present)
        return change_unit(database, unit, present, parent_id, result, error);
    return create_unit(database, unit, parent_id, result, error) &&
           (!unit->is_closed || unit_change_close(database, result->id, error));
}

bool roster_sync_unit(Database *database, const SyncUnit *unit, SyncResult *ret_result,
                      GError **error) {
    database_assert_current(database);
    return write_alone(database, write_unit, unit, ret_result, error);
}

/* ---- members ---- */

typedef struct MemberItem {
    const SyncMember *member;
    const FieldCrypto *crypto;
    RosterSyncLeaveFn leave;
} MemberItem;

/* By external id, then by identity number: the person may have been imported before. */
static bool find_member(Database *database, const MemberItem *item, char ret_id[ID_TEXT_BYTES],
                        GError **error) {
    const SyncMember *member = item->member;
    uint8_t lookup[FIELD_LOOKUP_BYTES];
    if (!member_table_find_external(database, member->external_id, ret_id, error))
        return false;
    if (*ret_id || !member->identity_number)
        return true;
    return member_row_lookup(item->crypto, MEMBER_IDENTITY, member->identity_number, lookup,
                             error) &&
           member_table_find_identity(database, lookup, ret_id, error);
}

static bool is_same_number(const MemberSealed *a, const MemberSealed *b) {
    return !a->sealed == !b->sealed &&
           (!a->sealed || memcmp(a->lookup, b->lookup, sizeof a->lookup) == 0);
}

static bool set_values(MemberRow *row, const MemberItem *item, GError **error) {
    const SyncMember *member = item->member;
    const struct {
        char **place;
        const char *given;
    } texts[] = {{&row->kind_id, member->kind_id},
                 {&row->gender, member->gender},
                 {&row->external_id, member->external_id}};
    for (unsigned i = 0; i < G_N_ELEMENTS(texts); i++) {
        if (!texts[i].given)
            continue;
        g_free(*texts[i].place);
        *texts[i].place = g_strdup(texts[i].given);
    }
    return member_row_set_name(row, member->name, error) &&
           (!member->phone ||
            member_row_set_number(row, MEMBER_PHONE, item->crypto, member->phone, error)) &&
           (!member->identity_number || member_row_set_number(row, MEMBER_IDENTITY, item->crypto,
                                                              member->identity_number, error));
}

static bool is_same_row(const MemberRow *a, const MemberRow *b) {
    return g_str_equal(a->name, b->name) && g_strcmp0(a->kind_id, b->kind_id) == 0 &&
           g_strcmp0(a->gender, b->gender) == 0 && g_strcmp0(a->external_id, b->external_id) == 0 &&
           a->left_at_us == b->left_at_us &&
           is_same_number(&a->numbers[MEMBER_PHONE], &b->numbers[MEMBER_PHONE]) &&
           is_same_number(&a->numbers[MEMBER_IDENTITY], &b->numbers[MEMBER_IDENTITY]);
}

/* Ends the home where it is elsewhere, opens the new one. *ret_moved: whether it did. */
static bool set_home(Database *database, const SyncMember *member, const char *member_id,
                     const char *unit_id, bool *ret_moved, GError **error) {
    char today[DAY_TEXT_BYTES];
    g_autoptr(MembershipRow) home = NULL;
    if (!membership_table_home(database, member_id, &home, error))
        return false;
    *ret_moved = !home || !g_str_equal(home->unit_id, unit_id);
    if (!*ret_moved)
        return true;
    day_today(today);
    if (home && !membership_table_end(database, home->id, today, error))
        return false;
    MembershipRow row = {.is_home = true};
    g_strlcpy(row.member_id, member_id, sizeof row.member_id);
    g_strlcpy(row.unit_id, unit_id, sizeof row.unit_id);
    g_strlcpy(row.from_day, member->from_day ? member->from_day : today, sizeof row.from_day);
    return membership_table_open(database, &row, error);
}

static bool create_member(Database *database, const MemberItem *item, const char *unit_id,
                          SyncResult *result, GError **error) {
    g_autoptr(MemberRow) row = member_row_new();
    bool has_moved;
    if (!set_values(row, item, error) || !member_table_insert(database, row, error) ||
        !set_home(database, item->member, row->id, unit_id, &has_moved, error))
        return false;
    result->outcome = SYNC_CREATED;
    g_strlcpy(result->id, row->id, sizeof result->id);
    return true;
}

static bool change_member(Database *database, const MemberItem *item, const char *id,
                          const char *unit_id, SyncResult *result, GError **error) {
    g_autoptr(MemberRow) before = member_table_get(database, id, error);
    g_autoptr(MemberRow) row = before ? member_table_get(database, id, error) : NULL;
    bool has_moved;
    if (!row || !set_values(row, item, error))
        return false;
    row->left_at_us = 0;
    if (!set_home(database, item->member, id, unit_id, &has_moved, error))
        return false;
    bool is_same = !has_moved && is_same_row(before, row);
    result->outcome = is_same ? SYNC_SAME : SYNC_CHANGED;
    g_strlcpy(result->id, id, sizeof result->id);
    return is_same || member_table_update(database, row, error);
}

static bool end_member(Database *database, const MemberItem *item, const char *id,
                       SyncResult *result, GError **error) {
    if (!*id) {
        g_set_error_literal(
            error, BASE_ERROR, ERROR_NOT_FOUND,
            "cannot end this member: nobody with this external id is in the roster");
        return false;
    }
    g_autoptr(MemberRow) row = member_table_get(database, id, error);
    if (!row)
        return false;
    g_strlcpy(result->id, id, sizeof result->id);
    result->outcome = row->left_at_us ? SYNC_SAME : SYNC_CHANGED;
    return row->left_at_us || item->leave(database, id, error);
}

static bool write_member(Database *database, const void *data, SyncResult *result, GError **error) {
    const MemberItem *item = data;
    char unit_id[ID_TEXT_BYTES], id[ID_TEXT_BYTES];
    if (!find_member(database, item, id, error))
        return false;
    if (item->member->has_left)
        return end_member(database, item, id, result, error);
    if (!find_unit(database, item->member->unit_external_id, unit_id, error))
        return false;
    return *id ? change_member(database, item, id, unit_id, result, error)
               : create_member(database, item, unit_id, result, error);
}

bool roster_sync_member(Database *database, const SyncMember *member, const FieldCrypto *crypto,
                        RosterSyncLeaveFn leave, SyncResult *ret_result, GError **error) {
    database_assert_current(database);
    MemberItem item = {member, crypto, leave};
    return write_alone(database, write_member, &item, ret_result, error);
}
