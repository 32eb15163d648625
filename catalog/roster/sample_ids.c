#include "catalog/roster/sample_ids.h"

#include <string.h>

#include "base/error.h"
#include "base/json_table.h"
#include "catalog/store/setting_table.h"

#define SETTING_SAMPLE "sample" /* the ids; "": it was removed */
#define MAX_BYTES      65536

static const JsonField FIELDS[] = {
    {"levels", JSON_STRINGS, offsetof(SampleIds, levels), JSON_REQUIRED},
    {"units", JSON_STRINGS, offsetof(SampleIds, units), JSON_REQUIRED},
    {"places", JSON_STRINGS, offsetof(SampleIds, places), JSON_REQUIRED},
    {"members", JSON_STRINGS, offsetof(SampleIds, members), JSON_REQUIRED},
    {NULL, JSON_END},
};
static const JsonTable TABLE = {"sample", sizeof(SampleIds), FIELDS};

void sample_ids_clear(SampleIds *ids) {
    json_table_clear(&TABLE, ids);
}

bool sample_ids_write(Database *database, const SampleIds *ids, GError **error) {
    g_autofree char *text = ids ? json_table_write(&TABLE, ids) : g_strdup("");
    return setting_table_set(database, SETTING_SAMPLE, text, error);
}

bool sample_ids_state(Database *database, SampleState *ret_state, GError **error) {
    g_autofree char *text = NULL;
    if (!setting_table_find(database, SETTING_SAMPLE, &text, error))
        return false;
    *ret_state = !text ? SAMPLE_NEVER : *text ? SAMPLE_THERE : SAMPLE_REMOVED;
    return true;
}

bool sample_ids_read(Database *database, SampleIds *ret_ids, GError **error) {
    g_autofree char *text = NULL;
    if (!setting_table_find(database, SETTING_SAMPLE, &text, error))
        return false;
    if (text && *text)
        return json_table_read(&TABLE, text, strlen(text), MAX_BYTES, ret_ids, error);
    g_set_error_literal(error, BASE_ERROR, ERROR_NOT_FOUND,
                        "cannot find the sample county: it is not in the roster");
    return false;
}
