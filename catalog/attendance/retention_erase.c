#include "catalog/attendance/retention_erase.h"

#include <string.h>

#include "base/json_table.h"
#include "catalog/attendance/retention_due.h"
#include "catalog/store/audit_table.h"
#include "catalog/store/setting_table.h"

#define PENDING           "retention_pending" /* PendingJson of what no entry of the audit tells yet */
#define PENDING_MAX_BYTES 256

/* ---- names of guests ---- */

static const char DUE_REGISTERS[] =
    "SELECT DISTINCT guest.register_id" RETENTION_GUEST_FROM " AND " RETENTION_GUEST_DUE
    " AND guest.register_id NOT NULL LIMIT ?2";
static const char DUE_ROOMS[] =
    "SELECT DISTINCT guest.meeting_id" RETENTION_GUEST_FROM " AND " RETENTION_GUEST_DUE
    " AND guest.meeting_id NOT NULL LIMIT ?2";

/* Numbered by who came first. */
static const char ERASE_GUESTS[] =
    "UPDATE presence SET guest_name = '#' || guest.number, guest_number = guest.number"
    " FROM (SELECT id, dense_rank() OVER (ORDER BY first_us, guest_name) AS number"
    " FROM (SELECT id, guest_name, min(from_us) OVER (PARTITION BY guest_name) AS first_us"
    " FROM presence WHERE register_id = ?1 AND guest_name NOT NULL)) AS guest"
    " WHERE presence.id = guest.id";

/* Each seat of a guest is another one. Its number is in the visits; what else has the name follows.
 */
static const char ERASE_VISITORS[] =
    "UPDATE room_visit SET name = '#' || guest.number, guest_number = guest.number"
    " FROM (SELECT person_id, row_number() OVER (ORDER BY min(from_us), person_id) AS number"
    " FROM room_visit WHERE meeting_id = ?1 AND kind = 'guest' GROUP BY person_id) AS guest"
    " WHERE room_visit.meeting_id = ?1 AND room_visit.kind = 'guest'"
    " AND room_visit.person_id = guest.person_id";
#define NAME_OF(table)                                                                             \
    "ifnull((SELECT name FROM room_visit WHERE meeting_id = ?1"                                    \
    " AND person_id = " table ".person_id), '#')"
static const char ERASE_IN_ROOM[] = "UPDATE room_person SET name = " NAME_OF(
    "room_person") " WHERE meeting_id = ?1 AND kind = 'guest'";
static const char ERASE_IN_CHAT[] =
    "UPDATE room_chat SET name = " NAME_OF("room_chat") " WHERE meeting_id = ?1 AND person_id IN"
                                                        " (SELECT person_id FROM room_person"
                                                        " WHERE meeting_id = ?1"
                                                        " AND kind = 'guest')";

static bool run_of(Database *database, const char *sql, const char *id, GError **error) {
    g_autoptr(Statement) statement = database_prepare(database, sql, error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, id);
    return statement_run(statement, error);
}

static bool erase_guests_of(Database *database, const char *register_id, int64_t *n_erased,
                            GError **error) {
    if (!run_of(database, ERASE_GUESTS, register_id, error))
        return false;
    *n_erased += database_changes(database);
    return true;
}

static bool erase_visitors_of(Database *database, const char *meeting_id, int64_t *n_erased,
                              GError **error) {
    if (!run_of(database, ERASE_VISITORS, meeting_id, error))
        return false;
    *n_erased += database_changes(database);
    return run_of(database, ERASE_IN_ROOM, meeting_id, error) &&
           run_of(database, ERASE_IN_CHAT, meeting_id, error);
}

static GPtrArray *find_due(Database *database, const char *sql, int64_t before_us, GError **error) {
    g_autoptr(Statement) statement = database_prepare(database, sql, error);
    if (!statement)
        return NULL;
    statement_bind_int64(statement, 1, before_us);
    statement_bind_int64(statement, 2, RETENTION_ERASE_REGISTERS);
    return statement_texts(statement, error);
}

static bool erase_guests(Database *database, int64_t before_us, int64_t *n_erased, bool *is_done,
                         GError **error) {
    g_autoptr(GPtrArray) ids = find_due(database, DUE_REGISTERS, before_us, error);
    g_autoptr(GPtrArray) rooms = ids ? find_due(database, DUE_ROOMS, before_us, error) : NULL;
    if (!rooms)
        return false;
    for (unsigned i = 0; i < ids->len; i++)
        if (!erase_guests_of(database, ids->pdata[i], n_erased, error))
            return false;
    for (unsigned i = 0; i < rooms->len; i++)
        if (!erase_visitors_of(database, rooms->pdata[i], n_erased, error))
            return false;
    *is_done = *is_done && MAX(ids->len, rooms->len) < RETENTION_ERASE_REGISTERS;
    return true;
}

