#include "catalog/roster/transfer_target.h"

#include "catalog/roster/pinyin.h"
#include "catalog/roster/unit_tree.h"

void transfer_target_free(TransferTarget *target) {
    if (!target)
        return;
    g_strfreev(target->path);
    g_free(target);
}

static TransferTarget *target_of(Database *database, const char *unit_id, GError **error) {
    g_autoptr(GPtrArray) steps = unit_tree_path(database, unit_id, NULL, error);
    if (!steps)
        return NULL;
    g_autoptr(GStrvBuilder) names = g_strv_builder_new();
    for (unsigned i = 0; i < steps->len; i++)
        g_strv_builder_add(names, ((UnitStep *)steps->pdata[i])->name);
    TransferTarget *target = g_new0(TransferTarget, 1);
    g_strlcpy(target->id, unit_id, sizeof target->id);
    target->path = g_strv_builder_end(names);
    return target;
}

GPtrArray *transfer_target_find(Database *database, const char *text, GError **error) {
    database_assert_current(database);
    g_autoptr(GPtrArray) targets =
        g_ptr_array_new_with_free_func((GDestroyNotify)transfer_target_free);
    g_autofree char *typed = pinyin_name_key(text);
    if (!typed || g_utf8_strlen(typed, -1) < TRANSFER_TARGET_MIN_CHARS)
        return g_steal_pointer(&targets);
    g_autoptr(Statement) statement = database_prepare(
        database,
        "SELECT id FROM unit WHERE closed_at_us IS NULL AND instr(search_key, ?1) > 0"
        " ORDER BY instr(search_key, ?1 || char(10)) <> 1, instr(search_key, ?1) > 1, search_key, "
        "id"
        " LIMIT ?2",
        error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, typed);
    statement_bind_int64(statement, 2, TRANSFER_TARGET_MAX_ROWS);
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW) {
        TransferTarget *target = target_of(database, statement_text(statement, 0), error);
        if (!target)
            return NULL;
        g_ptr_array_add(targets, target);
    }
    return step == STATEMENT_DONE ? g_steal_pointer(&targets) : NULL;
}
