#include "catalog/attendance/duty_language.h"

#include <string.h>

#include "base/error.h"

static size_t primary_length(const char *tag) {
    return strcspn(tag, "-_");
}

bool duty_language_matches(const char *member_locale, const char *const *sounds) {
    if (!member_locale || !*member_locale || !sounds[0])
        return true;
    size_t length = primary_length(member_locale);
    for (unsigned i = 0; sounds[i]; i++)
        if (primary_length(sounds[i]) == length &&
            g_ascii_strncasecmp(sounds[i], member_locale, length) == 0)
            return true;
    return false;
}

static bool load_locale(Database *database, const char *member_id, char **ret_locale,
                        GError **error) {
    g_autoptr(Statement) statement =
        database_prepare(database, "SELECT locale FROM member WHERE id = ?1", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, member_id);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_ROW)
        *ret_locale = statement_dup_text(statement, 0);
    else if (step == STATEMENT_DONE)
        g_set_error_literal(error, BASE_ERROR, ERROR_NOT_FOUND, "cannot find this member");
    return step == STATEMENT_ROW;
}

static bool is_free_of(const char *locale, const char *sounds) {
    g_auto(GStrv) tags = g_strsplit(sounds ? sounds : "", " ", -1);
    return !duty_language_matches(locale, (const char *const *)tags);
}

bool duty_language_is_required(Database *database, const char *member_id, const DutyThing *thing,
                               bool *ret_is_required, GError **error) {
    database_assert_current(database);
    g_autofree char *locale = NULL;
    *ret_is_required = true;
    if (!load_locale(database, member_id, &locale, error))
        return false;
    g_autoptr(Statement) statement = database_prepare(
        database,
        "SELECT (SELECT group_concat(language, ' ') FROM asset WHERE lesson_id = lesson.id"
        " AND kind = 'sound' AND state = 'ready' AND language <> '') FROM lesson"
        " WHERE lesson.id = ?1 OR (course_id = ?2 AND is_shown = 1)",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, thing->lesson_id);
    statement_bind_text(statement, 2, thing->course_id);
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW)
        *ret_is_required = *ret_is_required && !is_free_of(locale, statement_text(statement, 0));
    return step == STATEMENT_DONE;
}