/* ---- reasons of leaves ---- */

static const char ERASE_REASONS[] =
    "UPDATE attendance_leave SET reason_sealed = NULL WHERE id IN (SELECT "
    "leave.id" RETENTION_REASON_FROM " AND " RETENTION_REASON_DUE " LIMIT ?2)";

static bool erase_reasons(Database *database, int64_t before_us, int64_t *n_erased, bool *is_done,
                          GError **error) {
    g_autoptr(Statement) statement = database_prepare(database, ERASE_REASONS, error);
    if (!statement)
        return false;
    statement_bind_int64(statement, 1, before_us);
    statement_bind_int64(statement, 2, RETENTION_ERASE_REASONS);
    if (!statement_run(statement, error))
        return false;
    *n_erased += database_changes(database);
    *is_done = *is_done && database_changes(database) < RETENTION_ERASE_REASONS;
    return true;
}

/* ---- what was done ---- */

typedef struct Erased {
    int64_t guest_names, reasons, keep_guest_names, keep_reasons;
} Erased;

static const JsonTable PENDING_TABLE = {
    "pending", sizeof(Erased),
    (const JsonField[]){
        {"guest_names", JSON_INTEGER, offsetof(Erased, guest_names)},
        {"reasons", JSON_INTEGER, offsetof(Erased, reasons)},
        {NULL, JSON_END},
    }};

static const JsonTable ERASED_TABLE = {
    "erased", sizeof(Erased),
    (const JsonField[]){
        {"guest_names", JSON_INTEGER, offsetof(Erased, guest_names)},
        {"reasons", JSON_INTEGER, offsetof(Erased, reasons)},
        {"keep_guest_names", JSON_INTEGER, offsetof(Erased, keep_guest_names)},
        {"keep_reasons", JSON_INTEGER, offsetof(Erased, keep_reasons)},
        {NULL, JSON_END},
    }};

static bool read_pending(Database *database, Erased *ret_erased, GError **error) {
    g_autofree char *text = NULL;
    *ret_erased = (Erased){0};
    if (!setting_table_find(database, PENDING, &text, error))
        return false;
    return !text || json_table_read(&PENDING_TABLE, text, strlen(text), PENDING_MAX_BYTES,
                                    ret_erased, error);
}

static bool write_pending(Database *database, const Erased *erased, GError **error) {
    g_autofree char *text = json_table_write(&PENDING_TABLE, erased);
    return setting_table_set(database, PENDING, text, error);
}

static bool write_entry(Database *database, const Erased *erased, GError **error) {
    g_autoptr(AuditRow) row = g_new0(AuditRow, 1);
    row->actor_name = g_strdup("");
    row->action = g_strdup("retention.erase");
    row->outcome = g_strdup("ok");
    row->detail = json_table_write(&ERASED_TABLE, erased);
    return audit_table_append(database, row, error);
}

/* Nothing is written where nothing was erased. */
static bool write_down(Database *database, const Erased *before, Erased *erased, bool is_done,
                       GError **error) {
    bool is_told = is_done && erased->guest_names + erased->reasons > 0;
    if (is_told && !write_entry(database, erased, error))
        return false;
    if (is_told)
        erased->guest_names = erased->reasons = 0;
    return (erased->guest_names == before->guest_names && erased->reasons == before->reasons) ||
           write_pending(database, erased, error);
}

bool retention_erase_step(Database *database, const RetentionRule *rule, int64_t now_us,
                          bool *ret_is_done, GError **error) {
    database_assert_current(database);
    Erased erased;
    *ret_is_done = true;
    if (!read_pending(database, &erased, error))
        return false;
    const Erased before = erased;
    erased.keep_guest_names = rule->guest_name_days;
    erased.keep_reasons = rule->reason_days;
    int64_t guests_us = retention_class_cutoff_us(rule->guest_name_days, now_us);
    int64_t reasons_us = retention_class_cutoff_us(rule->reason_days, now_us);
    return erase_guests(database, guests_us, &erased.guest_names, ret_is_done, error) &&
           erase_reasons(database, reasons_us, &erased.reasons, ret_is_done, error) &&
           write_down(database, &before, &erased, *ret_is_done, error);
}
