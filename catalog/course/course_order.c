#include "catalog/course/course_order.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "catalog/course/asset_table.h"
#include "catalog/course/course_language.h"
#include "catalog/course/course_state.h"

/* ---- as a value ---- */

CourseOrder *course_order_copy(const CourseOrder *order) {
    CourseOrder *copy = g_memdup2(order, sizeof *order);
    copy->alias = g_strdup(order->alias);
    copy->title = g_strdup(order->title);
    copy->assets = g_memdup2(order->assets, order->n_assets * sizeof *order->assets);
    copy->marks = g_memdup2(order->marks, order->n_marks * sizeof *order->marks);
    for (unsigned i = 0; i < copy->n_assets; i++) {
        CourseOrderAsset *asset = &copy->assets[i];
        asset->language = g_strdup(asset->language);
        asset->name = g_strdup(asset->name);
        asset->code3 = g_strdup(asset->code3);
    }
    for (unsigned i = 0; i < copy->n_marks; i++)
        copy->marks[i].title = g_strdup(order->marks[i].title);
    return copy;
}

void course_order_free(CourseOrder *order) {
    if (!order)
        return;
    for (unsigned i = 0; i < order->n_assets; i++) {
        g_free(order->assets[i].language);
        g_free(order->assets[i].name);
        g_free(order->assets[i].code3);
    }
    for (unsigned i = 0; i < order->n_marks; i++)
        g_free(order->marks[i].title);
    g_free(order->assets);
    g_free(order->marks);
    g_free(order->alias);
    g_free(order->title);
    g_free(order);
}

/* ---- from the tables ---- */

static char *name_of(const CourseLanguages *languages, const AssetRow *row) {
    const Language *language = course_language_find(languages, row->language);
    const char *autonym = language ? language->autonym : row->language;
    return *row->label ? g_strdup_printf("%s · %s", autonym, row->label) : g_strdup(autonym);
}

/* Names are unique among those of a kind (RFC 8216 §4.3.4.1.1). */
static bool is_taken(const GArray *assets, CourseAssetKind kind, const char *name) {
    for (unsigned i = 0; i < assets->len; i++) {
        const CourseOrderAsset *asset = &g_array_index(assets, CourseOrderAsset, i);
        if (asset->kind == kind && strcmp(asset->name, name) == 0)
            return true;
    }
    return false;
}

static void add_asset(GArray *assets, const CourseLanguages *languages, const AssetRow *row) {
    const Language *language = course_language_find(languages, row->language);
    CourseOrderAsset asset = {.kind = row->kind,
                              .language = g_strdup(row->language),
                              .name = name_of(languages, row),
                              .code3 = g_strdup(language ? language->code3 : "und"),
                              .is_default = row->is_default,
                              .gain_centi = asset_row_gain_centi(row)};
    g_strlcpy(asset.id, row->id, sizeof asset.id);
    while (is_taken(assets, asset.kind, asset.name)) {
        g_autofree char *name = asset.name;
        asset.name = g_strdup_printf("%s (%s)", name, row->language);
    }
    g_array_append_val(assets, asset);
}

static bool load_assets(Database *database, const CourseLanguages *languages, CourseOrder *order,
                        GError **error) {
    g_autoptr(GPtrArray) rows = asset_table_list(database, order->id, error);
    if (!rows)
        return false;
    GArray *assets = g_array_new(FALSE, FALSE, sizeof(CourseOrderAsset));
    for (unsigned i = 0; i < rows->len && assets->len < COURSE_MAX_LESSON_ASSETS; i++) {
        const AssetRow *row = rows->pdata[i];
        if (row->state == ASSET_READY)
            add_asset(assets, languages, row);
    }
    order->n_assets = assets->len;
    order->assets = (CourseOrderAsset *)(void *)g_array_free(assets, FALSE);
    return true;
}

static bool load_marks(Database *database, CourseOrder *order, GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database, "SELECT at_ms, title FROM lesson_mark WHERE lesson_id = ?1 ORDER BY at_ms",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, order->id);
    GArray *marks = g_array_new(FALSE, FALSE, sizeof(CourseOrderMark));
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW) {
        CourseOrderMark mark = {statement_int64(statement, 0), statement_dup_text(statement, 1)};
        g_array_append_val(marks, mark);
    }
    order->n_marks = marks->len;
    order->marks = (CourseOrderMark *)(void *)g_array_free(marks, FALSE);
    return step == STATEMENT_DONE;
}

static void free_order(void *data) {
    course_order_free(data);
}

static GPtrArray *read_lessons(Database *database, const char *sql, const char *id,
                               GError **error) {
    g_autoptr(Statement) statement = database_prepare(database, sql, error);
    if (!statement)
        return NULL;
    if (id)
        statement_bind_text(statement, 1, id);
    g_autoptr(GPtrArray) orders = g_ptr_array_new_with_free_func(free_order);
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW) {
        CourseOrder *order = g_new0(CourseOrder, 1);
        statement_copy_text(statement, 0, order->id, sizeof order->id);
        order->alias = statement_dup_text(statement, 1);
        order->title = statement_dup_text(statement, 2);
        order->access = course_state_access(
            (CourseState)course_words_find(COURSE_STATE_WORDS, statement_text(statement, 3)),
            (CourseAudience)course_words_find(COURSE_AUDIENCE_WORDS, statement_text(statement, 4)),
            statement_int64(statement, 5) != 0);
        order->allows_download = statement_int64(statement, 6) != 0;
        g_ptr_array_add(orders, order);
    }
    return step == STATEMENT_DONE ? g_steal_pointer(&orders) : NULL;
}

static GPtrArray *load(Database *database, const char *sql, const char *id, GError **error) {
    database_assert_current(database);
    g_autoptr(GPtrArray) orders = read_lessons(database, sql, id, error);
    g_autoptr(CourseLanguages) languages = orders ? course_language_load(database, error) : NULL;
    if (!languages)
        return NULL;
    for (unsigned i = 0; i < orders->len; i++)
        if (!load_assets(database, languages, orders->pdata[i], error) ||
            !load_marks(database, orders->pdata[i], error))
            return NULL;
    return g_steal_pointer(&orders);
}

#define SELECT                                                                                     \
    "SELECT lesson.id, lesson.alias, lesson.title, course.state, audience, is_shown,"              \
    " allows_download FROM lesson JOIN course ON course.id = course_id WHERE "

bool course_order_load(Database *database, const char *lesson_id, CourseOrder **ret_order,
                       GError **error) {
    g_autoptr(GPtrArray) orders = load(database, SELECT "lesson.id = ?1", lesson_id, error);
    *ret_order = orders && orders->len > 0 ? g_ptr_array_steal_index(orders, 0) : NULL;
    return orders != NULL;
}

GPtrArray *course_order_load_course(Database *database, const char *course_id, GError **error) {
    return load(database, SELECT "course_id = ?1 ORDER BY lesson.position", course_id, error);
}

GPtrArray *course_order_load_all(Database *database, GError **error) {
    return load(database,
                SELECT "EXISTS (SELECT 1 FROM asset WHERE lesson_id = lesson.id"
                       " AND asset.state = 'ready')",
                NULL, error);
}
