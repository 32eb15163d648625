#include "roster_fixture.h"

void roster_fixture_set_up(RosterFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    table_fixture_set_up(&fixture->table, data);
    fixture->database = fixture->table.database;
    fixture->keys = token_keys_open(fixture->table.folder, &error);
    g_assert_no_error(error);
    fixture->crypto = field_crypto_new(fixture->keys, "", &error);
    g_assert_no_error(error);
}

void roster_fixture_tear_down(RosterFixture *fixture, gconstpointer data) {
    field_crypto_free(fixture->crypto);
    token_keys_free(fixture->keys);
    table_fixture_tear_down(&fixture->table, data);
}

void roster_fixture_unit(RosterFixture *fixture, const char *id, const char *parent_id) {
    g_autoptr(GError) error = NULL;
    g_autoptr(Statement) statement =
        database_prepare(fixture->database,
                         "INSERT INTO unit (id, parent_id, name, name_key, search_key, position,"
                         " from_us, change, created_at_us, updated_at_us)"
                         " VALUES (?1, ?2, 'unit ' || ?1, ?1, ?1, 1, 1, 1, 1, 1)",
                         &error);
    g_assert_no_error(error);
    statement_bind_text(statement, 1, id);
    statement_bind_text(statement, 2, parent_id);
    statement_run(statement, &error);
    g_assert_no_error(error);
}

MemberRow *roster_fixture_member(RosterFixture *fixture, const RosterPerson *person) {
    g_autoptr(GError) error = NULL;
    MemberRow *row = member_row_new();
    row->kind_id = g_strdup(person->kind_id);
    g_assert_true(member_row_set_name(row, person->name, &error));
    g_assert_true(
        member_row_set_number(row, MEMBER_IDENTITY, fixture->crypto, person->identity, &error));
    g_assert_true(member_row_set_number(row, MEMBER_PHONE, fixture->crypto, person->phone, &error));
    member_table_insert(fixture->database, row, &error);
    g_assert_no_error(error);
    MembershipRow membership = {.is_home = true};
    g_strlcpy(membership.member_id, row->id, sizeof membership.member_id);
    g_strlcpy(membership.unit_id, person->unit_id, sizeof membership.unit_id);
    g_strlcpy(membership.from_day, person->from_day ? person->from_day : "",
              sizeof membership.from_day);
    membership_table_open(fixture->database, &membership, &error);
    g_assert_no_error(error);
    return row;
}
