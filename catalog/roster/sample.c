#include "catalog/roster/sample.h"

#include "base/error.h"
#include "catalog/roster/day.h"
#include "catalog/roster/exemption_table.h"
#include "catalog/roster/level_table.h"
#include "catalog/roster/member_row.h"
#include "catalog/roster/member_table.h"
#include "catalog/roster/membership_table.h"
#include "catalog/roster/place_table.h"
#include "catalog/roster/sample_county.h"
#include "catalog/roster/sample_ids.h"
#include "catalog/roster/unit_table.h"

#define EXEMPT_DAYS_BEFORE 10
#define EXEMPT_DAYS_AFTER  80

/* What goes from step to step. */
typedef struct Bringing {
    Database *database;
    const FieldCrypto *crypto;
    const char *by;
    SampleIds ids;
    char levels[SAMPLE_COUNTY_N_LEVELS][ID_TEXT_BYTES]; /* "": none for these units */
} Bringing;

static bool check_empty(Database *database, GError **error) {
    int64_t n_units, n_people;
    if (!database_query_int64(database, "SELECT count(*) FROM unit", &n_units, error) ||
        !database_query_int64(database, "SELECT count(*) FROM member", &n_people, error))
        return false;
    if (n_units == 0 && n_people == 0)
        return true;
    g_set_error(
        error, BASE_ERROR, ERROR_CONFLICT,
        "cannot bring in the sample county: the roster is not empty (units: %" G_GINT64_FORMAT
        ", people: %" G_GINT64_FORMAT ")",
        n_units, n_people);
    return false;
}

/* ---- levels ---- */

static GPtrArray *new_levels(void) {
    GPtrArray *rows = g_ptr_array_new_with_free_func((GDestroyNotify)level_row_free);
    for (unsigned i = 0; i < SAMPLE_COUNTY_N_LEVELS; i++) {
        LevelRow *row = g_new0(LevelRow, 1);
        row->name = g_strdup(SAMPLE_COUNTY_LEVELS[i]);
        g_ptr_array_add(rows, row);
    }
    return rows;
}

/* Levels that are there already stay: the county's units are of the first ones. */
static bool bring_levels(Bringing *bringing, GError **error) {
    g_autoptr(GPtrArray) rows = level_table_list(bringing->database, error);
    if (!rows)
        return false;
    bool is_new = rows->len == 0;
    if (is_new) {
        g_ptr_array_unref(rows);
        rows = new_levels();
        if (!level_table_replace(bringing->database, rows, error))
            return false;
    }
    bringing->ids.levels = g_new0(char *, SAMPLE_COUNTY_N_LEVELS + 1);
    for (unsigned i = 0; i < MIN(rows->len, SAMPLE_COUNTY_N_LEVELS); i++) {
        const LevelRow *row = g_ptr_array_index(rows, i);
        g_strlcpy(bringing->levels[i], row->id, ID_TEXT_BYTES);
        if (is_new)
            bringing->ids.levels[i] = g_strdup(row->id);
    }
    return true;
}

/* ---- units and places ---- */

static bool bring_units(Bringing *bringing, GError **error) {
    GStrv ids = bringing->ids.units = g_new0(char *, SAMPLE_COUNTY_N_UNITS + 1);
    for (unsigned i = 0; i < SAMPLE_COUNTY_N_UNITS; i++) {
        const SampleUnit *unit = &SAMPLE_COUNTY_UNITS[i];
        UnitRow row = {.name = (char *)unit->name, .code = (char *)unit->code};
        g_strlcpy(row.level_id, bringing->levels[unit->level], ID_TEXT_BYTES);
        g_strlcpy(row.parent_id, unit->parent < 0 ? "" : ids[unit->parent], ID_TEXT_BYTES);
        if (!unit_table_insert(bringing->database, &row, NULL, error))
            return false;
        ids[i] = g_strdup(row.id);
    }
    return true;
}

