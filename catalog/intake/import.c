#include "catalog/intake/import.h"

#include <string.h>

#include "base/clock.h"
#include "catalog/store/field_text.h"

const char *const IMPORT_STATE_WORDS[] = {"reading", "ready", "applying", "done", "failed", NULL};

void import_work_free(ImportWork *work) {
    if (!work)
        return;
    if (work->prepared)
        g_ptr_array_unref(work->prepared);
    import_roster_free(work->roster);
    import_read_free(work->reading);
    g_bytes_unref(work->file);
    g_free(work->roots_json);
    g_free(work->account_id);
    g_free(work->peer);
    g_free(work->import_id);
    g_free(work);
}

ImportScope import_work_scope(const ImportWork *work) {
    return (ImportScope){work->roots_json, work->can_make_roots, work->can_make_levels};
}

Import *import_new(const ImportUpload *upload) {
    Import *import = g_new0(Import, 1);
    id_new_uuid7(import->id);
    g_strlcpy(import->account_id, upload->account_id, sizeof import->account_id);
    g_strlcpy(import->unit_id, upload->unit_id, sizeof import->unit_id);
    import->kind = upload->kind;
    import->file_name = field_text_cut(upload->file_name, IMPORT_FILE_NAME_MAX_CHARS * 4);
    import->state = IMPORT_READING;
    import->used_at_us = clock_monotonic_us();
    ImportWork *work = import->work = g_new0(ImportWork, 1);
    work->file = g_bytes_ref(upload->file);
    work->kind = upload->kind;
    work->roots_json = g_strdup(upload->scope.roots_json);
    work->can_make_roots = upload->scope.can_make_roots;
    work->can_make_levels = upload->scope.can_make_levels;
    work->import_id = g_strdup(import->id);
    return import;
}

void import_free(Import *import) {
    if (!import)
        return;
    import_work_free(import->work);
    g_free(import->file_name);
    g_free(import->detail);
    g_free(import);
}
