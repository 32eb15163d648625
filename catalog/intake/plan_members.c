#include "catalog/intake/plan_members.h"

#include <string.h>

#include "catalog/roster/pinyin.h"

#define DEFAULT_KIND "full"

typedef struct Planner {
    ImportTable *table;
    ImportRoster *roster;
    const FieldCrypto *crypto;
    GHashTable *seen; /* "i:number", "e:external", "n:unit/name", "m:match" → row number */
} Planner;

/* One row with what it is compared by. */
typedef struct Candidate {
    ImportRow *row;
    char *name_key; /* owned */
    bool has_identity, has_phone;
    uint8_t identity[FIELD_LOOKUP_BYTES], phone[FIELD_LOOKUP_BYTES];
} Candidate;

static bool make_candidate(const Planner *planner, ImportRow *row, Candidate *ret_candidate,
                           GError **error) {
    const char *identity = row->values[MEMBER_FIELD_IDENTITY];
    const char *phone = row->values[MEMBER_FIELD_PHONE];
    *ret_candidate = (Candidate){.row = row,
                                 .name_key = pinyin_name_key(row->values[MEMBER_FIELD_NAME]),
                                 .has_identity = identity != NULL,
                                 .has_phone = phone != NULL};
    return (!identity ||
            field_crypto_lookup(planner->crypto, "member.identity", FIELD_LOOKUP_NUMBER, identity,
                                ret_candidate->identity, error)) &&
           (!phone || field_crypto_lookup(planner->crypto, "member.phone", FIELD_LOOKUP_NUMBER,
                                          phone, ret_candidate->phone, error));
}

/* ---- the unit and the kind ---- */

static void find_unit(Planner *planner, ImportRow *row) {
    const char *text = row->values[MEMBER_FIELD_UNIT];
    unsigned n_matches = 0;
    row->unit = unit_names_find(import_roster_units(planner->roster), text, &n_matches);
    if (row->unit == UNIT_NAMES_NONE)
        import_table_wrong(planner->table, row, NOTE_UNIT_UNKNOWN, text, NULL);
    if (row->unit == UNIT_NAMES_AMBIGUOUS) {
        g_autofree char *count = g_strdup_printf("%u", n_matches);
        import_table_wrong(planner->table, row, NOTE_UNIT_AMBIGUOUS, text, count);
    }
}

static void find_kind(Planner *planner, ImportRow *row) {
    const char *text = row->values[MEMBER_FIELD_KIND];
    if (!text)
        return;
    row->detail = import_roster_kind(planner->roster, text);
    if (!row->detail)
        import_table_wrong(planner->table, row, NOTE_KIND_UNKNOWN, text,
                           import_roster_kinds(planner->roster));
}

/* ---- the person ---- */

/* Of those with this name in the unit: the one whom the row may mean, -1 for nobody; a row that
 * could mean several is wrong. */
static int find_by_name(Planner *planner, const Candidate *candidate) {
    ImportRow *row = candidate->row;
    const GArray *same = import_roster_by_name(planner->roster, row->unit, candidate->name_key);
    int found = -1;
    unsigned n_found = 0;
    for (unsigned i = 0; same && i < same->len; i++) {
        int index = g_array_index(same, int, i);
        const ImportPerson *person = import_roster_person(planner->roster, index);
        if (candidate->has_identity && person->has_identity)
            continue; /* two numbers: two people */
        bool is_same_phone = candidate->has_phone && person->has_phone &&
                             memcmp(candidate->phone, person->phone, sizeof person->phone) == 0;
        if (is_same_phone)
            return index;
        found = index;
        n_found++;
    }
    if (n_found <= 1)
        return found;
    g_autofree char *count = g_strdup_printf("%u", n_found);
    import_table_wrong(planner->table, row, NOTE_NAMESAKES, row->values[MEMBER_FIELD_NAME], count);
    return -1;
}

static void find_person(Planner *planner, const Candidate *candidate) {
    ImportRow *row = candidate->row;
    const char *external = row->values[MEMBER_FIELD_EXTERNAL];
    int by_identity = candidate->has_identity
                          ? import_roster_by_identity(planner->roster, candidate->identity)
                          : -1;
    int by_external = external ? import_roster_by_external(planner->roster, external) : -1;
    if (by_identity >= 0 && by_external >= 0 && by_identity != by_external) {
        import_table_wrong(planner->table, row, NOTE_OTHER_PERSON, NULL, NULL);
        return;
    }
    row->match = by_identity >= 0 ? by_identity : by_external;
    if (row->match < 0)
        row->match = find_by_name(planner, candidate);
    if (row->match < 0 || row->outcome == IMPORT_WRONG)
        return;
    const ImportPerson *person = import_roster_person(planner->roster, row->match);
    if (person->home < 0 && *person->home_id)
        import_table_wrong(planner->table, row, NOTE_NOT_YOURS, NULL, NULL);
    else if (by_external >= 0 && by_identity < 0 && candidate->has_identity && person->has_identity)
        import_table_wrong(planner->table, row, NOTE_OTHER_PERSON, NULL, NULL);
}

