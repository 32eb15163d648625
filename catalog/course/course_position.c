#include "catalog/course/course_position.h"

#include <string.h>

#include "base/error.h"

typedef struct OrderedKind {
    const char *read; /* ids of the list of which ?1 is a row */
    const char *write;
} OrderedKind;

static const OrderedKind KINDS[COURSE_N_ORDERED] = {
    [COURSE_ORDERED_TOPICS] = {"SELECT id FROM topic WHERE ?1 <> '' ORDER BY position, id",
                               "UPDATE topic SET position = ?2 WHERE id = ?1"},
    [COURSE_ORDERED_SERIES] = {"SELECT id FROM series WHERE ?1 <> '' ORDER BY position, id",
                               "UPDATE series SET position = ?2 WHERE id = ?1"},
    [COURSE_ORDERED_COURSES] = {"SELECT id FROM course WHERE series_id IS"
                                " (SELECT series_id FROM course WHERE id = ?1)"
                                " ORDER BY position, id",
                                "UPDATE course SET position = ?2 WHERE id = ?1"},
    [COURSE_ORDERED_LESSONS] = {"SELECT id FROM lesson WHERE course_id ="
                                " (SELECT course_id FROM lesson WHERE id = ?1)"
                                " ORDER BY position, id",
                                "UPDATE lesson SET position = ?2 WHERE id = ?1"},
    [COURSE_ORDERED_ASSETS] = {"SELECT id FROM asset WHERE (lesson_id, kind) ="
                               " (SELECT lesson_id, kind FROM asset WHERE id = ?1)"
                               " ORDER BY position, id",
                               "UPDATE asset SET position = ?2 WHERE id = ?1"},
};

static GPtrArray *read_ids(Database *database, CourseOrdered what, const char *id, GError **error) {
    g_autoptr(Statement) statement = database_prepare(database, KINDS[what].read, error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, id);
    g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW)
        g_ptr_array_add(ids, statement_dup_text(statement, 0));
    return step == STATEMENT_DONE ? g_steal_pointer(&ids) : NULL;
}

static bool write_one(Database *database, CourseOrdered what, const char *id, unsigned position,
                      GError **error) {
    g_autoptr(Statement) statement = database_prepare(database, KINDS[what].write, error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, id);
    statement_bind_int64(statement, 2, position);
    return statement_run(statement, error);
}

static bool write_all(Database *database, CourseOrdered what, const GPtrArray *ids,
                      GError **error) {
    for (unsigned i = 0; i < ids->len; i++)
        if (!write_one(database, what, ids->pdata[i], i + 1, error))
            return false;
    return true;
}

static bool find(const GPtrArray *ids, const char *id, unsigned *ret_index) {
    for (*ret_index = 0; *ret_index < ids->len; (*ret_index)++)
        if (strcmp(ids->pdata[*ret_index], id) == 0)
            return true;
    return false;
}

static bool refuse(GError **error) {
    g_set_error_literal(error, BASE_ERROR, ERROR_INVALID,
                        "An order names rows of the same list, each of them once.");
    return false;
}

bool course_position_move(Database *database, CourseOrdered what, const char *id,
                          const char *before_id, GError **error) {
    database_assert_current(database);
    g_autoptr(GPtrArray) ids = read_ids(database, what, id, error);
    if (!ids)
        return false;
    unsigned from, to;
    if (!find(ids, id, &from) || strcmp(id, before_id) == 0)
        return refuse(error);
    char *moved = g_ptr_array_steal_index(ids, from);
    to = ids->len;
    bool is_found = !*before_id || find(ids, before_id, &to);
    g_ptr_array_insert(ids, (int)to, moved);
    return is_found ? write_all(database, what, ids, error) : refuse(error);
}

bool course_position_set(Database *database, CourseOrdered what, const char *const *ids,
                         GError **error) {
    database_assert_current(database);
    if (!ids[0])
        return refuse(error);
    g_autoptr(GPtrArray) known = read_ids(database, what, ids[0], error);
    g_autoptr(GPtrArray) wanted = g_ptr_array_new();
    unsigned index;
    if (!known)
        return false;
    for (unsigned i = 0; ids[i]; i++) {
        if (!find(known, ids[i], &index) || find(wanted, ids[i], &index))
            return refuse(error);
        g_ptr_array_add(wanted, (char *)ids[i]);
    }
    return wanted->len == known->len ? write_all(database, what, wanted, error) : refuse(error);
}
