#include "catalog/intake/import_roster.h"

#include <string.h>

#include "catalog/roster/unit_tree.h"

struct ImportRoster {
    UnitNames *units;
    GArray *unit_rows;      /* of ImportUnit, by index */
    GHashTable *unit_by_id; /* id → index + 1 */
    GHashTable *unit_by_external;
    int base;
    GHashTable *levels;                    /* name → id */
    GArray *people;                        /* of ImportPerson */
    GHashTable *by_identity, *by_external; /* → index + 1; keys borrowed */
    GHashTable *by_name;                   /* "unit/name_key" → GArray of int */
    GHashTable *kinds;                     /* name → id */
    GString *kind_names;
    GStringChunk *texts;
};

static unsigned hash_lookup(const void *key) {
    unsigned hash;
    memcpy(&hash, key, sizeof hash); /* an HMAC is random already */
    return hash;
}

static gboolean equal_lookup(const void *a, const void *b) {
    return memcmp(a, b, FIELD_LOOKUP_BYTES) == 0;
}

static ImportRoster *roster_new(void) {
    ImportRoster *roster = g_new0(ImportRoster, 1);
    roster->units = unit_names_new();
    roster->unit_rows = g_array_new(FALSE, TRUE, sizeof(ImportUnit));
    roster->unit_by_id = g_hash_table_new(g_str_hash, g_str_equal);
    roster->unit_by_external = g_hash_table_new(g_str_hash, g_str_equal);
    roster->levels = g_hash_table_new(g_str_hash, g_str_equal);
    roster->people = g_array_new(FALSE, TRUE, sizeof(ImportPerson));
    roster->by_identity = g_hash_table_new(hash_lookup, equal_lookup);
    roster->by_external = g_hash_table_new(g_str_hash, g_str_equal);
    roster->by_name =
        g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_array_unref);
    roster->kinds = g_hash_table_new(g_str_hash, g_str_equal);
    roster->kind_names = g_string_new(NULL);
    roster->texts = g_string_chunk_new(65536);
    roster->base = UNIT_NAMES_NONE;
    return roster;
}

void import_roster_free(ImportRoster *roster) {
    if (!roster)
        return;
    unit_names_free(roster->units);
    g_array_unref(roster->unit_rows);
    g_hash_table_unref(roster->unit_by_id);
    g_hash_table_unref(roster->unit_by_external);
    g_hash_table_unref(roster->levels);
    g_array_unref(roster->people);
    g_hash_table_unref(roster->by_identity);
    g_hash_table_unref(roster->by_external);
    g_hash_table_unref(roster->by_name);
    g_hash_table_unref(roster->kinds);
    g_string_free(roster->kind_names, TRUE);
    g_string_chunk_free(roster->texts);
    g_free(roster);
}

static const char *keep(ImportRoster *roster, const char *text) {
    return text ? g_string_chunk_insert(roster->texts, text) : NULL;
}

static int index_in(GHashTable *table, const void *key) {
    return GPOINTER_TO_INT(g_hash_table_lookup(table, key)) - 1;
}

static void put_index(GHashTable *table, const void *key, int index) {
    g_hash_table_insert(table, (void *)key, GINT_TO_POINTER(index + 1));
}

/* ---- units ---- */

static void add_unit(ImportRoster *roster, const UnitTreeRow *row) {
    int parent = *row->parent_id ? index_in(roster->unit_by_id, row->parent_id) : UNIT_NAMES_NONE;
    int index = unit_names_add(roster->units, row->id, parent, row->name);
    ImportUnit unit = {.code = keep(roster, row->code),
                       .external_id = keep(roster, row->external_id)};
    g_strlcpy(unit.level_id, row->level_id, sizeof unit.level_id);
    g_array_append_val(roster->unit_rows, unit);
    put_index(roster->unit_by_id, unit_names_id(roster->units, index), index);
    if (unit.external_id)
        put_index(roster->unit_by_external, unit.external_id, index);
}

static bool load_units(ImportRoster *roster, Database *database, const ImportScope *scope,
                       GError **error) {
    UnitTreeQuery query = {.roots_json = scope->roots_json};
    g_autoptr(GPtrArray) rows = unit_tree_load(database, &query, error);
    if (!rows)
        return false;
    unsigned n_roots = 0;
    for (unsigned i = 0; i < rows->len; i++) {
        add_unit(roster, rows->pdata[i]);
        n_roots += *((UnitTreeRow *)rows->pdata[i])->parent_id == '\0';
    }
    if (scope->roots_json && n_roots == 1)
        roster->base = 0;
    return true;
}

static bool load_names(ImportRoster *roster, Database *database, const char *sql, GHashTable *names,
                       GString *listed, GError **error) {
    g_autoptr(Statement) statement = database_prepare(database, sql, error);
    if (!statement)
        return false;
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW) {
        const char *name = keep(roster, statement_text(statement, 1));
        g_hash_table_insert(names, (char *)name,
                            (char *)keep(roster, statement_text(statement, 0)));
        if (listed)
            g_string_append_printf(listed, "%s%s", listed->len > 0 ? "、" : "", name);
    }
    return step == STATEMENT_DONE;
}

/* ---- people ---- */

static void note_name(ImportRoster *roster, const ImportPerson *person, int index) {
    g_autofree char *key = g_strdup_printf("%d/%s", person->home, person->name_key);
    GArray *same = g_hash_table_lookup(roster->by_name, key);
    if (!same) {
        same = g_array_new(FALSE, FALSE, sizeof(int));
        g_hash_table_insert(roster->by_name, (char *)keep(roster, key), same);
    }
    g_array_append_val(same, index);
}