static bool bring_places(Bringing *bringing, GError **error) {
    GStrv units = bringing->ids.units;
    bringing->ids.places = g_new0(char *, SAMPLE_COUNTY_N_PLACES + 1);
    for (unsigned i = 0; i < SAMPLE_COUNTY_N_PLACES; i++) {
        const SamplePlace *place = &SAMPLE_COUNTY_PLACES[i];
        const char *served[G_N_ELEMENTS(place->serves) + 1] = {NULL};
        PlaceRow row = {.name = (char *)place->name, .address = (char *)place->address};
        g_strlcpy(row.unit_id, units[place->unit], ID_TEXT_BYTES);
        for (unsigned j = 0; place->serves[j] >= 0; j++)
            served[j] = units[place->serves[j]];
        if (!place_table_insert(bringing->database, &row, error) ||
            !place_table_set_serves(bringing->database, &row, served, NULL, error))
            return false;
        bringing->ids.places[i] = g_strdup(row.id);
    }
    return true;
}

/* ---- people ---- */

static bool bring_person(Bringing *bringing, unsigned index, const char *unit_id, GError **error) {
    SamplePerson person;
    sample_county_person(index, &person);
    g_autoptr(MemberRow) row = member_row_new();
    row->kind_id = g_strdup(person.kind_id);
    row->gender = g_strdup(person.gender);
    row->locale = g_strdup(person.locale);
    MembershipRow home = {.is_home = true};
    g_strlcpy(home.member_id, row->id, sizeof home.member_id);
    g_strlcpy(home.unit_id, unit_id, sizeof home.unit_id);
    g_strlcpy(home.from_day, person.from_day, sizeof home.from_day);
    bringing->ids.members[index] = g_strdup(row->id);
    return member_row_set_name(row, person.name, error) &&
           member_row_set_number(row, MEMBER_PHONE, bringing->crypto, person.phone, error) &&
           member_table_insert(bringing->database, row, error) &&
           membership_table_open_first(bringing->database, &home, error);
}

static bool bring_people(Bringing *bringing, GError **error) {
    bringing->ids.members = g_new0(char *, SAMPLE_COUNTY_N_PEOPLE + 1);
    unsigned index = 0;
    for (unsigned i = 0; i < SAMPLE_COUNTY_N_UNITS; i++)
        for (unsigned j = 0; j < SAMPLE_COUNTY_UNITS[i].n_people; j++, index++)
            if (!bring_person(bringing, index, bringing->ids.units[i], error))
                return false;
    g_assert(index == SAMPLE_COUNTY_N_PEOPLE);
    return true;
}

static bool bring_others(Bringing *bringing, GError **error) {
    for (unsigned i = 0; i < SAMPLE_COUNTY_N_OTHERS; i++) {
        const SampleOther *other = &SAMPLE_COUNTY_OTHERS[i];
        MembershipRow row = {.is_home = false, .from_day = "2025-03-01"};
        g_strlcpy(row.member_id, bringing->ids.members[other->person], sizeof row.member_id);
        g_strlcpy(row.unit_id, bringing->ids.units[other->unit], sizeof row.unit_id);
        if (!membership_table_open(bringing->database, &row, error))
            return false;
    }
    return true;
}

static bool bring_exemption(Bringing *bringing, GError **error) {
    const char *member_id = bringing->ids.members[SAMPLE_COUNTY_EXEMPT];
    MembershipRow *home = NULL;
    if (!membership_table_home(bringing->database, member_id, &home, error))
        return false;
    ExemptionRow row = {.has_reason = true};
    char today[DAY_TEXT_BYTES];
    day_today(today);
    day_add(today, -EXEMPT_DAYS_BEFORE, row.from_day);
    day_add(today, EXEMPT_DAYS_AFTER, row.until_day);
    g_strlcpy(row.member_id, member_id, sizeof row.member_id);
    g_strlcpy(row.unit_id, home->unit_id, sizeof row.unit_id);
    g_strlcpy(row.decided_by, bringing->by, sizeof row.decided_by);
    membership_row_free(home);
    return exemption_table_insert(bringing->database, &row, bringing->crypto,
                                  SAMPLE_COUNTY_EXEMPT_REASON, error);
}

bool sample_bring(Database *database, const FieldCrypto *crypto, const char *by, GError **error) {
    database_assert_current(database);
    Bringing bringing = {.database = database, .crypto = crypto, .by = by};
    bool is_done = check_empty(database, error) && bring_levels(&bringing, error) &&
                   bring_units(&bringing, error) && bring_places(&bringing, error) &&
                   bring_people(&bringing, error) && bring_others(&bringing, error) &&
                   bring_exemption(&bringing, error) &&
                   sample_ids_write(database, &bringing.ids, error);
    sample_ids_clear(&bringing.ids);
    return is_done;
}
