/* A migrated database with keys for sealing, and people to put into it. */
#pragma once

#include <glib.h>

#include "base/token.h"
#include "catalog/roster/member_table.h"
#include "catalog/roster/membership_table.h"
#include "table_fixture.h"

typedef struct RosterFixture {
    TableFixture table; /* first: a fixture of tables too */
    Database *database; /* that of `table` */
    TokenKeys *keys;
    FieldCrypto *crypto;
} RosterFixture;

void roster_fixture_set_up(RosterFixture *fixture, gconstpointer data);
void roster_fixture_tear_down(RosterFixture *fixture, gconstpointer data);

/* A unit with this id, below `parent_id` (NULL: a root). */
void roster_fixture_unit(RosterFixture *fixture, const char *id, const char *parent_id);

/* A new person with a home membership since `from_day` (NULL: today). Numbers may be NULL. */
typedef struct RosterPerson {
    const char *name, *unit_id, *from_day, *identity, *phone, *kind_id;
} RosterPerson;

MemberRow *roster_fixture_member(RosterFixture *fixture, const RosterPerson *person);

#define ROSTER_TEST(name)                                                                          \
    g_test_add("/" #name, RosterFixture, NULL, roster_fixture_set_up, test_##name,                 \
               roster_fixture_tear_down)