static void add_person(ImportRoster *roster, Statement *statement) {
    ImportPerson person = {
        .name = keep(roster, statement_text(statement, 1)),
        .name_key = keep(roster, statement_text(statement, 2)),
        .kind_id = keep(roster, statement_text(statement, 3)),
        .gender = keep(roster, statement_text(statement, 4)),
        .external_id = keep(roster, statement_text(statement, 5)),
        .has_left = !statement_is_null(statement, 8),
        .home = UNIT_NAMES_NONE,
    };
    statement_copy_text(statement, 0, person.id, sizeof person.id);
    person.has_phone = statement_copy_blob(statement, 6, person.phone, sizeof person.phone);
    person.has_identity =
        statement_copy_blob(statement, 7, person.identity, sizeof person.identity);
    statement_copy_text(statement, 9, person.home_id, sizeof person.home_id);
    person.home = index_in(roster->unit_by_id, person.home_id);
    g_array_append_val(roster->people, person);
}

/* When the array grows no more: keys of the tables may point into it. */
static void index_people(ImportRoster *roster) {
    for (unsigned i = 0; i < roster->people->len; i++) {
        const ImportPerson *person = &g_array_index(roster->people, ImportPerson, i);
        if (person->has_identity)
            put_index(roster->by_identity, person->identity, (int)i);
        if (person->external_id)
            put_index(roster->by_external, person->external_id, (int)i);
        if (person->home >= 0)
            note_name(roster, person, (int)i);
    }
}

static bool load_people(ImportRoster *roster, Database *database, GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        "SELECT member.id, name, name_key, kind_id, gender, external_id, phone_lookup,"
        " identity_lookup, left_at_us, membership.unit_id FROM member LEFT JOIN membership"
        " ON membership.member_id = member.id AND is_home = 1 AND until_day IS NULL",
        error);
    if (!statement)
        return false;
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW)
        add_person(roster, statement);
    index_people(roster);
    return step == STATEMENT_DONE;
}

ImportRoster *import_roster_load(Database *database, const ImportScope *scope, bool with_people,
                                 GError **error) {
    database_assert_current(database);
    g_autoptr(ImportRoster) roster = roster_new();
    if (!load_units(roster, database, scope, error) ||
        !load_names(roster, database, "SELECT id, name FROM level", roster->levels, NULL, error) ||
        !load_names(roster, database, "SELECT id, name FROM member_kind ORDER BY position",
                    roster->kinds, roster->kind_names, error) ||
        (with_people && !load_people(roster, database, error)))
        return NULL;
    return g_steal_pointer(&roster);
}

/* ---- asking ---- */

UnitNames *import_roster_units(const ImportRoster *roster) {
    return roster->units;
}

const ImportUnit *import_roster_unit(const ImportRoster *roster, int unit) {
    return unit >= 0 && (unsigned)unit < roster->unit_rows->len
               ? &g_array_index(roster->unit_rows, ImportUnit, unit)
               : NULL;
}

int import_roster_find_external_unit(const ImportRoster *roster, const char *external_id) {
    return index_in(roster->unit_by_external, external_id);
}

int import_roster_base(const ImportRoster *roster) {
    return roster->base;
}

const char *import_roster_level(const ImportRoster *roster, const char *name) {
    return g_hash_table_lookup(roster->levels, name);
}

int import_roster_by_identity(const ImportRoster *roster,
                              const uint8_t lookup[FIELD_LOOKUP_BYTES]) {
    return index_in(roster->by_identity, lookup);
}

int import_roster_by_external(const ImportRoster *roster, const char *external_id) {
    return index_in(roster->by_external, external_id);
}

const GArray *import_roster_by_name(const ImportRoster *roster, int unit, const char *name_key) {
    g_autofree char *key = g_strdup_printf("%d/%s", unit, name_key);
    return g_hash_table_lookup(roster->by_name, key);
}

const ImportPerson *import_roster_person(const ImportRoster *roster, int index) {
    return &g_array_index(roster->people, ImportPerson, index);
}

const char *import_roster_kind(const ImportRoster *roster, const char *name) {
    static const struct {
        const char *name, *kind_id;
    } usual[] = {
        {"正式", "full"},
        {"党员", "full"},
        {"中共党员", "full"},
        {"正式党员", "full"},
        {"预备", "probationary"},
        {"预备党员", "probationary"},
        {"中共预备党员", "probationary"},
        {"积极分子", "applicant"},
        {"入党积极分子", "applicant"},
        {"发展对象", "applicant"},
        {"入党申请人", "applicant"},
        {"申请人", "applicant"},
        {"群众", "public"},
    };
    const char *kind = g_hash_table_lookup(roster->kinds, name);
    GHashTableIter iter;
    void *known;
    for (unsigned i = 0; !kind && i < G_N_ELEMENTS(usual); i++) {
        if (!g_str_equal(usual[i].name, name))
            continue;
        g_hash_table_iter_init(&iter, roster->kinds);
        while (!kind && g_hash_table_iter_next(&iter, NULL, &known))
            kind = g_str_equal(known, usual[i].kind_id) ? known : NULL;
    }
    return kind;
}

const char *import_roster_kinds(const ImportRoster *roster) {
    return roster->kind_names->str;
}
