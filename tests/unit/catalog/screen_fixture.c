#include "screen_fixture.h"

#define UNIT(id, parent, name)                                                                     \
    "INSERT INTO unit (id, parent_id, name, name_key, search_key, position, from_us, change,"      \
    " created_at_us, updated_at_us) VALUES ('" id "', " parent ", '" name "', '" name "', '" name  \
    "', 1, 1, 1, 1, 1);"

void screen_fixture_build(Database *database) {
    g_autoptr(GError) error = NULL;
    database_execute(
        database,
        UNIT(SCREEN_TOWN, "NULL", "town") UNIT(SCREEN_VILLAGE, "'" SCREEN_TOWN "'", "village") UNIT(
            SCREEN_OTHER, "NULL",
            "other") "INSERT INTO place (id, unit_id, name, name_key, created_at_us, updated_at_us)"
                     " VALUES ('" SCREEN_ROOM "', '" SCREEN_VILLAGE "', 'room', 'room', 1, 1);",
        &error);
    g_assert_no_error(error);
}

ScreenRow screen_fixture_row(const char *name, const char *unit_id, const char *place_id) {
    ScreenRow row = {.name = (char *)name, .kind = SCREEN_TV, .paired_by = SCREEN_CLERK};
    g_strlcpy(row.unit_id, unit_id, sizeof row.unit_id);
    g_strlcpy(row.place_id, place_id, sizeof row.place_id);
    return row;
}
