/* Imports of spreadsheets, for administrators of the installation or of a unit. */
#include <string.h>

#include "base/error.h"
#include "catalog/api/call.h"
#include "catalog/api/handlers.h"
#include "catalog/api/import_json.h"
#include "catalog/intake/intake.h"
#include "catalog/rights/rights.h"
#include "catalog/sheet/sheet_writer.h"
#include "catalog/store/word_index.h"

#define ROWS_MAX 200

/* ---- what an account may import into ---- */

typedef struct State {
    ImportScope scope; /* roots_json owned */
    char unit_id[ID_TEXT_BYTES];
} State;

static void clear_state(void *data) {
    g_free(((State *)data)->scope.roots_json);
}

static const CallState STATE = {sizeof(State), clear_state};

static bool run_scope(Database *database, Call *call, GError **error) {
    State *state = call->state;
    const char *account_id = call->identity.account_id;
    g_auto(RightsReach) reach = {0};
    if (!rights_reach(database, account_id, RIGHT_IMPORT, &reach, error))
        return false;
    state->scope.can_make_levels = reach.is_everywhere;
    if (*state->unit_id) {
        state->scope.roots_json = g_strdup_printf("[\"%s\"]", state->unit_id);
        return rights_check(database, account_id, RIGHT_IMPORT, state->unit_id, error);
    }
    state->scope.can_make_roots = reach.is_everywhere;
    state->scope.roots_json = g_strdup(reach.json);
    return true;
}

/* "" is none. ERROR_INVALID for what is no id. */
static bool take_unit(State *state, const char *unit_id, GError **error) {
    if (unit_id && *unit_id && !id_is_uuid(unit_id)) {
        g_set_error_literal(error, BASE_ERROR, ERROR_INVALID, "'unit' must be the id of a unit.");
        return false;
    }
    g_strlcpy(state->unit_id, unit_id ? unit_id : "", sizeof state->unit_id);
    return true;
}

/* NULL when it answered and freed the call. */
static Import *find_import(Call *take_call) {
    g_autoptr(GError) error = NULL;
    Import *import =
        intake_find(take_call->env->intake, api_request_segment(take_call->request, "id"),
                    take_call->identity.account_id, &error);
    if (!import)
        call_fail(take_call, error);
    return import;
}

static ImportLanguage language_of(const ApiRequest *request) {
    const char *locale = api_request_query(request, "locale");
    return import_note_language(locale ? locale : api_request_field(request, "Accept-Language"));
}

static void answer(Call *take_call, const Import *import) {
    take_call->json = import_json(import, language_of(take_call->request));
    call_reply_ok(take_call);
}

/* ---- POST imports ---- */

static void on_upload_scope(Call *take_call) {
    const State *state = take_call->state;
    const char *name = api_request_query(take_call->request, "name");
    const char *kind = api_request_query(take_call->request, "kind");
    ImportUpload upload = {.kind = (ImportKind)word_index_of(IMPORT_KIND_WORDS, kind),
                           .file_name = name ? name : "",
                           .account_id = take_call->identity.account_id,
                           .unit_id = state->unit_id,
                           .scope = state->scope,
                           .file = api_request_body(take_call->request)};
    g_autoptr(GError) error = NULL;
    Import *import = intake_add(take_call->env->intake, &upload, &error);
    if (!import) {
        call_fail(take_call, error);
        return;
    }
    g_autofree char *location = g_strdup_printf("/api/v1/imports/%s", import->id);
    api_reply_add_field(take_call->request, "Location", location);
    take_call->json = import_json(import, language_of(take_call->request));
    call_reply_created(take_call);
}

void handle_post_import(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, NULL, &STATE);
    g_autoptr(GError) error = NULL;
    if (word_index_of(IMPORT_KIND_WORDS, api_request_query(request, "kind")) < 0)
        call_fail_literal(call, ERROR_INVALID, "'kind' must be 'units' or 'members'.");
    else if (g_bytes_get_size(api_request_body(request)) == 0)
        call_fail_literal(call, ERROR_INVALID, "The file is empty.");
    else if (!take_unit(call->state, api_request_query(request, "unit"), &error))
        call_fail(call, error);
    else
        call_read(call, run_scope, on_upload_scope);
}

