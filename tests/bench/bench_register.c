/* A register of 35,000 people: how long the snapshot takes, figures of all and of a place, the list
 * of a room, and forty ticks each in a transaction of its own. */
#include <stdio.h>
#include <stdlib.h>

#include <glib.h>

#include "base/clock.h"
#include "catalog/attendance/presence_enter.h"
#include "catalog/attendance/register_figures.h"
#include "catalog/attendance/register_follow.h"
#include "catalog/attendance/register_people.h"
#include "catalog/store/migrations.h"

#define N_TICKS 40

static void check(bool is_done, GError *error) {
    if (is_done)
        return;
    fprintf(stderr, "bench_register: %s\n", error ? error->message : "failed");
    exit(1);
}

/* 15 townships with 100 villages each, 35,000 people of the villages, a room in one that serves
 * nine more villages: 230 people. */
static const char COUNTY[] =
    "INSERT INTO unit (id, parent_id, name, name_key, search_key, position, from_us, change,"
    " created_at_us, updated_at_us) VALUES ('county', NULL, 'c', 'c', 'c', 1, 1, 1, 1, 1);"
    "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 14)"
    " INSERT INTO unit SELECT printf('town-%d', i), 'county', NULL, printf('town-%d', i),"
    " printf('town-%d', i), printf('town-%d', i), NULL, NULL, 1, 1, NULL, 1, 1, 1 FROM n;"
    "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 1499)"
    " INSERT INTO unit SELECT printf('village-%d', i), printf('town-%d', i % 15), NULL,"
    " printf('village-%d', i), printf('village-%d', i), printf('village-%d', i), NULL, NULL, 1, 1,"
    " NULL, 1, 1, 1 FROM n;"
    "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 34999)"
    " INSERT INTO member (id, name, name_key, search_key, kind_id, change, created_at_us,"
    " updated_at_us) SELECT printf('00000000-0000-7000-8000-%012d', i), printf('赵%d', i),"
    " printf('赵%d', i), printf('赵%d' || char(10) || 'zhao%d' || char(10) || 'z%d', i, i, i), "
    "'full',"
    " 1, 1, 1 FROM n;"
    "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 34999)"
    " INSERT INTO membership SELECT printf('m-%d', i), printf('00000000-0000-7000-8000-%012d', i),"
    " printf('village-%d', i % 1500), 1, '2020-01-01', NULL FROM n;"
    "INSERT INTO place (id, unit_id, name, name_key, created_at_us, updated_at_us)"
    " VALUES ('room', 'village-0', 'room', 'room', 1, 1);"
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9)"
    " INSERT INTO place_unit SELECT 'room', printf('village-%d', i) FROM n;"
    "INSERT INTO meeting (id, type_id, unit_id, title, note, state, visibility, starts_at_us,"
    " ends_at_us, time_zone, is_recorded, publishes_itself, live_at_us, revision, created_by,"
    " created_at_us, updated_at_us) VALUES ('meeting', 'broadcast', 'county', 't', '', 'live',"
    " 'public', 1, 2, 'UTC', 1, 0, unixepoch() * 1000000, 1, 'x', 1, 1);";

static void tell(const char *what, int64_t since_us, unsigned n) {
    double ms = (double)(clock_monotonic_us() - since_us) / 1000.0;
    printf("%-44s %9.2f ms%s\n", what, ms / n, n > 1 ? " each" : "");
}

static void open_register(Database *database) {
    GError *error = NULL;
    unsigned n_changed = 0;
    int64_t since_us = clock_monotonic_us();
    check(database_begin(database, DATABASE_WRITE, &error), error);
    check(register_follow_events(database, 1, &n_changed, &error) && n_changed == 1, error);
    check(database_commit(database, &error), error);
    tell("a meeting goes live: snapshot and commit", since_us, 1);
    since_us = clock_monotonic_us();
    check(database_begin(database, DATABASE_WRITE, &error), error);
    check(register_follow_events(database, 1, &n_changed, &error) && n_changed == 0, error);
    check(database_commit(database, &error), error);
    tell("a look that finds nothing to do", since_us, 1);
}

static void tick_all(Database *database, const RegisterRow *row) {
    GError *error = NULL;
    int64_t since_us = clock_monotonic_us();
    for (unsigned i = 0; i < N_TICKS; i++) {
        char id[ID_TEXT_BYTES];
        g_auto(PresenceEnterResult) entered = {0};
        g_autofree char *member_id = g_strdup_printf("00000000-0000-7000-8000-%012u", i * 1500);
        id_new_uuid7(id);
        if (i * 1500 >= 35000)
            g_snprintf(member_id, ID_TEXT_BYTES, "00000000-0000-7000-8000-%012u", i);
        const PresenceEntry entry = {.id = id,
                                     .member_id = member_id,
                                     .place_id = "room",
                                     .how = PRESENCE_REMOTE,
                                     .by = {"screen", "screen"}};
        check(database_begin(database, DATABASE_WRITE, &error), error);
        check(presence_enter(database, row, &entry, &entered, &error), error);
        check(database_commit(database, &error), error);
    }
    tell("a tick with its commit", since_us, N_TICKS);
}

static void look(Database *database, const RegisterRow *row) {
    GError *error = NULL;
    check(database_begin(database, DATABASE_READ, &error), error);
    const char *const places[] = {NULL, "room"};
    for (unsigned i = 0; i < G_N_ELEMENTS(places); i++) {
        g_auto(RegisterFigures) figures = {0};
        int64_t since_us = clock_monotonic_us();
        check(register_figures_read(database, row, places[i], NULL, &figures, &error), error);
        tell(places[i] ? "figures of a place" : "figures of the county", since_us, 1);
        printf("  %u units, %d expected\n", figures.units->len, (int)figures.sum.expected);
    }
    const char *const typed[] = {NULL, "z77", "zhao123"};
    for (unsigned i = 0; i < G_N_ELEMENTS(typed); i++) {
        int64_t since_us = clock_monotonic_us();
        g_autoptr(GPtrArray) people = register_people_list(database, row, "room", typed[i], &error);
        check(people != NULL, error);
        tell(typed[i] ? "people found by a name" : "the list of a room", since_us, 1);
        printf("  %u people\n", people->len);
    }
    database_rollback(database);
}

int main(int argc, char **argv) {
    GError *error = NULL;
    if (argc != 2) {
        fprintf(stderr, "Usage: bench_register FOLDER\n");
        return 2;
    }
    g_autofree char *path = g_build_filename(argv[1], "bench.db", NULL);
    g_autoptr(Database) database = database_open(path, DATABASE_WRITER, &error);
    check(database && migrations_apply(database, &error), error);
    check(database_begin(database, DATABASE_WRITE, &error), error);
    check(database_execute(database, COUNTY, &error), error);
    check(database_commit(database, &error), error);
    open_register(database);
    g_autoptr(RegisterRow) row = NULL;
    check(register_table_find(database, REGISTER_MEETING, "meeting", "", &row, &error) && row,
          error);
    tick_all(database, row);
    look(database, row);
    return 0;
}
