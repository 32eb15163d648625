/* A town with two villages, a room in the first one, and screens. */
#pragma once

#include "catalog/screen/screen_table.h"
#include "catalog/store/secret_hash.h"
#include "table_fixture.h"

#define SCREEN_TOWN    "0192f0c1-0000-7000-8000-000000000001"
#define SCREEN_VILLAGE "0192f0c1-0000-7000-8000-000000000002"
#define SCREEN_OTHER   "0192f0c1-0000-7000-8000-000000000003"
#define SCREEN_ROOM    "0192f0c1-0000-7000-8000-0000000000a1"
#define SCREEN_CLERK   "0192f0c1-0000-7000-8000-0000000000c1"

void screen_fixture_build(Database *database);

/* Not stored yet; the name is borrowed. */
ScreenRow screen_fixture_row(const char *name, const char *unit_id, const char *place_id);