/* ---- GET, DELETE imports/{id} ---- */

void handle_get_import(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, NULL, NULL);
    const Import *import = find_import(call);
    if (import)
        answer(call, import);
}

void handle_delete_import(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, NULL, NULL);
    Import *import = find_import(call);
    if (!import)
        return;
    intake_remove(call->env->intake, import);
    call_reply_no_content(call);
}

/* ---- PATCH imports/{id} ---- */

typedef struct Patch {
    int64_t sheet, header_row;
    bool has_sheet, has_header_row;
    char *unit_id;
    GStrv columns;
} Patch;

static const JsonField PATCH_FIELDS[] = {
    {"sheet", JSON_INTEGER, offsetof(Patch, sheet), JSON_OPTIONAL, 0, 1000,
     .present_offset = offsetof(Patch, has_sheet)},
    {"header_row", JSON_INTEGER, offsetof(Patch, header_row), JSON_OPTIONAL, 1, 1000,
     .present_offset = offsetof(Patch, has_header_row)},
    {"unit_id", JSON_STRING, offsetof(Patch, unit_id), JSON_OPTIONAL, 0, 36},
    {"columns", JSON_STRINGS, offsetof(Patch, columns), JSON_OPTIONAL, 0, IMPORT_MAX_COLUMNS,
     .item_max = 32},
    {NULL, JSON_END},
};
static const JsonTable PATCH_TABLE = {"import", sizeof(Patch), PATCH_FIELDS};

static bool take_columns(ImportLayout *layout, ImportKind kind, const GStrv columns,
                         GError **error) {
    layout->has_columns = true;
    layout->n_columns = 0;
    for (unsigned i = 0; columns[i]; i++) {
        int field = *columns[i] ? import_field_find(kind, columns[i]) : -1;
        if (*columns[i] && field < 0) {
            g_set_error(error, BASE_ERROR, ERROR_INVALID, "A column cannot hold '%s'.", columns[i]);
            return false;
        }
        layout->columns[layout->n_columns++] = field;
    }
    return true;
}

/* Another sheet or header has other columns: they are recognised anew unless they are given. */
static bool patched_layout(const Import *import, const Patch *patch, ImportLayout *ret_layout,
                           GError **error) {
    *ret_layout = import->work->layout;
    if (patch->has_sheet) {
        ret_layout->sheet = (unsigned)patch->sheet;
        ret_layout->header_row = 0;
        ret_layout->has_columns = false;
    }
    if (patch->has_header_row) {
        ret_layout->header_row = (unsigned)patch->header_row;
        ret_layout->has_columns = false;
    }
    return !patch->columns || take_columns(ret_layout, import->kind, patch->columns, error);
}

static void on_patch_scope(Call *take_call) {
    const State *state = take_call->state;
    Import *import = find_import(take_call);
    if (!import)
        return;
    ImportLayout layout;
    g_autoptr(GError) error = NULL;
    if (!import->work)
        g_set_error_literal(&error, BASE_ERROR, ERROR_CONFLICT,
                            "cannot change this import: it is being read or written");
    else if (patched_layout(import, take_call->input, &layout, &error) &&
             intake_change(take_call->env->intake, import, &layout, &state->scope, &error))
        g_strlcpy(import->unit_id, state->unit_id, sizeof import->unit_id);
    if (error)
        call_fail(take_call, error);
    else
        answer(take_call, import);
}

void handle_patch_import(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, &PATCH_TABLE, &STATE);
    if (!call)
        return;
    const Import *import = find_import(call);
    if (!import)
        return;
    const Patch *patch = call->input;
    g_autoptr(GError) error = NULL;
    if (take_unit(call->state, patch->unit_id ? patch->unit_id : import->unit_id, &error))
        call_read(call, run_scope, on_patch_scope);
    else
        call_fail(call, error);
}

