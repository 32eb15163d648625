#include "catalog/course/lesson_page_table.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "catalog/course/course_text.h"
#include "catalog/course/lesson_kind.h"
#include "catalog/course/lesson_text.h"
#include "catalog/rights/rights.h"

#define MS_PER_S     1000
#define PICTURE_TAIL 8 /* of the asset's id, in the names of tracks */

static const JsonTable TEXT_TABLE = {
    "text", sizeof(LessonPageText),
    (const JsonField[]){
        {"language", JSON_STRING, offsetof(LessonPageText, language), JSON_REQUIRED, 2,
         COURSE_TAG_MAX_CHARS},
        {"title", JSON_STRING, offsetof(LessonPageText, title), JSON_REQUIRED,
         .max = LESSON_PAGE_TITLE_MAX_CHARS},
        {"body", JSON_STRING, offsetof(LessonPageText, body), JSON_REQUIRED,
         .max = LESSON_PAGE_BODY_MAX_CHARS},
        {NULL, JSON_END},
    }};

/* Texts as the column keeps them: an object around the list, as the tables of JSON read one. */
typedef struct Kept {
    GPtrArray *texts;
} Kept;

static const JsonTable KEPT_TABLE = {"texts", sizeof(Kept),
                                     (const JsonField[]){
                                         {"texts", JSON_OBJECTS, offsetof(Kept, texts),
                                          .max = LESSON_PAGE_MAX_TEXTS, .table = &TEXT_TABLE},
                                         {NULL, JSON_END},
                                     }};
#define KEPT_MAX_BYTES (4u * 1024 * 1024)

const JsonTable LESSON_PAGE_WISH_TABLE = {
    "page", sizeof(LessonPage),
    (const JsonField[]){
        {"id", JSON_STRING, offsetof(LessonPage, id), .max = ID_TEXT_BYTES - 1},
        {"title", JSON_STRING, offsetof(LessonPage, title), .max = LESSON_PAGE_TITLE_MAX_CHARS},
        {"body", JSON_STRING, offsetof(LessonPage, body), .max = LESSON_PAGE_BODY_MAX_CHARS},
        {"picture_id", JSON_STRING, offsetof(LessonPage, picture_id), .max = ID_TEXT_BYTES - 1},
        {"least_s", JSON_INTEGER, offsetof(LessonPage, least_s), JSON_OPTIONAL, 0,
         LESSON_PAGE_MAX_LEAST_S, .present_offset = offsetof(LessonPage, has_least_s)},
        {"texts", JSON_OBJECTS, offsetof(LessonPage, texts), .max = LESSON_PAGE_MAX_TEXTS,
         .table = &TEXT_TABLE},
        {NULL, JSON_END},
    }};

const JsonTable LESSON_PAGE_TABLE = {
    "page", sizeof(LessonPage),
    (const JsonField[]){
        {"id", JSON_STRING, offsetof(LessonPage, id)},
        {"title", JSON_STRING, offsetof(LessonPage, title)},
        {"body", JSON_STRING, offsetof(LessonPage, body)},
        {"picture_id", JSON_STRING, offsetof(LessonPage, picture_id)},
        {"picture", JSON_STRING, offsetof(LessonPage, picture)},
        {"least_s", JSON_INTEGER, offsetof(LessonPage, least_s)},
        {"from_ms", JSON_INTEGER, offsetof(LessonPage, from_ms)},
        {"to_ms", JSON_INTEGER, offsetof(LessonPage, to_ms)},
        {"texts", JSON_OBJECTS, offsetof(LessonPage, texts), .table = &TEXT_TABLE},
        {NULL, JSON_END},
    }};

/* ---- reading ---- */

void lesson_page_table_free_page(void *data) {
    json_table_clear(&LESSON_PAGE_TABLE, data);
    g_free(data);
}

char *lesson_page_table_picture(const char *asset_id, unsigned number) {
    size_t length = strlen(asset_id);
    if (length < PICTURE_TAIL)
        return g_strdup("");
    return g_strdup_printf("pages/d-%s/p%u.jpg", asset_id + length - PICTURE_TAIL, number);
}

static LessonPage *page_from(Statement *statement, int64_t from_ms, GError **error) {
    Kept kept = {0};
    const char *text = statement_text(statement, 5);
    if (!json_table_read(&KEPT_TABLE, text, strlen(text), KEPT_MAX_BYTES, &kept, error))
        return NULL;
    LessonPage *page = g_new0(LessonPage, 1);
    page->id = statement_dup_text(statement, 0);
    page->title = statement_dup_text(statement, 1);
    page->body = statement_dup_text(statement, 2);
    page->picture_id = statement_dup_text(statement, 3);
    page->picture = lesson_page_table_picture(page->picture_id, 1);
    page->least_s = statement_int64(statement, 4);
    page->from_ms = from_ms;
    page->to_ms = from_ms + page->least_s * MS_PER_S;
    page->texts = kept.texts;
    return page;
}

GPtrArray *lesson_page_table_list(Database *database, const char *lesson_id, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "SELECT id, title, body, ifnull(picture_id, ''), least_s, texts"
                         " FROM lesson_page"
                         " WHERE lesson_id = ?1 ORDER BY position",
                         error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, lesson_id);
    g_autoptr(GPtrArray) pages = g_ptr_array_new_with_free_func(lesson_page_table_free_page);
    int64_t from_ms = 0;
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW) {
        LessonPage *page = page_from(statement, from_ms, error);
        if (!page)
            return NULL;
        from_ms = page->to_ms;
        g_ptr_array_add(pages, page);
    }
    return step == STATEMENT_DONE ? g_steal_pointer(&pages) : NULL;
}

/* ---- rules ---- */

