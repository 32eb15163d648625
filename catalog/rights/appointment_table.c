#include "catalog/rights/appointment_table.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/json_table.h"
#include "catalog/rights/rights.h"
#include "catalog/store/account_table.h"
#include "catalog/store/outbox_table.h"

typedef enum AppointmentField { FOR_UNIT, FOR_EVENT } AppointmentField;

/* What people can be appointed to. An editor's work belongs to no unit; a member needs no
 * appointment. */
static const struct {
    uint32_t role;
    AppointmentField field;
} ROLES[] = {
    {ROLE_ADMINISTRATOR, FOR_UNIT}, {ROLE_AUDITOR, FOR_UNIT},      {ROLE_CLERK, FOR_UNIT},
    {ROLE_STUDIO, FOR_EVENT},       {ROLE_INTERPRETER, FOR_EVENT},
};

void appointment_row_free(AppointmentRow *row) {
    if (!row)
        return;
    g_free(row->account_name);
    g_free(row->display_name);
    g_free(row->unit_name);
    g_free(row->appointer_name);
    g_free(row);
}

/* ---- the fact ---- */

typedef struct Fact {
    const char *id, *account_id, *role, *unit_id, *event_id, *by; /* borrowed */
} Fact;

static const JsonField FACT_FIELDS[] = {
    {"id", JSON_STRING, offsetof(Fact, id)},
    {"account_id", JSON_STRING, offsetof(Fact, account_id)},
    {"role", JSON_STRING, offsetof(Fact, role)},
    {"unit_id", JSON_STRING, offsetof(Fact, unit_id)},
    {"event_id", JSON_STRING, offsetof(Fact, event_id)},
    {"by", JSON_STRING, offsetof(Fact, by)},
    {NULL, JSON_END},
};
static const JsonTable FACT = {"AppointmentFact", sizeof(Fact), FACT_FIELDS};

static bool append_fact(Database *database, const char *kind, const AppointmentRow *row,
                        const char *by, GError **error) {
    g_auto(GStrv) words = role_to_words(row->role);
    const Fact fact = {
        .id = row->id,
        .account_id = row->account_id,
        .role = words[0],
        .unit_id = *row->unit_id ? row->unit_id : NULL,
        .event_id = *row->event_id ? row->event_id : NULL,
        .by = by,
    };
    g_autofree char *payload = json_table_write(&FACT, &fact);
    return outbox_table_append(database, kind, payload, NULL, error);
}

/* ---- reading ---- */

#define COLUMNS                                                                                    \
    "appointment.id, appointment.account_id, role, appointment.unit_id, event_id, appointed_by,"   \
    " appointed_at_us, account.name, account.display_name, unit.name,"                             \
    " ifnull(appointer.display_name, '')"
#define SOURCE                                                                                     \
    " FROM appointment JOIN account ON account.id = account_id"                                    \
    " LEFT JOIN unit ON unit.id = appointment.unit_id"                                             \
    " LEFT JOIN account AS appointer ON appointer.id = appointed_by"                               \
    " WHERE ended_at_us IS NULL"

static void *row_from(Statement *statement) {
    AppointmentRow *row = g_new0(AppointmentRow, 1);
    statement_copy_text(statement, 0, row->id, sizeof row->id);
    statement_copy_text(statement, 1, row->account_id, sizeof row->account_id);
    row->role = (uint32_t)statement_int64(statement, 2);
    statement_copy_text(statement, 3, row->unit_id, sizeof row->unit_id);
    statement_copy_text(statement, 4, row->event_id, sizeof row->event_id);
    statement_copy_text(statement, 5, row->appointed_by, sizeof row->appointed_by);
    row->appointed_at_us = statement_int64(statement, 6);
    row->account_name = statement_dup_text(statement, 7);
    row->display_name = statement_dup_text(statement, 8);
    row->unit_name = statement_dup_text(statement, 9);
    row->appointer_name = statement_dup_text(statement, 10);
    return row;
}

