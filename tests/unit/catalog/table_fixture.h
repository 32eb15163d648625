/* A migrated database with an open transaction, on a clock that stands still. */
#pragma once

#include <glib.h>

#include "catalog/store/account_table.h"
#include "catalog/store/database.h"

typedef struct TableFixture {
    char *folder;
    Database *database;
} TableFixture;

void table_fixture_set_up(TableFixture *fixture, gconstpointer data);
void table_fixture_tear_down(TableFixture *fixture, gconstpointer data);

/* Stores an account and returns its row. */
AccountRow *table_fixture_account(TableFixture *fixture, const char *name, uint32_t roles);

int64_t table_fixture_number(TableFixture *fixture, const char *sql);

#define TABLE_TEST(name)                                                                           \
    g_test_add("/" #name, TableFixture, NULL, table_fixture_set_up, test_##name,                   \
               table_fixture_tear_down)
