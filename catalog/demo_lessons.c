#include "catalog/demo_lessons.h"

#include "base/clock.h"
#include "catalog/bootstrap.h"
#include "catalog/course/course_media.h"
#include "catalog/course/course_table.h"
#include "catalog/course/course_text.h"
#include "catalog/course/job_table.h"
#include "catalog/course/lesson_table.h"
#include "catalog/course/series_table.h"
#include "catalog/store/account_table.h"
#include "catalog/store/setting_table.h"

#define SETTING_LESSONS "demo_lessons" /* "true": they were made, and may have been removed */
#define ADMIN           BOOTSTRAP_DEMO_PREFIX "admin"
#define SUMMARY         "两个由服务器自己生成的课件：三种声音，四种字幕。不登录也可以观看。"

typedef struct Words {
    const char *zh, *bo, *mn, *ug, *en;
} Words;

static const Words COURSE = {"认识同屏", "ཐོང་ཕིང་ངོ་ཤེས་པ།", "ᠲᠦᠩ ᠫᠢᠩ ᠲᠠᠢ ᠲᠠᠨᠢᠯᠴᠠᠬᠤ",
                             "توڭپىڭ بىلەن تونۇشۇش", "Getting to know Tongping"};

/* In the order of the tool's sources (media/course/demo_words.h). */
static const struct {
    const char *id, *alias;
    Words title;
} LESSONS[] = {
    {COURSE_DEMO_LESSON_ID,
     COURSE_DEMO_LESSON_ALIAS,
     {"同屏是什么", "ཐོང་ཕིང་ནི་ཅི་ཞིག་ཡིན་ནམ།", "ᠲᠦᠩ ᠫᠢᠩ ᠭᠡᠵᠦ ᠶᠠᠭᠤ ᠪᠤᠢ", "توڭپىڭ دېگەن نېمە",
      "What Tongping is"}},
    {"",
     NULL,
     {"换一种语言听课", "སྐད་ཡིག་གཞན་ཞིག་གིས་སློབ་ཚན་ཉན་པ།", "ᠥᠭᠡᠷ᠎ᠡ ᠬᠡᠯᠡ ᠪᠡᠷ ᠬᠢᠴᠢᠶᠡᠯ ᠰᠣᠨᠣᠰᠬᠤ",
      "باشقا تىلدا دەرس ئاڭلاش", "Listening in another language"}},
};

static bool set_texts(Database *database, const char *of_id, const Words *words, GError **error) {
    CourseText texts[] = {{(char *)"bo", (char *)words->bo, NULL},
                          {(char *)"mn", (char *)words->mn, NULL},
                          {(char *)"ug", (char *)words->ug, NULL},
                          {(char *)"en", (char *)words->en, NULL}};
    g_autoptr(GPtrArray) list = g_ptr_array_new();
    for (unsigned i = 0; i < G_N_ELEMENTS(texts); i++)
        g_ptr_array_add(list, &texts[i]);
    return course_text_set(database, of_id, list, error);
}

/* Before its lessons are ready: they appear in it one after the other. */
static bool publish(Database *database, const char *course_id, GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database, "UPDATE course SET state = 'published', published_at_us = ?2 WHERE id = ?1",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, course_id);
    statement_bind_int64(statement, 2, clock_wall_us());
    return statement_run(statement, error);
}

static bool make_course(Database *database, const char *by, char ret_id[ID_TEXT_BYTES],
                        GError **error) {
    SeriesRow series = {.title = (char *)"同屏示例专题", .summary = (char *)""};
    if (!series_table_insert(database, &series, error))
        return false;
    CourseRow row = {.title = (char *)COURSE.zh,
                     .summary = (char *)SUMMARY,
                     .language = (char *)"zh",
                     .audience = COURSE_FOR_ALL,
                     .allows_download = true,
                     .allows_speed = true};
    g_strlcpy(row.series_id, series.id, sizeof row.series_id);
    if (!course_table_insert(database, &row, by, error) ||
        !set_texts(database, row.id, &COURSE, error) || !publish(database, row.id, error))
        return false;
    g_strlcpy(ret_id, row.id, ID_TEXT_BYTES);
    return true;
}

static bool make_lesson(Database *database, unsigned index, const char *course_id, const char *by,
                        GError **error) {
    LessonRow row = {.alias = (char *)LESSONS[index].alias,
                     .kind = LESSON_VIDEO,
                     .title = (char *)LESSONS[index].title.zh,
                     .summary = (char *)"",
                     .is_shown = true};
    g_strlcpy(row.id, LESSONS[index].id, sizeof row.id);
    g_strlcpy(row.course_id, course_id, sizeof row.course_id);
    if (!lesson_table_insert(database, &row, error) ||
        !set_texts(database, row.id, &LESSONS[index].title, error))
        return false;
    char job_id[ID_TEXT_BYTES];
    id_new_uuid7(job_id);
    g_autofree char *mark = g_strdup_printf(JOB_MADE_MARK "%u", index + 1);
    JobNew job = {.id = job_id,
                  .lesson_id = row.id,
                  .kind = "video",
                  .source_name = LESSONS[index].title.zh,
                  .language = "",
                  .account_id = by,
                  .mark = mark};
    bool is_refused;
    return job_table_insert(database, &job, &is_refused, error);
}

static bool make_all(Database *database, const char *by, GError **error) {
    char course_id[ID_TEXT_BYTES];
    if (!make_course(database, by, course_id, error))
        return false;
    for (unsigned i = 0; i < G_N_ELEMENTS(LESSONS); i++)
        if (!make_lesson(database, i, course_id, by, error))
            return false;
    return setting_table_set(database, SETTING_LESSONS, "true", error);
}

bool demo_lessons_ensure(Database *database, GError **error) {
    g_autofree char *made = NULL;
    g_autoptr(AccountRow) admin = NULL;
    if (!setting_table_find(database, SETTING_LESSONS, &made, error) ||
        !account_table_find_name(database, ADMIN, &admin, error))
        return false;
    if (made || !admin)
        return true;
    if (!database_begin(database, DATABASE_WRITE, error))
        return false;
    if (make_all(database, admin->id, error) && database_commit(database, error))
        return true;
    database_rollback(database);
    return false;
}