static bool refuse(GError **error, const char *sentence) {
    g_set_error_literal(error, BASE_ERROR, ERROR_INVALID, sentence);
    return false;
}

static bool is_given(const char *text) {
    return text && *text;
}

static bool check_text(const LessonPageText *text, GError **error) {
    return course_text_check_tag(text->language, error) &&
           lesson_text_check("cannot use this title", text->title, LESSON_PAGE_TITLE_MAX_CHARS,
                             error) &&
           lesson_text_check("cannot use the text of this page", text->body,
                             LESSON_PAGE_BODY_MAX_CHARS, error);
}

static bool check_texts(const GPtrArray *texts, GError **error) {
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    for (unsigned i = 0; texts && i < texts->len; i++) {
        const LessonPageText *text = texts->pdata[i];
        if (!check_text(text, error))
            return false;
        if (!g_hash_table_add(seen, text->language))
            return refuse(error, "A page has one text in each language.");
    }
    return true;
}

static bool check_page(const LessonPage *page, GError **error) {
    if (!is_given(page->title) && !is_given(page->body) && !is_given(page->picture_id))
        return refuse(error, "A page has a title, a text or a picture.");
    return lesson_text_check("cannot use this title", page->title, LESSON_PAGE_TITLE_MAX_CHARS,
                             error) &&
           lesson_text_check("cannot use the text of this page", page->body,
                             LESSON_PAGE_BODY_MAX_CHARS, error) &&
           check_texts(page->texts, error);
}

static bool check_picture(Database *database, const char *lesson_id, const char *picture_id,
                          GError **error) {
    if (!is_given(picture_id))
        return true;
    g_autoptr(Statement) statement = database_prepare(
        database, "SELECT 1 FROM asset WHERE id = ?1 AND lesson_id = ?2 AND kind = 'document'",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, picture_id);
    statement_bind_text(statement, 2, lesson_id);
    StatementStep step = statement_step(statement, error);
    return step == STATEMENT_ROW || (step == STATEMENT_DONE && rights_not_found(error));
}

/* ---- writing ---- */

static int64_t least_of(const LessonPage *page) {
    return page->has_least_s ? page->least_s : LESSON_PAGE_LEAST_S;
}

/* Ids of the lesson's pages, taken out as they are used: none comes twice. */
static GHashTable *ids_of(Database *database, const char *lesson_id, GError **error) {
    g_autoptr(GPtrArray) pages = lesson_page_table_list(database, lesson_id, error);
    GHashTable *ids = pages ? g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL) : NULL;
    for (unsigned i = 0; pages && i < pages->len; i++)
        g_hash_table_add(ids, g_strdup(((const LessonPage *)pages->pdata[i])->id));
    return ids;
}

static bool insert(Database *database, const char *lesson_id, unsigned position,
                   const LessonPage *page, GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        "INSERT INTO lesson_page (id, lesson_id, position, title, body, picture_id,"
        " least_s, texts) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        error);
    if (!statement)
        return false;
    g_autoptr(GPtrArray) none = g_ptr_array_new();
    const Kept kept = {page->texts ? page->texts : none};
    g_autofree char *texts = json_table_write(&KEPT_TABLE, &kept);
    statement_bind_text(statement, 1, page->id);
    statement_bind_text(statement, 2, lesson_id);
    statement_bind_int64(statement, 3, position);
    statement_bind_text(statement, 4, page->title ? page->title : "");
    statement_bind_text(statement, 5, page->body ? page->body : "");
    statement_bind_text(statement, 6, is_given(page->picture_id) ? page->picture_id : NULL);
    statement_bind_int64(statement, 7, least_of(page));
    statement_bind_text(statement, 8, texts);
    return statement_run(statement, error);
}

static bool insert_all(Database *database, const char *lesson_id, const GPtrArray *pages,
                       GHashTable *ids, GError **error) {
    for (unsigned i = 0; i < pages->len; i++) {
        const LessonPage *page = pages->pdata[i];
        LessonPage made = *page;
        char id[ID_TEXT_BYTES];
        id_new_uuid7(id);
        bool is_old = is_given(page->id) && g_hash_table_remove(ids, page->id);
        made.id = is_old ? page->id : id;
        if (!check_page(page, error) ||
            !check_picture(database, lesson_id, page->picture_id, error) ||
            !insert(database, lesson_id, i, &made, error))
            return false;
    }
    return true;
}

static bool set_duration(Database *database, const char *lesson_id, const GPtrArray *pages,
                         GError **error) {
    int64_t sum_s = 0;
    for (unsigned i = 0; i < pages->len; i++)
        sum_s += least_of(pages->pdata[i]);
    g_autoptr(Statement) statement = database_prepare(
        database, "UPDATE lesson SET duration_ms = ?2, changed_at_us = ?3 WHERE id = ?1", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, lesson_id);
    statement_bind_int64(statement, 2, sum_s * MS_PER_S);
    statement_bind_int64(statement, 3, clock_wall_us());
    return statement_run(statement, error);
}

bool lesson_page_table_set(Database *database, const char *lesson_id, const GPtrArray *pages,
                           GError **error) {
    database_assert_current(database);
    if (pages->len > LESSON_PAGE_MAX)
        return refuse(error, "A lesson has at most 200 pages.");
    if (!lesson_kind_check(database, lesson_id, "pages", error))
        return false;
    g_autoptr(GHashTable) ids = ids_of(database, lesson_id, error);
    g_autoptr(Statement) statement =
        ids ? database_prepare(database, "DELETE FROM lesson_page WHERE lesson_id = ?1", error)
            : NULL;
    if (!statement)
        return false;
    statement_bind_text(statement, 1, lesson_id);
    return statement_run(statement, error) && insert_all(database, lesson_id, pages, ids, error) &&
           set_duration(database, lesson_id, pages, error);
}
