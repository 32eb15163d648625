#include "catalog/meeting/meeting_demo.h"

#include "base/clock.h"
#include "catalog/meeting/meeting_change.h"
#include "catalog/meeting/meeting_parts.h"

#define DATE_CHARS 17 /* " 2026-01-31 18:30" */

static bool run_for_both(Database *database, const char *sql, const char *id, const char *next_id,
                         GError **error) {
    g_autoptr(Statement) statement = database_prepare(database, sql, error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, id);
    if (next_id)
        statement_bind_text(statement, 2, next_id);
    return statement_run(statement, error);
}

/* ---- the one that is over ---- */

static char *dated(const MeetingRow *row, int64_t now_us) {
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(row->time_zone);
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(now_us / CLOCK_US_PER_S);
    if (!zone)
        zone = g_time_zone_new_utc();
    g_autoptr(GDateTime) local = g_date_time_to_timezone(utc, zone);
    g_autofree char *date = g_date_time_format(local, " %Y-%m-%d %H:%M");
    glong kept = MIN(g_utf8_strlen(row->title, -1), MEETING_TITLE_MAX_CHARS - DATE_CHARS);
    g_autofree char *title = g_utf8_substring(row->title, 0, kept);
    return g_strconcat(title, date, NULL);
}

static void keep_newest(MeetingRow *row, int64_t media_ms) {
    int64_t end_ms = media_ms >= 0 ? media_ms : row->duration_us / CLOCK_US_PER_MS;
    row->is_recorded = end_ms > 0 && meeting_row_has_programme(row);
    row->trim_from_ms = MAX(0, end_ms - MEETING_DEMO_KEEP_US / CLOCK_US_PER_MS);
    row->trim_to_ms = 0;
}

static bool become_ordinary(Database *database, MeetingRow *row, int64_t now_us, GError **error) {
    char *title = dated(row, now_us);
    g_free(row->title);
    row->title = title;
    g_free(row->note);
    row->note = g_strdup("");
    row->starts_at_us = CLAMP(row->starts_at_us, now_us - MEETING_DEMO_KEEP_US, now_us - 1);
    row->ends_at_us = now_us;
    if (!meeting_change_step(database, row, MEETING_END, error))
        return false;
    row->is_endless = false;
    g_clear_pointer(&row->alias, g_free);
    return run_for_both(database, "UPDATE meeting SET alias = NULL, is_endless = 0 WHERE id = ?1",
                        row->id, NULL, error);
}

/* ---- the next one ---- */

static MeetingRow *next_of(const MeetingRow *row, int64_t now_us) {
    MeetingRow *next = g_new0(MeetingRow, 1);
    *next = (MeetingRow){.alias = g_strdup(row->alias),
                         .title = g_strdup(row->title),
                         .note = g_strdup(row->note),
                         .kind = row->kind,
                         .state = meeting_row_has_programme(row) ? MEETING_LIVE : MEETING_OPEN,
                         .visibility = row->visibility,
                         .starts_at_us = now_us,
                         .ends_at_us = now_us + (row->ends_at_us - row->starts_at_us),
                         .time_zone = g_strdup(row->time_zone),
                         .is_recorded = row->is_recorded,
                         .is_endless = true,
                         .live_at_us = now_us};
    g_strlcpy(next->type_id, row->type_id, sizeof next->type_id);
    g_strlcpy(next->created_by, row->created_by, sizeof next->created_by);
    return next;
}

/* Its unit may have been closed meanwhile: it stays who holds it. */
static const char TAKE_UNIT[] =
    "UPDATE meeting SET unit_id = (SELECT unit_id FROM meeting WHERE id = ?1) WHERE id = ?2";
static const char TAKE_INPUTS[] = "UPDATE meeting_input SET meeting_id = ?2 WHERE meeting_id = ?1";

static bool begin(Database *database, const MeetingRow *row, MeetingRow *next, GError **error) {
    g_autoptr(GPtrArray) languages = meeting_parts_languages(database, row->id, error);
    return languages && meeting_table_insert(database, next, error) &&
           meeting_parts_set_languages(database, next->id, languages, error) &&
           run_for_both(database, TAKE_UNIT, row->id, next->id, error) &&
           run_for_both(database, TAKE_INPUTS, row->id, next->id, error);
}

bool meeting_demo_end(Database *database, MeetingRow *row, int64_t media_ms,
                      char ret_next_id[ID_TEXT_BYTES], GError **error) {
    database_assert_current(database);
    int64_t now_us = clock_wall_us();
    g_autoptr(MeetingRow) next = next_of(row, now_us);
    keep_newest(row, media_ms);
    if (!become_ordinary(database, row, now_us, error) || !begin(database, row, next, error))
        return false;
    g_strlcpy(ret_next_id, next->id, ID_TEXT_BYTES);
    return true;
}
