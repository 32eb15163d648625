#include "catalog/course/course_search.h"

#include "catalog/course/course_cut.h"

bool course_search_remove(Database *database, const char *course_id, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "DELETE FROM course_search WHERE rowid ="
                         " (SELECT words_row FROM course WHERE id = ?1)",
                         error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, course_id);
    return statement_run(statement, error);
}

/* Of the lessons that are shown: others would tell what nobody may know yet. */
static const char READ_SQL[] =
    "SELECT words_row, course.title || ' ' || ifnull((SELECT group_concat(title, ' ')"
    "  FROM course_text WHERE of_id = course.id), ''),"
    " ifnull(topic.title, '') || ' ' || ifnull(series.title, '') || ' ' ||"
    "  ifnull((SELECT group_concat(lesson.title || ' ' || ifnull((SELECT group_concat(title, ' ')"
    "  FROM course_text WHERE of_id = lesson.id), ''), ' ') FROM lesson"
    "  WHERE course_id = course.id AND is_shown), ''),"
    " course.summary || ' ' || ifnull((SELECT group_concat(summary, ' ')"
    "  FROM course_text WHERE of_id = course.id), '')"
    " FROM course LEFT JOIN topic ON topic.id = topic_id LEFT JOIN series ON series.id = series_id"
    " WHERE course.id = ?1";

typedef struct Words {
    int64_t row;
    char *columns[3]; /* owned */
} Words;

static void clear_words(Words *words) {
    for (unsigned i = 0; i < G_N_ELEMENTS(words->columns); i++)
        g_free(words->columns[i]);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Words, clear_words)

static StatementStep read_words(Database *database, const char *course_id, Words *ret_words,
                                GError **error) {
    g_autoptr(Statement) statement = database_prepare(database, READ_SQL, error);
    if (!statement)
        return STATEMENT_FAILED;
    statement_bind_text(statement, 1, course_id);
    StatementStep step = statement_step(statement, error);
    if (step != STATEMENT_ROW)
        return step;
    ret_words->row = statement_int64(statement, 0);
    for (unsigned i = 0; i < G_N_ELEMENTS(ret_words->columns); i++)
        ret_words->columns[i] = course_cut_text(statement_text(statement, 1 + (int)i));
    return step;
}

bool course_search_write(Database *database, const char *course_id, GError **error) {
    g_auto(Words) words = {0};
    StatementStep step = read_words(database, course_id, &words, error);
    if (step != STATEMENT_ROW)
        return step == STATEMENT_DONE;
    if (!course_search_remove(database, course_id, error))
        return false;
    g_autoptr(Statement) statement = database_prepare(
        database,
        "INSERT INTO course_search (rowid, title, about, summary) VALUES (?1, ?2, ?3, ?4)", error);
    if (!statement)
        return false;
    statement_bind_int64(statement, 1, words.row);
    for (unsigned i = 0; i < G_N_ELEMENTS(words.columns); i++)
        statement_bind_text(statement, 2 + (int)i, words.columns[i]);
    return statement_run(statement, error);
}

GStrv course_search_ids(Database *database, const char *topic_or_series_id, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database, "SELECT id FROM course WHERE topic_id = ?1 OR series_id = ?1", error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, topic_or_series_id);
    g_autoptr(GStrvBuilder) ids = g_strv_builder_new();
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW)
        g_strv_builder_add(ids, statement_text(statement, 0));
    return step == STATEMENT_DONE ? g_strv_builder_end(ids) : NULL;
}

bool course_search_write_these(Database *database, GStrv course_ids, GError **error) {
    for (unsigned i = 0; course_ids[i]; i++)
        if (!course_search_write(database, course_ids[i], error))
            return false;
    return true;
}

bool course_search_write_all(Database *database, const char *topic_or_series_id, GError **error) {
    g_auto(GStrv) ids = course_search_ids(database, topic_or_series_id, error);
    return ids && course_search_write_these(database, ids, error);
}
