/* Units and people put into a database without ceremony. */
#pragma once

#include <glib.h>

#include "catalog/roster/unit_table.h"
#include "table_fixture.h"

/* `parent` NULL: a root. The id stays valid until tree_fixture_forget(). */
const char *tree_fixture_unit(TableFixture *fixture, const char *parent, const char *name);

/* A member with one home. Returns its id, as above. */
const char *tree_fixture_member(TableFixture *fixture, const char *unit, const char *name);

/* Runs SQL whose parameters ?1 and ?2 are texts or NULL. */
void tree_fixture_run(TableFixture *fixture, const char *sql, const char *first,
                      const char *second);

void tree_fixture_assert(GError **error, int code, const char *words);

void tree_fixture_forget(void);
