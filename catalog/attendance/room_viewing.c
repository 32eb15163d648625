#include "catalog/attendance/room_viewing.h"

#include <string.h>

#include "catalog/attendance/credit_terms.h"
#include "catalog/meeting/fault_table.h"
#include "catalog/meeting/meeting_table.h"
#include "catalog/viewing/viewing_token.h"

#define DEVICE "room"

static bool insert(Database *database, RoomViewing *viewing, GError **error) {
    ViewingRow *row = &viewing->row;
    row->is_live = true;
    row->expires_at_us = clock_wall_us() + VIEWING_TOKEN_LIFETIME_US;
    return viewing_table_insert(database, row, DEVICE, error) &&
           viewing_table_stakes(database, row, &viewing->stakes, error) &&
           credit_terms_find(database, row, CREDIT_TERMS_OPENING, &viewing->terms, error);
}

bool room_viewing_open(Database *database, const char *meeting_id, const char *person_id,
                       bool is_screen, RoomViewing *ret_viewing, GError **error) {
    ViewingRow *row = &ret_viewing->row;
    g_autoptr(MeetingRow) meeting = meeting_table_get(database, meeting_id, error);
    if (!meeting)
        return false;
    *ret_viewing =
        (RoomViewing){.is_none = meeting->kind != MEETING_GROUP || meeting->state != MEETING_OPEN,
                      .row = {.who = is_screen ? VIEWING_SCREEN : VIEWING_ACCOUNT,
                              .base_wall_us = meeting->live_at_us}};
    g_strlcpy(row->meeting_id, meeting_id, sizeof row->meeting_id);
    g_strlcpy(row->who_id, person_id, sizeof row->who_id);
    return ret_viewing->is_none || insert(database, ret_viewing, error);
}

/* ?1 opened since */
static const char LEFT[] =
    "SELECT viewing.id FROM meeting JOIN viewing ON viewing.meeting_id = meeting.id"
    " WHERE meeting.kind = 'group' AND meeting.live_at_us NOT NULL"
    " AND viewing.started_at_us >= ?1 AND is_live = 1 AND is_over = 0 AND last_sequence > 0"
    " AND (account_id NOT NULL OR screen_id NOT NULL) ORDER BY viewing.id";

GPtrArray *room_viewing_list_left(Database *database, int64_t now_us, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(database, LEFT, error);
    if (!statement)
        return NULL;
    statement_bind_int64(statement, 1, now_us - VIEWING_STAKE_US);
    g_autoptr(GPtrArray) ids = statement_texts(statement, error);
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(g_free);
    for (unsigned i = 0; ids && i < ids->len; i++) {
        ViewingRow *row = g_new0(ViewingRow, 1);
        g_ptr_array_add(rows, row);
        if (!viewing_table_get(database, ids->pdata[i], row, error))
            return NULL;
    }
    return ids ? g_steal_pointer(&rows) : NULL;
}

static bool note_one(Database *database, const ViewingRow *newest, int64_t now_us, GError **error) {
    g_autoptr(MeetingRow) meeting = meeting_table_get(database, newest->meeting_id, error);
    if (!meeting)
        return false;
    const MeetingMediaFault fault = {
        .from_ms = newest->resume_ms,
        .to_ms = (now_us + ROOM_VIEWING_BACK_US - meeting->live_at_us) / CLOCK_US_PER_MS,
        .is_server = true};
    return meeting->state != MEETING_OPEN || meeting->is_endless || fault.to_ms <= fault.from_ms ||
           fault_table_note(database, meeting->id, &fault, error);
}

/* By meeting, who was heard last in front. */
static int compare_rows(const void *a, const void *b) {
    const ViewingRow *first = *(ViewingRow *const *)a, *second = *(ViewingRow *const *)b;
    int order = strcmp(first->meeting_id, second->meeting_id);
    if (order != 0 || first->resume_ms == second->resume_ms)
        return order;
    return first->resume_ms > second->resume_ms ? -1 : 1;
}

bool room_viewing_note_away(Database *database, const GPtrArray *left, int64_t now_us,
                            GError **error) {
    g_autoptr(GPtrArray) rows = g_ptr_array_sized_new(left->len);
    const char *noted = "";
    for (unsigned i = 0; i < left->len; i++)
        g_ptr_array_add(rows, left->pdata[i]);
    g_ptr_array_sort(rows, compare_rows);
    for (unsigned i = 0; i < rows->len; i++) {
        const ViewingRow *row = rows->pdata[i];
        if (strcmp(row->meeting_id, noted) != 0 && !note_one(database, row, now_us, error))
            return false;
        noted = row->meeting_id;
    }
    return true;
}

/* ---- quiet ---- */

static bool find_earlier(Database *database, const char *meeting_id, int64_t before_us,
                         bool *ret_is_there, GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database, "SELECT 1 FROM viewing WHERE meeting_id = ?1 AND started_at_us < ?2 LIMIT 1",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, meeting_id);
    statement_bind_int64(statement, 2, before_us);
    StatementStep step = statement_step(statement, error);
    *ret_is_there = step == STATEMENT_ROW;
    return step != STATEMENT_FAILED;
}

bool room_viewing_note_quiet(Database *database, const char *meeting_id, const RoomQuietSpan *quiet,
                             bool *ret_is_none, GError **error) {
    bool has_earlier = false;
    g_autoptr(MeetingRow) meeting = meeting_table_get(database, meeting_id, error);
    if (!meeting ||
        (quiet->from_ms == 0 &&
         !find_earlier(database, meeting_id, quiet->to_ms * CLOCK_US_PER_MS, &has_earlier, error)))
        return false;
    int64_t live_at_ms = meeting->live_at_us / CLOCK_US_PER_MS;
    const MeetingMediaFault fault = {.from_ms = MAX(quiet->from_ms - live_at_ms, 0),
                                     .to_ms = quiet->to_ms - live_at_ms};
    *ret_is_none =
        meeting->kind != MEETING_GROUP || meeting->state != MEETING_OPEN || meeting->is_endless;
    return *ret_is_none || has_earlier || fault.to_ms - fault.from_ms < ROOM_QUIET_LEAST_MS ||
           fault_table_note(database, meeting_id, &fault, error);
}
