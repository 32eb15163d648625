/* What an import is compared with: the units it may name and everybody in the roster, loaded once.
 * Made on a database thread; afterwards only read. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "catalog/intake/unit_names.h"
#include "catalog/store/database.h"
#include "catalog/store/field_crypto.h"

typedef struct ImportPerson {
    char id[ID_TEXT_BYTES];
    const char *name, *name_key, *kind_id; /* borrowed from the roster */
    const char *gender, *external_id;      /* the same, or NULL */
    uint8_t phone[FIELD_LOOKUP_BYTES], identity[FIELD_LOOKUP_BYTES];
    bool has_phone, has_identity, has_left;
    char home_id[ID_TEXT_BYTES]; /* "": none */
    int home;                    /* index in `units`, UNIT_NAMES_NONE: out of reach, or none */
} ImportPerson;

typedef struct ImportUnit {
    const char *code, *external_id; /* borrowed, or NULL */
    char level_id[ID_TEXT_BYTES];
} ImportUnit;

typedef struct ImportRoster ImportRoster;

typedef struct ImportScope {
    char *roots_json; /* JSON array of unit ids, NULL: the whole tree. Borrowed */
    bool can_make_roots, can_make_levels;
} ImportScope;

ImportRoster *import_roster_load(Database *database, const ImportScope *scope, bool with_people,
                                 GError **error);
void import_roster_free(ImportRoster *roster);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ImportRoster, import_roster_free)

/* Units within reach; a planner adds those that are to be made. */
UnitNames *import_roster_units(const ImportRoster *roster);
/* Of a unit that was there when the roster was loaded; NULL for an added one. */
const ImportUnit *import_roster_unit(const ImportRoster *roster, int unit);
int import_roster_find_external_unit(const ImportRoster *roster, const char *external_id);
/* The unit that paths begin below, UNIT_NAMES_NONE for the whole tree or several. */
int import_roster_base(const ImportRoster *roster);
/* Id of a level by its name, NULL for none. */
const char *import_roster_level(const ImportRoster *roster, const char *name);

/* Indexes of people, -1 for nobody. */
int import_roster_by_identity(const ImportRoster *roster, const uint8_t lookup[FIELD_LOOKUP_BYTES]);
int import_roster_by_external(const ImportRoster *roster, const char *external_id);
/* Indexes (int) of the people of this name at home in this unit; NULL for none. Borrowed. */
const GArray *import_roster_by_name(const ImportRoster *roster, int unit, const char *name_key);
const ImportPerson *import_roster_person(const ImportRoster *roster, int index);

/* Id of a kind of people by its name or a usual other one ("预备", "积极分子"), NULL for none. */
const char *import_roster_kind(const ImportRoster *roster, const char *name);
/* All names of kinds, for a sentence. Borrowed. */
const char *import_roster_kinds(const ImportRoster *roster);