/* ---- twice in the file ---- */

/* Remembers the key; the row that had it before, 0 for none. */
static unsigned seen_before(Planner *planner, const ImportRow *row, const char *key) {
    unsigned before = GPOINTER_TO_UINT(g_hash_table_lookup(planner->seen, key));
    if (before == 0)
        g_hash_table_insert(planner->seen, g_strdup(key), GUINT_TO_POINTER(row->number));
    return before;
}

static bool refuse_twice(Planner *planner, ImportRow *row, ImportNoteKind kind,
                         const char *take_key) {
    g_autofree char *key = (char *)take_key;
    unsigned before = seen_before(planner, row, key);
    if (before == 0)
        return false;
    g_autofree char *number = g_strdup_printf("%u", before);
    import_table_wrong(planner->table, row, kind, number, NULL);
    return true;
}

/* Two rows without a number and of one name are told apart by their telephones, if by anything. */
static void check_twice(Planner *planner, const Candidate *candidate) {
    ImportRow *row = candidate->row;
    const char *identity = row->values[MEMBER_FIELD_IDENTITY];
    const char *external = row->values[MEMBER_FIELD_EXTERNAL];
    const char *phone = row->values[MEMBER_FIELD_PHONE];
    if ((identity &&
         refuse_twice(planner, row, NOTE_TWICE_IN_FILE, g_strconcat("i:", identity, NULL))) ||
        (external &&
         refuse_twice(planner, row, NOTE_TWICE_IN_FILE, g_strconcat("e:", external, NULL))) ||
        (row->match >= 0 &&
         refuse_twice(planner, row, NOTE_TWICE_IN_FILE, g_strdup_printf("m:%d", row->match))))
        return;
    if (!identity && !external)
        refuse_twice(
            planner, row, NOTE_TWICE_NO_NUMBER,
            g_strdup_printf("n:%d/%s/%s", row->unit, candidate->name_key, phone ? phone : ""));
}

/* ---- what changes ---- */

static bool is_given_other(const char *given, const char *present) {
    return given && g_strcmp0(given, present) != 0;
}

static void note_changes(Planner *planner, ImportRow *row, const ImportPerson *person) {
    const UnitNames *units = import_roster_units(planner->roster);
    if (!g_str_equal(row->values[MEMBER_FIELD_NAME], person->name))
        import_table_note(planner->table, row, NOTE_RENAMED, person->name,
                          row->values[MEMBER_FIELD_NAME]);
    if (person->has_left)
        import_table_note(planner->table, row, NOTE_RETURNS, NULL, NULL);
    else if (person->home >= 0 && person->home != row->unit) {
        g_autofree char *from = unit_names_path(units, person->home);
        g_autofree char *to = unit_names_path(units, row->unit);
        import_table_note(planner->table, row, NOTE_MOVES, from, to);
    }
}

static ImportOutcome compare(Planner *planner, const Candidate *candidate) {
    ImportRow *row = candidate->row;
    if (row->match < 0)
        return IMPORT_NEW;
    const ImportPerson *person = import_roster_person(planner->roster, row->match);
    note_changes(planner, row, person);
    bool has_other_number =
        (candidate->has_identity &&
         (!person->has_identity ||
          memcmp(candidate->identity, person->identity, sizeof person->identity) != 0)) ||
        (candidate->has_phone && (!person->has_phone || memcmp(candidate->phone, person->phone,
                                                               sizeof person->phone) != 0));
    bool is_changed = has_other_number || person->has_left || person->home != row->unit ||
                      !g_str_equal(row->values[MEMBER_FIELD_NAME], person->name) ||
                      is_given_other(row->detail, person->kind_id) ||
                      is_given_other(row->values[MEMBER_FIELD_GENDER], person->gender) ||
                      is_given_other(row->values[MEMBER_FIELD_EXTERNAL], person->external_id);
    return is_changed ? IMPORT_CHANGED : IMPORT_SAME;
}

static bool plan_row(Planner *planner, ImportRow *row, GError **error) {
    find_unit(planner, row);
    find_kind(planner, row);
    if (row->outcome == IMPORT_WRONG)
        return true;
    Candidate candidate;
    bool is_made = make_candidate(planner, row, &candidate, error);
    if (is_made) {
        find_person(planner, &candidate);
        if (row->outcome != IMPORT_WRONG)
            check_twice(planner, &candidate);
        if (row->outcome != IMPORT_WRONG)
            row->outcome = compare(planner, &candidate);
        if (row->outcome == IMPORT_NEW && !row->detail)
            row->detail = DEFAULT_KIND;
    }
    g_free(candidate.name_key);
    return is_made;
}

bool plan_members_run(ImportTable *table, ImportRoster *roster, const FieldCrypto *crypto,
                      GError **error) {
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    Planner planner = {table, roster, crypto, seen};
    for (unsigned i = 0; i < import_table_count(table); i++) {
        ImportRow *row = import_table_row(table, i);
        if (row->outcome == IMPORT_SAME && !plan_row(&planner, row, error))
            return false;
    }
    return true;
}
