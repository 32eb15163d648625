#include "catalog/store/migrations.h"

#include "base/error.h"
#include "store_sql.h"

typedef struct Step {
    const char *name;
    const char *sql;
} Step;

/* Append only: a row that was released never changes. Row n leads from version n to n + 1. */
static const Step STEPS[] = {
    {"accounts", SQL_0001_ACCOUNTS},
    {"bearer tokens", SQL_0002_BEARER},
    {"people and places", SQL_0003_PEOPLE},
    {"meetings", SQL_0004_MEETINGS},
    {"viewings", SQL_0005_VIEWINGS},
    {"notices", SQL_0006_NOTICES},
    {"retention", SQL_0008_RETENTION},
    {"courses", SQL_0009_COURSES},
    {"study sessions", SQL_0010_STUDIES},
    {"faults", SQL_0011_FAULTS},
    {"ledger", SQL_0012_LEDGER},
    {"registers", SQL_0013_REGISTERS},
    {"records", SQL_0014_RECORDS},
    {"reports", SQL_0015_REPORTS},
    {"proofs", SQL_0016_PROOFS},
    {"rooms", SQL_0017_ROOMS},
    {"doors of rooms", SQL_0018_ROOM_DOORS},
};

unsigned migrations_latest_version(void) {
    return G_N_ELEMENTS(STEPS);
}

const char *migrations_schema_text(void) {
    return SQL_SCHEMA;
}

bool migrations_check(Database *database, unsigned *ret_version, GError **error) {
    int64_t version;
    if (!database_query_int64(database, "PRAGMA user_version", &version, error))
        return false;
    if (version < 0 || version > (int64_t)G_N_ELEMENTS(STEPS)) {
        g_set_error(error, BASE_ERROR, version < 0 ? ERROR_CORRUPT : ERROR_NEWER,
                    "cannot use database '%s': its schema has version %" G_GINT64_FORMAT
                    ", this program knows versions up to %u; install the newer program",
                    database_path(database), version, migrations_latest_version());
        return false;
    }
    *ret_version = (unsigned)version;
    return true;
}

static bool check_references(Database *database, GError **error) {
    g_autoptr(Statement) statement = database_prepare(database, "PRAGMA foreign_key_check", error);
    if (!statement)
        return false;
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_ROW)
        g_set_error(error, BASE_ERROR, ERROR_CORRUPT, "a row of '%s' refers to nothing",
                    statement_text(statement, 0));
    return step == STATEMENT_DONE;
}

static bool run_sql(Database *database, const char *sql, unsigned version, GError **error) {
    g_autofree char *mark = g_strdup_printf("PRAGMA user_version = %u", version);
    return database_execute(database, sql, error) && check_references(database, error) &&
           database_execute(database, mark, error);
}

/* Runs `sql` and marks the new version: all or nothing. */
static bool step_to(Database *database, const Step *step, unsigned version, GError **error) {
    if (database_begin(database, DATABASE_WRITE, error)) {
        if (run_sql(database, step->sql, version, error) && database_commit(database, error))
            return true;
        database_rollback(database);
    }
    g_prefix_error(error,
                   "cannot bring database '%s' to version %u (%s): ", database_path(database),
                   version, step->name);
    return false;
}

bool migrations_apply(Database *database, GError **error) {
    unsigned version;
    if (!migrations_check(database, &version, error))
        return false;
    const Step all = {"new", SQL_SCHEMA};
    if (version == 0)
        return step_to(database, &all, migrations_latest_version(), error);
    for (; version < G_N_ELEMENTS(STEPS); version++)
        if (!step_to(database, &STEPS[version], version + 1, error))
            return false;
    return true;
}
