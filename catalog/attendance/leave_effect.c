#include "catalog/attendance/leave_effect.h"

#include "base/id.h"
#include "catalog/roster/day.h"

bool leave_effect_is_excused(Database *database, const LeaveEvent *event, bool *ret_is_excused,
                             GError **error) {
    database_assert_current(database);
    char day[DAY_TEXT_BYTES];
    day_of(event->began_at_us, day);
    g_autoptr(Statement) statement = database_prepare(
        database,
        "SELECT EXISTS (SELECT 1 FROM exemption WHERE member_id = ?1 AND revoked_at_us IS NULL"
        " AND from_day <= ?4 AND until_day > ?4) OR EXISTS (SELECT 1 FROM attendance_leave"
        " WHERE member_id = ?1 AND state = 'granted' AND ((event_kind = ?2 AND event_id = ?3)"
        " OR (from_day <= ?4 AND until_day > ?4)))",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, event->member_id);
    statement_bind_text(statement, 2, event->event_kind);
    statement_bind_text(statement, 3, event->event_id);
    statement_bind_text(statement, 4, day);
    if (statement_step(statement, error) != STATEMENT_ROW)
        return false;
    *ret_is_excused = statement_int64(statement, 0) != 0;
    return true;
}

typedef struct Seat {
    char register_id[ID_TEXT_BYTES], event_id[ID_TEXT_BYTES], kind[8];
    int64_t began_at_us;
} Seat;

static void *read_seat(Statement *statement) {
    Seat *seat = g_new0(Seat, 1);
    statement_copy_text(statement, 0, seat->register_id, sizeof seat->register_id);
    statement_copy_text(statement, 1, seat->event_id, sizeof seat->event_id);
    statement_copy_text(statement, 2, seat->kind, sizeof seat->kind);
    seat->began_at_us = statement_int64(statement, 3);
    return seat;
}

static GPtrArray *load_open(Database *database, const char *member_id, GError **error) {
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "SELECT register.id, event_id, kind, began_at_us FROM register_person"
                         " JOIN register ON register.id = register_id"
                         " WHERE register_person.member_id = ?1 AND closed_at_us IS NULL",
                         error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, member_id);
    return statement_rows(statement, read_seat, g_free, error);
}

static bool write_excused(Database *database, const Seat *seat, const char *member_id,
                          GError **error) {
    const LeaveEvent event = {member_id, seat->kind, seat->event_id, seat->began_at_us};
    bool is_excused = false;
    if (!leave_effect_is_excused(database, &event, &is_excused, error))
        return false;
    g_autoptr(Statement) statement = database_prepare(
        database,
        "UPDATE register_person SET is_excused = ?3 WHERE register_id = ?1 AND member_id = ?2",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, seat->register_id);
    statement_bind_text(statement, 2, member_id);
    statement_bind_int64(statement, 3, is_excused);
    return statement_run(statement, error);
}

bool leave_effect_refresh(Database *database, const char *member_id, GError **error) {
    database_assert_current(database);
    g_autoptr(GPtrArray) seats = load_open(database, member_id, error);
    bool is_good = seats != NULL;
    for (unsigned i = 0; is_good && i < seats->len; i++)
        is_good = write_excused(database, seats->pdata[i], member_id, error);
    return is_good;
}
