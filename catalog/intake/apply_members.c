#include "catalog/intake/apply_members.h"

#include "base/error.h"
#include "catalog/roster/day.h"
#include "catalog/roster/member_table.h"
#include "catalog/roster/membership_table.h"

typedef struct Applier {
    Database *database;
    ImportTable *table;
    const ImportRoster *roster;
    const FieldCrypto *crypto;
    char today[DAY_TEXT_BYTES];
} Applier;

/* ---- values ---- */

static void replace(char **text, const char *given) {
    if (!given)
        return;
    g_free(*text);
    *text = g_strdup(given);
}

static bool set_values(MemberRow *member, const ImportRow *row, const FieldCrypto *crypto,
                       GError **error) {
    const char *identity = row->values[MEMBER_FIELD_IDENTITY];
    const char *phone = row->values[MEMBER_FIELD_PHONE];
    replace(&member->kind_id, row->detail);
    replace(&member->gender, row->values[MEMBER_FIELD_GENDER]);
    replace(&member->external_id, row->values[MEMBER_FIELD_EXTERNAL]);
    return member_row_set_name(member, row->values[MEMBER_FIELD_NAME], error) &&
           (!identity || member_row_set_number(member, MEMBER_IDENTITY, crypto, identity, error)) &&
           (!phone || member_row_set_number(member, MEMBER_PHONE, crypto, phone, error));
}

static MemberRow *make_member(const ImportRow *row, const FieldCrypto *crypto, GError **error) {
    g_autoptr(MemberRow) member = member_row_new();
    return set_values(member, row, crypto, error) ? g_steal_pointer(&member) : NULL;
}

static void free_prepared(void *data) {
    member_row_free(data);
}

GPtrArray *apply_members_prepare(const ImportTable *table, const FieldCrypto *crypto) {
    GPtrArray *prepared = g_ptr_array_new_full(import_table_count(table), free_prepared);
    for (unsigned i = 0; i < import_table_count(table); i++) {
        const ImportRow *row = import_table_row(table, i);
        g_ptr_array_add(prepared,
                        row->outcome == IMPORT_NEW && import_table_kind(table) == IMPORT_MEMBERS
                            ? make_member(row, crypto, NULL)
                            : NULL); /* what fails here fails again, with a sentence */
    }
    return prepared;
}

/* ---- one row ---- */

static const char *unit_id_of(const Applier *applier, const ImportRow *row) {
    return unit_names_id(import_roster_units(applier->roster), row->unit);
}

static void fill_membership(const Applier *applier, const ImportRow *row, const char *member_id,
                            MembershipRow *ret_membership) {
    const char *from = row->values[MEMBER_FIELD_FROM];
    *ret_membership = (MembershipRow){.is_home = true};
    g_strlcpy(ret_membership->member_id, member_id, sizeof ret_membership->member_id);
    g_strlcpy(ret_membership->unit_id, unit_id_of(applier, row), sizeof ret_membership->unit_id);
    g_strlcpy(ret_membership->from_day, from ? from : applier->today,
              sizeof ret_membership->from_day);
}

static bool add_member(Applier *applier, const ImportRow *row, MemberRow *member, GError **error) {
    MembershipRow membership;
    fill_membership(applier, row, member->id, &membership);
    return member_table_insert(applier->database, member, error) &&
           membership_table_open_first(applier->database, &membership, error);
}

/* The home from now on: what was before ends today. A membership of another kind in the same unit
 * makes way for it. */
static bool move_home(Applier *applier, const ImportRow *row, const char *member_id,
                      GError **error) {
    MembershipRow membership;
    fill_membership(applier, row, member_id, &membership);
    g_strlcpy(membership.from_day, applier->today, sizeof membership.from_day);
    g_autoptr(GPtrArray) present = membership_table_list(applier->database, member_id, error);
    if (!present)
        return false;
    for (unsigned i = 0; i < present->len; i++) {
        const MembershipRow *old = present->pdata[i];
        bool makes_way =
            !*old->until_day && (old->is_home || g_str_equal(old->unit_id, membership.unit_id));
        if (makes_way && !membership_table_end(applier->database, old->id, applier->today, error))
            return false;
    }
    return membership_table_open(applier->database, &membership, error);
}

static bool change_member(Applier *applier, const ImportRow *row, GError **error) {
    const ImportPerson *person = import_roster_person(applier->roster, row->match);
    g_autoptr(MemberRow) member = member_table_get(applier->database, person->id, error);
    if (!member || !set_values(member, row, applier->crypto, error))
        return false;
    bool has_moved = person->has_left || person->home != row->unit;
    member->left_at_us = 0;
    return (!has_moved || move_home(applier, row, person->id, error)) &&
           member_table_update(applier->database, member, error);
}

/* Undone alone when the roster refuses it. */
static bool change_or_refuse(Applier *applier, ImportRow *row, GError **error) {
    g_autoptr(GError) refusal = NULL;
    if (!database_savepoint(applier->database, error))
        return false;
    if (change_member(applier, row, &refusal))
        return database_savepoint_keep(applier->database, error);
    import_table_wrong(applier->table, row, NOTE_REFUSED, error_public_text(refusal), NULL);
    return database_savepoint_undo(applier->database, error);
}

static bool apply_row(Applier *applier, ImportRow *row, MemberRow *prepared, GError **error) {
    if (row->outcome == IMPORT_CHANGED)
        return change_or_refuse(applier, row, error);
    if (row->outcome != IMPORT_NEW)
        return true;
    if (prepared)
        return add_member(applier, row, prepared, error);
    g_autoptr(MemberRow) member = make_member(row, applier->crypto, error);
    return member && add_member(applier, row, member, error);
}

bool apply_members_run(Database *database, ImportTable *table, ImportRoster *roster,
                       const FieldCrypto *crypto, GPtrArray *prepared, GError **error) {
    Applier applier = {.database = database, .table = table, .roster = roster, .crypto = crypto};
    day_today(applier.today);
    for (unsigned i = 0; i < import_table_count(table); i++) {
        ImportRow *row = import_table_row(table, i);
        MemberRow *member = prepared && i < prepared->len ? prepared->pdata[i] : NULL;
        if (!apply_row(&applier, row, member, error)) {
            g_prefix_error(error, "cannot import row %u: ", row->number);
            return false;
        }
    }
    return true;
}
