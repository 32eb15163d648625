/* Looking at registers: which there are, one with its figures, the list of a roll call. */
#include "base/clock.h"
#include "base/error.h"
#include "catalog/api/attendance_handlers.h"
#include "catalog/api/register_call.h"
#include "catalog/api/register_json.h"
#include "catalog/api/wire.h"
#include "catalog/roster/place_table.h"

#define QUERY_MAX_CHARS 64

static const char *query_of(const Call *call, const char *name) {
    const char *text = api_request_query(call->request, name);
    return text && *text ? text : NULL;
}

static void append_now(GString *out) {
    g_autofree char *now = wire_time(clock_wall_us());
    g_string_append_printf(out, "\"now\":\"%s\"", now);
}

/* ---- GET registers ---- */

/* Of another's place nobody is told what is on there. */
static bool check_place(Database *database, const RegisterAsker *asker, const char *place_id,
                        GError **error) {
    char unit_id[ID_TEXT_BYTES];
    if (!place_table_unit(database, place_id, unit_id, NULL))
        unit_id[0] = '\0';
    return rights_check(database, asker->id, asker->right, unit_id, error) &&
           (*unit_id || rights_not_found(error));
}

/* The filters of a list; `unit` narrows the reach. Caller frees *ret_roots. */
static bool read_filters(Database *database, const Call *call, RegisterQuery *query,
                         char **ret_roots, GError **error) {
    const RegisterAsker *asker = &((const RegisterCall *)call->state)->asker;
    const char *unit_id = query_of(call, "unit"), *since = query_of(call, "since");
    const char *before = query_of(call, "before");
    *ret_roots = NULL;
    query->kind = query_of(call, "kind");
    query->state = query_of(call, "state");
    query->title = query_of(call, "q");
    if ((before && !wire_read_time(before, &query->before_us)) ||
        (since && !wire_read_time(since, &query->since_us))) {
        g_set_error_literal(error, BASE_ERROR, ERROR_INVALID,
                            "A moment is written as 2026-07-01T08:00:00Z.");
        return false;
    }
    if (query->title && g_utf8_strlen(query->title, -1) > QUERY_MAX_CHARS) {
        g_set_error_literal(error, BASE_ERROR, ERROR_INVALID,
                            "What is searched for has at most 64 characters.");
        return false;
    }
    if (!unit_id || asker->is_screen)
        return true;
    if (!id_is_uuid(unit_id)) {
        g_set_error_literal(error, BASE_ERROR, ERROR_INVALID, "'unit' must be the id of a unit.");
        return false;
    }
    *ret_roots = g_strdup_printf("[\"%s\"]", unit_id);
    query->roots_json = *ret_roots;
    return rights_check(database, asker->id, asker->right, unit_id, error);
}

static bool run_list(Database *database, Call *call, GError **error) {
    const RegisterCall *state = call->state;
    g_autofree char *roots = NULL;
    g_auto(RegisterReach) reach = {0};
    const char *place_id = query_of(call, "place");
    if (!register_reach_load(database, &state->asker, &reach, error))
        return false;
    RegisterQuery query = {.roots_json = register_reach_roots(&reach),
                           .event_id = query_of(call, "event"),
                           .is_open = g_strcmp0(query_of(call, "open"), "1") == 0};
    if (*reach.place_id)
        query.place_id = reach.place_id;
    else if (place_id && !check_place(database, &state->asker, place_id, error))
        return false;
    else if (place_id)
        query = (RegisterQuery){
            .place_id = place_id, .event_id = query.event_id, .is_open = query.is_open};
    if (!read_filters(database, call, &query, &roots, error))
        return false;
    g_autoptr(GPtrArray) rows = register_table_list(database, &query, error);
    if (!rows)
        return false;
    GString *out = g_string_new("{");
    append_now(out);
    g_string_append(out, ",\"registers\":[");
    for (unsigned i = 0; i < rows->len; i++) {
        if (i > 0)
            g_string_append_c(out, ',');
        register_json_append(out, rows->pdata[i]);
    }
    g_string_append(out, "]}");
    call->json = g_string_free(out, FALSE);
    return true;
}

void handle_list_registers(ApiRequest *request, void *user) {
    Call *call = register_call_new(request, user, NULL, NULL);
    if (call)
        call_read(call, run_list, call_reply_ok);
}

/* ---- GET registers/{id} ---- */

/* What of the register is told. */
typedef struct Scope {
    const char *place_id, *roots_json; /* or NULL */
} Scope;

