#include "catalog/course/document_page.h"

#include "catalog/course/lesson_page_table.h"

#define PAGE_MS (LESSON_PAGE_LEAST_S * INT64_C(1000))

#define READY                                                                                      \
    " FROM asset WHERE lesson_id = lesson.id AND asset.kind = 'document'"                          \
    " AND asset.state = 'ready'"

static void add_pages(GPtrArray *pages, const char *asset_id, int64_t duration_ms) {
    for (int64_t number = 1; number * PAGE_MS <= duration_ms; number++) {
        LessonPage *page = g_new0(LessonPage, 1);
        page->id = g_strdup_printf("%u", pages->len + 1);
        page->title = g_strdup("");
        page->body = g_strdup("");
        page->picture_id = g_strdup(asset_id);
        page->picture = lesson_page_table_picture(asset_id, (unsigned)number);
        page->least_s = LESSON_PAGE_LEAST_S;
        page->from_ms = pages->len * PAGE_MS;
        page->to_ms = page->from_ms + PAGE_MS;
        g_ptr_array_add(pages, page);
    }
}

GPtrArray *document_page_list(Database *database, const char *lesson_id, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "SELECT asset.id, asset.duration_ms FROM asset JOIN lesson"
                         " ON lesson.id = asset.lesson_id WHERE lesson.id = ?1"
                         " AND lesson.kind = 'document' AND asset.kind = 'document'"
                         " AND asset.state = 'ready' ORDER BY asset.position, asset.id",
                         error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, lesson_id);
    g_autoptr(GPtrArray) pages = g_ptr_array_new_with_free_func(lesson_page_table_free_page);
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW)
        add_pages(pages, statement_text(statement, 0), statement_int64(statement, 1));
    return step == STATEMENT_DONE ? g_steal_pointer(&pages) : NULL;
}

bool document_page_measure(Database *database, const char *lesson_id, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "UPDATE lesson SET duration_ms = (SELECT ifnull(sum(duration_ms), 0)" READY
                         ") WHERE id = ?1 AND kind = 'document'",
                         error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, lesson_id);
    return statement_run(statement, error);
}
