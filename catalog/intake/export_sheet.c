#include "catalog/intake/export_sheet.h"

#include "catalog/intake/unit_names.h"
#include "catalog/roster/unit_tree.h"
#include "catalog/sheet/sheet_writer.h"

enum {
    PERSON_NAME,
    PERSON_GENDER,
    PERSON_KIND,
    PERSON_IDENTITY,
    PERSON_PHONE,
    PERSON_UNIT,
    PERSON_EXTERNAL
};
enum { UNIT_PARENT, UNIT_NAME, UNIT_LEVEL, UNIT_CODE, UNIT_EXTERNAL };

static const SheetColumn MEMBER_COLUMNS[] = {
    [PERSON_NAME] = {"姓名", 12},         [PERSON_GENDER] = {"性别", 6},
    [PERSON_KIND] = {"类别", 12},         [PERSON_IDENTITY] = {"身份证号", 22},
    [PERSON_PHONE] = {"手机号", 16},      [PERSON_UNIT] = {"所在党支部", 48},
    [PERSON_EXTERNAL] = {"外部编号", 24},
};
static const SheetColumn BARE_COLUMNS[] = {
    {"姓名", 12}, {"性别", 6}, {"类别", 12}, {"所在党支部", 48}, {"外部编号", 24},
};
static const SheetColumn UNIT_COLUMNS[] = {
    [UNIT_PARENT] = {"上级组织", 48},   [UNIT_NAME] = {"组织名称", 32},
    [UNIT_LEVEL] = {"层级", 12},        [UNIT_CODE] = {"代码", 16},
    [UNIT_EXTERNAL] = {"外部编号", 24},
};

typedef struct Making {
    Database *database;
    const FieldCrypto *crypto;
    const ExportSheetQuery *query;
    GPtrArray *units;   /* UnitTreeRow */
    unsigned n_above;   /* units above them, which paths begin with */
    UnitNames *names;   /* those above, then `units` */
    GHashTable *levels; /* id → name */
    SheetWriter *writer;
} Making;

static void making_clear(Making *making) {
    g_clear_pointer(&making->units, g_ptr_array_unref);
    g_clear_pointer(&making->names, unit_names_free);
    g_clear_pointer(&making->levels, g_hash_table_unref);
    g_clear_pointer(&making->writer, sheet_writer_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Making, making_clear)

static char *roots_of(const ExportSheetQuery *query) {
    return *query->unit_id ? g_strdup_printf("[\"%s\"]", query->unit_id) : NULL;
}

/* ---- counting ---- */

#define COUNT_MEMBERS                                                                              \
    "SELECT count(*) FROM membership JOIN member ON member.id = member_id"                         \
    " WHERE is_home = 1 AND until_day IS NULL AND left_at_us IS NULL"
#define COUNT_UNITS "SELECT count(*) FROM unit WHERE closed_at_us IS NULL"

bool export_sheet_count(Database *database, const ExportSheetQuery *query, int64_t *ret_rows,
                        GError **error) {
    static const char *const statements[2][2] = {
        {COUNT_MEMBERS, UNIT_TREE_REACH_SQL COUNT_MEMBERS " AND unit_id IN (SELECT id FROM reach)"},
        {COUNT_UNITS, UNIT_TREE_REACH_SQL COUNT_UNITS " AND unit.id IN (SELECT id FROM reach)"},
    };
    g_autofree char *roots = roots_of(query);
    g_autoptr(Statement) statement =
        database_prepare(database, statements[query->is_units][roots != NULL], error);
    if (!statement)
        return false;
    if (roots)
        statement_bind_text(statement, 1, roots);
    if (statement_step(statement, error) != STATEMENT_ROW)
        return false;
    *ret_rows = statement_int64(statement, 0);
    return true;
}

/* ---- units ---- */

/* The way down to the unit, so that paths are the same as those of an export of all. */
static bool load_above(Making *making, GError **error) {
    const ExportSheetQuery *query = making->query;
    if (!*query->unit_id)
        return true;
    g_autoptr(GPtrArray) steps =
        unit_tree_path(making->database, query->unit_id, query->roots, error);
    if (!steps)
        return false;
    for (unsigned i = 0; i + 1 < steps->len; i++) {
        const UnitStep *step = steps->pdata[i];
        unit_names_add(making->names, NULL, i == 0 ? UNIT_NAMES_NONE : (int)i - 1, step->name);
        making->n_above++;
    }
    return true;
}

static bool load_units(Making *making, GError **error) {
    g_autofree char *roots = roots_of(making->query);
    UnitTreeQuery tree = {.roots_json = roots};
    making->names = unit_names_new();
    making->units = unit_tree_load(making->database, &tree, error);
    if (!making->units || !load_above(making, error))
        return false;
    int top = making->n_above > 0 ? (int)making->n_above - 1 : UNIT_NAMES_NONE;
    g_autoptr(GHashTable) by_id = g_hash_table_new(g_str_hash, g_str_equal);
    for (unsigned i = 0; i < making->units->len; i++) {
        UnitTreeRow *row = making->units->pdata[i];
        void *parent = NULL;
        bool has_parent = g_hash_table_lookup_extended(by_id, row->parent_id, NULL, &parent);
        int index = unit_names_add(making->names, NULL, has_parent ? GPOINTER_TO_INT(parent) : top,
                                   row->name);
        g_hash_table_insert(by_id, row->id, GINT_TO_POINTER(index));
    }
    return true;
}

static bool load_levels(Making *making, GError **error) {
    making->levels = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autoptr(Statement) statement =
        database_prepare(making->database, "SELECT id, name FROM level", error);
    if (!statement)
        return false;
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW)
        g_hash_table_insert(making->levels, statement_dup_text(statement, 0),
                            statement_dup_text(statement, 1));
    return step == STATEMENT_DONE;
}