AppointmentRow *appointment_table_get(Database *database, const char *id, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database, "SELECT " COLUMNS SOURCE " AND appointment.id = ?1", error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, id);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_ROW)
        return row_from(statement);
    if (step == STATEMENT_DONE)
        rights_not_found(error);
    return NULL;
}

#define PAGE                                                                                       \
    " AND (?2 IS NULL OR account_id = ?2) AND appointment.id > ?3"                                 \
    " ORDER BY appointment.id LIMIT ?4"

GPtrArray *appointment_table_list(Database *database, const AppointmentQuery *query,
                                  GError **error) {
    database_assert_current(database);
    const char *sql = query->reach_json ? RIGHTS_REACH_SQL
                          "SELECT " COLUMNS SOURCE
                          " AND appointment.unit_id IN (SELECT id FROM reach)" PAGE
                                        : "SELECT " COLUMNS SOURCE PAGE;
    g_autoptr(Statement) statement = database_prepare(database, sql, error);
    if (!statement)
        return NULL;
    bool is_page = query->limit > 0 && query->limit < APPOINTMENT_LIST_MAX_ROWS;
    if (query->reach_json)
        statement_bind_text(statement, 1, query->reach_json);
    statement_bind_text(statement, 2, query->account_id);
    statement_bind_text(statement, 3, query->after ? query->after : "");
    statement_bind_int64(statement, 4, is_page ? query->limit : APPOINTMENT_LIST_MAX_ROWS);
    return statement_rows(statement, row_from, (GDestroyNotify)appointment_row_free, error);
}

GStrv appointment_table_accounts_for(Database *database, const char *unit_id, uint32_t roles,
                                     GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database,
        "WITH RECURSIVE up (id) AS (SELECT ?1 UNION"
        " SELECT unit.parent_id FROM unit JOIN up ON unit.id = up.id WHERE unit.parent_id NOT NULL)"
        " SELECT DISTINCT account_id FROM appointment JOIN account ON account.id = account_id"
        " WHERE role & ?2 AND ended_at_us IS NULL AND locked = 0"
        " AND unit_id IN (SELECT id FROM up) ORDER BY 1",
        error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, unit_id);
    statement_bind_int64(statement, 2, roles);
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW)
        g_strv_builder_add(builder, statement_text(statement, 0));
    return step == STATEMENT_DONE ? g_strv_builder_end(builder) : NULL;
}

/* ---- checks ---- */

static bool check_role(const AppointmentRow *row, GError **error) {
    AppointmentField field = *row->unit_id ? FOR_UNIT : FOR_EVENT;
    for (unsigned i = 0; i < G_N_ELEMENTS(ROLES); i++)
        if (ROLES[i].role == row->role && ROLES[i].field == field)
            return true;
    g_auto(GStrv) words = role_to_words(row->role);
    g_set_error(
        error, BASE_ERROR, ERROR_INVALID,
        field == FOR_UNIT
            ? "cannot appoint to role '%s': for a unit there are administrator, auditor, clerk"
            : "cannot appoint to role '%s': for an event there are studio, interpreter",
        words[0] ? words[0] : "");
    return false;
}

static bool check_unit(Database *database, const char *unit_id, GError **error) {
    g_autoptr(Statement) statement =
        database_prepare(database, "SELECT name, closed_at_us FROM unit WHERE id = ?1", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, unit_id);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_DONE)
        return rights_not_found(error);
    if (step == STATEMENT_FAILED)
        return false;
    if (statement_is_null(statement, 1))
        return true;
    g_set_error(error, BASE_ERROR, ERROR_CONFLICT, "cannot appoint for unit '%s': it is closed",
                statement_text(statement, 0));
    return false;
}

/* An event is a meeting. */
static bool check_event(Database *database, const char *event_id, GError **error) {
    g_autoptr(Statement) statement =
        database_prepare(database, "SELECT 1 FROM meeting WHERE id = ?1 AND kind <> 'talk'", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, event_id);
    StatementStep step = statement_step(statement, error);
    return step == STATEMENT_ROW || (step == STATEMENT_DONE && rights_not_found(error));
}