/* ---- POST imports/{id}/apply ---- */

static void on_apply_scope(Call *take_call) {
    Import *import = find_import(take_call);
    if (!import)
        return;
    ImportActor actor = {take_call->identity.account_id, take_call->peer};
    g_autoptr(GError) error = NULL;
    const State *state = take_call->state;
    if (intake_apply(take_call->env->intake, import, &actor, &state->scope, &error))
        answer(take_call, import);
    else
        call_fail(take_call, error);
}

void handle_apply_import(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, NULL, &STATE);
    const Import *import = find_import(call);
    if (!import)
        return;
    g_strlcpy(((State *)call->state)->unit_id, import->unit_id, ID_TEXT_BYTES);
    call_read(call, run_scope, on_apply_scope);
}

/* ---- GET imports/{id}/rows ---- */

static bool read_rows_query(const ApiRequest *request, ImportRowsQuery *ret_query) {
    const char *outcome = api_request_query(request, "outcome");
    const char *after = api_request_query(request, "after");
    const char *limit = api_request_query(request, "limit");
    guint64 after_row = 0, n_rows = ROWS_MAX;
    *ret_query = (ImportRowsQuery){.outcome = word_index_of(IMPORT_OUTCOME_WORDS, outcome),
                                   .language = language_of(request)};
    if ((outcome && ret_query->outcome < 0) ||
        (after && !g_ascii_string_to_unsigned(after, 10, 0, G_MAXUINT, &after_row, NULL)) ||
        (limit && !g_ascii_string_to_unsigned(limit, 10, 1, ROWS_MAX, &n_rows, NULL)))
        return false;
    ret_query->after = (unsigned)after_row;
    ret_query->limit = (unsigned)n_rows;
    return true;
}

void handle_list_import_rows(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, NULL, NULL);
    const Import *import = find_import(call);
    ImportRowsQuery query;
    if (!import)
        return;
    if (!read_rows_query(request, &query))
        call_fail_literal(call, ERROR_INVALID,
                          "'outcome', 'after' or 'limit' is not one of the values they may have.");
    else if (!import->work || !import->work->roster)
        call_fail_literal(call, ERROR_CONFLICT,
                          "cannot show rows now: the file is being read or written");
    else {
        call->json = import_json_rows(import, &query);
        call_reply_ok(call);
    }
}

/* ---- GET imports/{id}/report ---- */

typedef struct Report {
    Call *call; /* owned until answered */
    SheetFormat format;
} Report;

static void free_report(void *data) {
    call_free(((Report *)data)->call);
    g_free(data);
}

static void on_report(GBytes *file, const GError *error, void *data) {
    Report *report = data;
    Call *call = g_steal_pointer(&report->call);
    if (error) {
        call_fail(call, error);
        return;
    }
    g_autofree char *disposition = g_strdup_printf("attachment; filename=\"import-report.%s\"",
                                                   sheet_writer_extension(report->format));
    api_reply_add_field(call->request, "Content-Disposition", disposition);
    api_reply_bytes(call->request, 200, sheet_writer_media_type(report->format), file);
    call_free(call);
}

void handle_get_import_report(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, NULL, NULL);
    Import *import = find_import(call);
    const char *format = api_request_query(request, "format");
    if (!import)
        return;
    if (format && !g_str_equal(format, "csv") && !g_str_equal(format, "xlsx")) {
        call_fail_literal(call, ERROR_INVALID, "'format' must be 'csv' or 'xlsx'.");
        return;
    }
    Report *report = g_new0(Report, 1);
    bool is_xlsx = format && g_str_equal(format, "xlsx");
    *report = (Report){call, is_xlsx ? SHEET_FORMAT_XLSX : SHEET_FORMAT_TEXT};
    IntakeReport asked = {report->format, language_of(request), on_report, report, free_report};
    g_autoptr(GError) error = NULL;
    if (intake_report(call->env->intake, import, &asked, &error))
        return;
    report->call = NULL;
    free_report(report);
    call_fail(call, error);
}