static bool append_presences(Database *database, const RegisterRow *row, const Scope *scope,
                             GString *out, GError **error) {
    const PresenceQuery query = {.register_id = row->id,
                                 .place_id = scope->place_id,
                                 .roots_json = scope->roots_json,
                                 .with_withdrawn = true};
    g_autoptr(GPtrArray) rows = presence_table_list(database, &query, error);
    g_string_append(out, ",\"presences\":[");
    for (unsigned i = 0; rows && i < rows->len; i++) {
        if (i > 0)
            g_string_append_c(out, ',');
        register_json_append_presence(out, rows->pdata[i], PRESENCE_N_OUTCOMES);
    }
    g_string_append_c(out, ']');
    return rows != NULL;
}

static void append_notes_of(const GPtrArray *notes, bool is_count, GString *out) {
    bool is_first = true;
    g_string_append_printf(out, ",\"%s\":[", is_count ? "counts" : "confirmations");
    for (unsigned i = 0; i < notes->len; i++) {
        const RegisterNote *note = notes->pdata[i];
        if (note->is_count != is_count)
            continue;
        if (!is_first)
            g_string_append_c(out, ',');
        register_json_append_note(out, note);
        is_first = false;
    }
    g_string_append_c(out, ']');
}

static bool append_notes(Database *database, const RegisterRow *row, const Scope *scope,
                         GString *out, GError **error) {
    g_autoptr(GPtrArray) notes =
        register_note_list(database, row->id, scope->place_id, scope->roots_json, error);
    if (!notes)
        return false;
    append_notes_of(notes, true, out);
    append_notes_of(notes, false, out);
    return true;
}

static bool write_register(Database *database, Call *call, const Scope *scope, GError **error) {
    const RegisterCall *state = call->state;
    g_auto(RegisterFigures) figures = {0};
    if (!register_figures_read(database, state->row, scope->place_id, scope->roots_json, &figures,
                               error))
        return false;
    g_autoptr(GString) out = g_string_new("{");
    append_now(out);
    g_string_append(out, ",\"register\":");
    register_json_append(out, state->row);
    if (scope->place_id)
        g_string_append_printf(out, ",\"place_id\":\"%s\"", scope->place_id);
    if (state->place_name) {
        g_string_append(out, ",\"place_name\":");
        json_append_string(out, state->place_name);
    }
    g_string_append_c(out, ',');
    register_json_append_figures(out, &figures);
    if (!append_notes(database, state->row, scope, out, error) ||
        !append_presences(database, state->row, scope, out, error))
        return false;
    g_string_append_c(out, '}');
    call->json = g_strdup(out->str);
    return true;
}

static bool run_get(Database *database, Call *call, GError **error) {
    RegisterCall *state = call->state;
    g_auto(RegisterReach) reach = {0};
    const char *place_id = query_of(call, "place");
    if (place_id || state->asker.is_screen)
        return register_call_take(database, call, place_id, true, error) &&
               write_register(database, call, &(Scope){.place_id = state->place_id}, error);
    state->row = register_table_get(database, call->target, error);
    if (!state->row || !register_reach_load(database, &state->asker, &reach, error) ||
        !register_reach_see(database, &reach, state->row, error))
        return false;
    return write_register(database, call, &(Scope){.roots_json = register_reach_roots(&reach)},
                          error);
}

void handle_get_register(ApiRequest *request, void *user) {
    Call *call = register_call_new(request, user, NULL, NULL);
    if (call)
        call_read(call, run_get, call_reply_ok);
}

/* ---- GET registers/{id}/people ---- */

static bool run_people(Database *database, Call *call, GError **error) {
    RegisterCall *state = call->state;
    char unit_id[ID_TEXT_BYTES];
    const char *text = query_of(call, "q");
    if (text && g_utf8_strlen(text, -1) > QUERY_MAX_CHARS) {
        g_set_error_literal(error, BASE_ERROR, ERROR_INVALID,
                            "What is searched for has at most 64 characters.");
        return false;
    }
    if (!register_call_take(database, call, query_of(call, "place"), true, error) ||
        !place_table_unit(database, state->place_id, unit_id, error))
        return false;
    g_autoptr(GPtrArray) people =
        register_people_list(database, state->row, state->place_id, text, error);
    if (!people)
        return false;
    GString *out = g_string_new("{");
    append_now(out);
    g_string_append_printf(out, ",\"revision\":%" G_GINT64_FORMAT ",\"place_id\":\"%s\"",
                           state->row->revision, state->place_id);
    g_string_append(out, ",\"people\":[");
    for (unsigned i = 0; i < people->len; i++) {
        if (i > 0)
            g_string_append_c(out, ',');
        register_json_append_person(out, people->pdata[i], unit_id);
    }
    g_string_append(out, "]}");
    call->json = g_string_free(out, FALSE);
    return true;
}

void handle_list_register_people(ApiRequest *request, void *user) {
    Call *call = register_call_new(request, user, NULL, NULL);
    if (call)
        call_read(call, run_people, call_reply_ok);
}