/* Also says whether the same is open. */
static bool check_account(Database *database, const AppointmentRow *row, GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        "SELECT name, locked, (SELECT count(*) FROM appointment WHERE account_id = ?1"
        " AND ended_at_us IS NULL), EXISTS (SELECT 1 FROM appointment WHERE account_id = ?1"
        " AND ended_at_us IS NULL AND role = ?2 AND ifnull(unit_id, event_id) = ?3)"
        " FROM account WHERE id = ?1",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, row->account_id);
    statement_bind_int64(statement, 2, row->role);
    statement_bind_text(statement, 3, *row->unit_id ? row->unit_id : row->event_id);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_DONE)
        return rights_not_found(error);
    if (step == STATEMENT_FAILED)
        return false;
    const char *fault = NULL;
    if (statement_int64(statement, 1))
        fault = "it is locked";
    else if (statement_int64(statement, 3))
        fault = "it is appointed to this already";
    else if (statement_int64(statement, 2) >= APPOINTMENT_MAX_OPEN)
        fault = "it has too many appointments";
    if (fault)
        g_set_error(error, BASE_ERROR, ERROR_CONFLICT, "cannot appoint account '%s': %s",
                    statement_text(statement, 0), fault);
    return !fault;
}

/* ---- writing ---- */

static bool keep_roles(Database *database, const char *account_id, GError **error) {
    uint32_t roles = 0;
    {
        g_autoptr(Statement) statement = database_prepare(
            database,
            "SELECT DISTINCT role FROM appointment WHERE account_id = ?1 AND ended_at_us IS NULL",
            error);
        if (!statement)
            return false;
        statement_bind_text(statement, 1, account_id);
        StatementStep step;
        while ((step = statement_step(statement, error)) == STATEMENT_ROW)
            roles |= (uint32_t)statement_int64(statement, 0);
        if (step == STATEMENT_FAILED)
            return false;
    }
    g_autoptr(Statement) statement =
        database_prepare(database, "UPDATE account SET appointed_roles = ?2 WHERE id = ?1", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, account_id);
    statement_bind_int64(statement, 2, roles);
    return statement_run(statement, error);
}

static bool insert_row(Database *database, const AppointmentRow *row, GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        "INSERT INTO appointment (id, account_id, role, unit_id, event_id, appointed_by,"
        " appointed_at_us) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, row->id);
    statement_bind_text(statement, 2, row->account_id);
    statement_bind_int64(statement, 3, row->role);
    statement_bind_text(statement, 4, *row->unit_id ? row->unit_id : NULL);
    statement_bind_text(statement, 5, *row->event_id ? row->event_id : NULL);
    statement_bind_text(statement, 6, row->appointed_by);
    statement_bind_int64(statement, 7, row->appointed_at_us);
    return statement_run(statement, error);
}

bool appointment_table_insert(Database *database, AppointmentRow *row, GError **error) {
    database_assert_current(database);
    if (!check_role(row, error) || (*row->unit_id && !check_unit(database, row->unit_id, error)) ||
        (*row->event_id && !check_event(database, row->event_id, error)) ||
        !check_account(database, row, error))
        return false;
    id_new_uuid7(row->id);
    row->appointed_at_us = clock_wall_us();
    return insert_row(database, row, error) && keep_roles(database, row->account_id, error) &&
           append_fact(database, "appointment.made", row, row->appointed_by, error);
}

bool appointment_table_end(Database *database, const char *id, const char *ended_by,
                           GError **error) {
    database_assert_current(database);
    g_autoptr(AppointmentRow) row = appointment_table_get(database, id, error);
    if (!row)
        return false;
    g_autoptr(Statement) statement = database_prepare(
        database, "UPDATE appointment SET ended_by = ?2, ended_at_us = ?3 WHERE id = ?1", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, id);
    statement_bind_text(statement, 2, ended_by);
    statement_bind_int64(statement, 3, clock_wall_us());
    return statement_run(statement, error) && keep_roles(database, row->account_id, error) &&
           append_fact(database, "appointment.ended", row, ended_by, error);
}
