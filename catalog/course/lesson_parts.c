#include "catalog/course/lesson_parts.h"

#include "base/error.h"

/* ---- chapters ---- */

static char *read_json(Database *database, const char *sql, const char *id, GError **error) {
    g_autoptr(Statement) statement = database_prepare(database, sql, error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, id);
    return statement_step(statement, error) == STATEMENT_ROW ? statement_dup_text(statement, 0)
                                                             : NULL;
}

char *lesson_parts_marks(Database *database, const LessonRow *row, GError **error) {
    static const char OWN[] =
        "SELECT json_group_array(json_object('at_ms', at_ms, 'title', title)) FROM"
        " (SELECT at_ms, title FROM lesson_mark WHERE lesson_id = ?1 ORDER BY at_ms)";
    static const char OF_MEETING[] =
        "SELECT json_group_array(json_object('at_ms', started_at_ms, 'title', title)) FROM"
        " (SELECT started_at_ms, title FROM meeting_agenda WHERE meeting_id = ?1"
        " AND started_at_ms IS NOT NULL ORDER BY started_at_ms)";
    database_assert_current(database);
    return *row->meeting_id ? read_json(database, OF_MEETING, row->meeting_id, error)
                            : read_json(database, OWN, row->id, error);
}

static bool insert_mark(Database *database, const char *id, const LessonMark *mark,
                        GError **error) {
    if (!course_text_check_title(mark->title, error))
        return false;
    g_autoptr(Statement) statement = database_prepare(
        database,
        "INSERT OR REPLACE INTO lesson_mark (lesson_id, at_ms, title) VALUES (?1, ?2, ?3)", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, id);
    statement_bind_int64(statement, 2, mark->at_ms);
    statement_bind_text(statement, 3, mark->title);
    return statement_run(statement, error);
}

static bool run_of(Database *database, const char *sql, const char *id, GError **error) {
    g_autoptr(Statement) statement = database_prepare(database, sql, error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, id);
    return statement_run(statement, error);
}

bool lesson_parts_set_marks(Database *database, const char *id, const GPtrArray *marks,
                            GError **error) {
    database_assert_current(database);
    if (!marks)
        return true;
    if (!run_of(database, "DELETE FROM lesson_mark WHERE lesson_id = ?1", id, error))
        return false;
    for (unsigned i = 0; i < marks->len; i++)
        if (!insert_mark(database, id, marks->pdata[i], error))
            return false;
    return true;
}

/* ---- what the media side says ---- */

static bool write_download(Database *database, const char *id, const CourseDownload *download,
                           GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        "INSERT INTO lesson_download (lesson_id, language, video_bytes, sound_bytes)"
        " SELECT ?1, ?2, ?3, ?4 WHERE EXISTS (SELECT 1 FROM lesson WHERE id = ?1)"
        " ON CONFLICT (lesson_id, language) DO UPDATE SET video_bytes = ?3, sound_bytes = ?4",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, id);
    statement_bind_text(statement, 2, download->language);
    statement_bind_int64(statement, 3, download->video_bytes);
    statement_bind_int64(statement, 4, download->sound_bytes);
    return statement_run(statement, error);
}

bool lesson_parts_set_media(Database *database, const char *id, const CourseMediaFacts *facts,
                            GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "UPDATE lesson SET duration_ms = iif(?2 > 0, ?2, duration_ms),"
                         " has_poster = ?3, has_sprites = ?4 WHERE id = ?1",
                         error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, id);
    statement_bind_int64(statement, 2, facts->duration_ms);
    statement_bind_int64(statement, 3, facts->has_poster);
    statement_bind_int64(statement, 4, facts->has_sprites);
    if (!statement_run(statement, error) ||
        !run_of(database, "DELETE FROM lesson_download WHERE lesson_id = ?1", id, error))
        return false;
    for (unsigned i = 0; i < facts->n_downloads; i++)
        if (!write_download(database, id, &facts->downloads[i], error))
            return false;
    return true;
}

char *lesson_parts_downloads(Database *database, const char *id, GError **error) {
    database_assert_current(database);
    return read_json(database,
                     "SELECT json_group_array(json_object('language', language, 'video_bytes',"
                     " video_bytes, 'sound_bytes', sound_bytes)) FROM (SELECT * FROM"
                     " lesson_download WHERE lesson_id = ?1 ORDER BY language)",
                     id, error);
}