static bool add_units(Making *making, GError **error) {
    if (!load_levels(making, error))
        return false;
    for (unsigned i = 0; i < making->units->len; i++) {
        const UnitTreeRow *row = making->units->pdata[i];
        int parent = unit_names_parent(making->names, (int)(making->n_above + i));
        g_autofree char *path = parent >= 0 ? unit_names_path(making->names, parent) : NULL;
        const char *cells[G_N_ELEMENTS(UNIT_COLUMNS)] = {
            [UNIT_PARENT] = path,
            [UNIT_NAME] = row->name,
            [UNIT_LEVEL] = g_hash_table_lookup(making->levels, row->level_id),
            [UNIT_CODE] = row->code,
            [UNIT_EXTERNAL] = row->external_id,
        };
        if (!sheet_writer_add(making->writer, cells, error))
            return false;
    }
    return true;
}

/* ---- members ---- */

static const char MEMBERS_OF_UNIT[] =
    "SELECT member.id, member.name, gender, member_kind.name, identity_sealed, phone_sealed,"
    " external_id FROM membership JOIN member ON member.id = member_id"
    " JOIN member_kind ON member_kind.id = kind_id"
    " WHERE unit_id = ?1 AND until_day IS NULL AND is_home = 1 AND left_at_us IS NULL"
    " ORDER BY search_key, member.id";

/* *ret_text is NULL when there is no number. Caller frees. */
static bool open_number(const Making *making, Statement *statement, int column, const char *place,
                        char **ret_text, GError **error) {
    size_t length;
    const void *sealed = statement_blob(statement, column, &length);
    *ret_text = NULL;
    if (!sealed)
        return true;
    FieldPlace where = {place, statement_text(statement, 0)};
    *ret_text = field_crypto_open(making->crypto, &where, sealed, length, error);
    return *ret_text != NULL;
}

static const char *gender_name(const char *word) {
    return !word ? NULL : g_str_equal(word, "female") ? "女" : "男";
}

static bool add_member(Making *making, Statement *statement, const char *path, GError **error) {
    const char *name = statement_text(statement, 1);
    const char *gender = gender_name(statement_text(statement, 2));
    const char *kind = statement_text(statement, 3);
    const char *external = statement_text(statement, 6);
    if (!making->query->with_numbers)
        return sheet_writer_add(making->writer,
                                (const char *const[]){name, gender, kind, path, external}, error);
    g_autofree char *identity = NULL;
    g_autofree char *phone = NULL;
    if (!open_number(making, statement, 4, "member.identity", &identity, error) ||
        !open_number(making, statement, 5, "member.phone", &phone, error))
        return false;
    const char *cells[G_N_ELEMENTS(MEMBER_COLUMNS)] = {
        [PERSON_NAME] = name,         [PERSON_GENDER] = gender, [PERSON_KIND] = kind,
        [PERSON_IDENTITY] = identity, [PERSON_PHONE] = phone,   [PERSON_UNIT] = path,
        [PERSON_EXTERNAL] = external,
    };
    return sheet_writer_add(making->writer, cells, error);
}

static bool add_members_of(Making *making, unsigned index, GError **error) {
    const UnitTreeRow *row = making->units->pdata[index];
    g_autoptr(Statement) statement = database_prepare(making->database, MEMBERS_OF_UNIT, error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, row->id);
    g_autofree char *path = unit_names_path(making->names, (int)(making->n_above + index));
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW)
        if (!add_member(making, statement, path, error))
            return false;
    return step == STATEMENT_DONE;
}

static bool add_members(Making *making, GError **error) {
    for (unsigned i = 0; i < making->units->len; i++)
        if (!add_members_of(making, i, error))
            return false;
    return true;
}

/* ---- the file ---- */

static SheetWriter *new_writer(const ExportSheetQuery *query) {
    if (query->is_units)
        return sheet_writer_new(query->format, "组织", UNIT_COLUMNS, G_N_ELEMENTS(UNIT_COLUMNS));
    if (query->with_numbers)
        return sheet_writer_new(query->format, "人员", MEMBER_COLUMNS,
                                G_N_ELEMENTS(MEMBER_COLUMNS));
    return sheet_writer_new(query->format, "人员", BARE_COLUMNS, G_N_ELEMENTS(BARE_COLUMNS));
}

GBytes *export_sheet_make(Database *database, const ExportSheetQuery *query,
                          const FieldCrypto *crypto, unsigned *ret_rows, GError **error) {
    database_assert_current(database);
    g_auto(Making) making = {.database = database, .crypto = crypto, .query = query};
    making.writer = new_writer(query);
    if (!load_units(&making, error) ||
        !(query->is_units ? add_units(&making, error) : add_members(&making, error)))
        return NULL;
    *ret_rows = sheet_writer_n_rows(making.writer);
    return sheet_writer_finish(making.writer, error);
}
