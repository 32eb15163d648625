/* GET registers/{id}/figures: the people of a register with their records, or, before it is closed,
 * with the figures as they stand. Whose figures are told can see who looked. */
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "catalog/api/attendance_handlers.h"
#include "catalog/api/attendance_call.h"
#include "catalog/api/record_wait.h"
#include "catalog/api/wire.h"
#include "catalog/attendance/read_table.h"
#include "catalog/attendance/register_reach.h"
#include "catalog/attendance/register_standing.h"
#include "catalog/roster/pinyin.h"

#define QUERY_MAX_CHARS 64
#define OFFSET_MAX      1000000

typedef struct Figures {
    char *register_id, *unit_id, *member_id, *state, *name_key; /* owned; all but the first may be
                                                                   NULL */
    unsigned offset, limit;
    RecordPreview *preview; /* owned; NULL: it is closed */
    int64_t closed_at_us;
    Standing standing;
} Figures;

static void clear_figures(void *data) {
    Figures *figures = data;
    char *const texts[] = {figures->register_id, figures->unit_id, figures->member_id,
                           figures->state, figures->name_key};
    for (unsigned i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(texts[i]);
    record_preview_unref(figures->preview);
    register_standing_clear(&figures->standing);
}

static const CallState FIGURES = {sizeof(Figures), clear_figures};

/* ---- what is asked ---- */

static char *text_of(ApiRequest *request, const char *name) {
    const char *text = api_request_query(request, name);
    return text && *text ? g_strdup(text) : NULL;
}

static bool number_of(ApiRequest *request, const char *name, unsigned most, unsigned *ret_number) {
    g_autofree char *text = text_of(request, name);
    guint64 number = 0;
    if (!text)
        return true;
    bool is_good = g_ascii_string_to_unsigned(text, 10, 0, most, &number, NULL);
    *ret_number = (unsigned)number;
    return is_good;
}

static bool is_state(const char *word) {
    for (unsigned i = 0; i < CREDIT_N_STATES; i++)
        if (strcmp(credit_result_word((CreditState)i), word) == 0)
            return true;
    return strcmp(word, REGISTER_STANDING_NONE) == 0;
}

static const char *read_query(ApiRequest *request, Figures *figures) {
    g_autofree char *typed = text_of(request, "q");
    figures->register_id = g_strdup(api_request_segment(request, "id"));
    figures->unit_id = text_of(request, "unit");
    figures->member_id = text_of(request, "member");
    figures->state = text_of(request, "state");
    figures->limit = REGISTER_STANDING_MAX_ROWS;
    if (!number_of(request, "limit", REGISTER_STANDING_MAX_ROWS, &figures->limit) ||
        !number_of(request, "offset", OFFSET_MAX, &figures->offset))
        return "'limit' must be a number within the list's bounds.";
    if (figures->unit_id && !id_is_uuid(figures->unit_id))
        return "'unit' must be the id of a unit.";
    if (figures->state && !is_state(figures->state))
        return "'state' must be a state of a record, or none.";
    if (typed && g_utf8_strlen(typed, -1) > QUERY_MAX_CHARS)
        return "What is searched for has at most 64 characters.";
    figures->name_key = typed ? pinyin_name_key(typed) : NULL;
    return NULL;
}

/* ---- the answer ---- */

typedef struct RowJson {
    const char *member_id, *name, *unit_id, *unit_name, *group_id, *group_name, *record_id;
    bool is_expected, is_visiting, is_excused, has_figures;
    const char *state, *how, *confidence;
    int64_t live_ms, replay_ms, offline_ms, presence_ms, covered_ms, credited_ms;
} RowJson;

#define FIGURE(member)                                                                             \
    {                                                                                              \
#member, JSON_INTEGER, offsetof(RowJson, member),                                          \
            .present_offset = offsetof(RowJson, has_figures)                                       \
    }

static const JsonTable ROW_TABLE = {"figure", sizeof(RowJson),
                                    (const JsonField[]){
                                        {"member_id", JSON_STRING, offsetof(RowJson, member_id)},
                                        {"name", JSON_STRING, offsetof(RowJson, name)},
                                        {"unit_id", JSON_STRING, offsetof(RowJson, unit_id)},
                                        {"unit_name", JSON_STRING, offsetof(RowJson, unit_name)},
                                        {"group_id", JSON_STRING, offsetof(RowJson, group_id)},
                                        {"group_name", JSON_STRING, offsetof(RowJson, group_name)},
                                        {"is_expected", JSON_BOOL, offsetof(RowJson, is_expected)},
                                        {"is_visiting", JSON_BOOL, offsetof(RowJson, is_visiting)},
                                        {"is_excused", JSON_BOOL, offsetof(RowJson, is_excused)},
                                        {"record_id", JSON_STRING, offsetof(RowJson, record_id)},
                                        {"state", JSON_STRING, offsetof(RowJson, state)},
                                        {"how", JSON_STRING, offsetof(RowJson, how)},
                                        {"confidence", JSON_STRING, offsetof(RowJson, confidence)},
                                        FIGURE(live_ms),
                                        FIGURE(replay_ms),
                                        FIGURE(offline_ms),
                                        FIGURE(presence_ms),
                                        FIGURE(covered_ms),
                                        FIGURE(credited_ms),
                                        {NULL, JSON_END},
                                    }};

static void append_row(const StandingRow *row, GString *out) {
    const RowJson json = {
        .member_id = row->member_id,
        .name = row->name,
        .unit_id = row->unit_id,
        .unit_name = row->unit_name,
        .group_id = row->group_id,
        .group_name = row->group_name,
        .record_id = *row->record_id ? row->record_id : NULL,
        .is_expected = row->is_expected,
        .is_visiting = row->is_visiting,
        .is_excused = row->is_excused,
        .has_figures = row->has_figures,
        .state = row->state,
        .how = row->how,
        .confidence = row->confidence,
        .live_ms = row->live_ms,
        .replay_ms = row->replay_ms,
        .offline_ms = row->offline_ms,
        .presence_ms = row->presence_ms,
        .covered_ms = row->covered_ms,
        .credited_ms = row->credited_ms,
    };
    json_table_append(&ROW_TABLE, &json, out);
}

static void append_counts(const Standing *standing, GString *out) {
    g_string_append(out, ",\"counts\":{");
    for (unsigned i = 0; i <= CREDIT_N_STATES; i++)
        g_string_append_printf(out, "%s\"%s\":%" G_GINT64_FORMAT, i > 0 ? "," : "",
                               i < CREDIT_N_STATES ? credit_result_word((CreditState)i)
                                                   : REGISTER_STANDING_NONE,
                               standing->counts[i]);
    g_string_append_c(out, '}');
}

static char *write_answer(const Figures *figures) {
    const Standing *standing = &figures->standing;
    g_autofree char *made_at =
        wire_time(figures->preview ? figures->preview->made_at_us : figures->closed_at_us);
    GString *out = g_string_new(NULL);
    g_string_append_printf(out,
                           "{\"made_at\":\"%s\",\"is_closed\":%s,\"required_ms\":%" G_GINT64_FORMAT
                           ",\"found\":%" G_GINT64_FORMAT,
                           made_at, figures->preview ? "false" : "true", standing->required_ms,
                           standing->n_found);
    append_counts(standing, out);
    g_string_append(out, ",\"people\":[");
    for (unsigned i = 0; i < standing->rows->len; i++) {
        g_string_append(out, i > 0 ? "," : "");
        append_row(standing->rows->pdata[i], out);
    }
    g_string_append(out, "]}");
    return g_string_free(out, FALSE);
}

/* ---- steps ---- */

/* The right, and for which people. */
static bool look(Database *database, Call *call, RegisterReach *reach, GError **error) {
    Figures *figures = call->state;
    const RegisterAsker asker = {.id = call->identity.account_id, .right = RIGHT_RECORD_SEE};
    g_autoptr(RegisterRow) row = register_table_get(database, figures->register_id, error);
    if (!row || !register_reach_load(database, &asker, reach, error) ||
        !register_reach_see(database, reach, row, error))
        return false;
    figures->closed_at_us = row->closed_at_us;
    return true;
}

static bool run_look(Database *database, Call *call, GError **error) {
    g_auto(RegisterReach) reach = {0};
    return look(database, call, &reach, error);
}

static bool run_list(Database *database, Call *call, GError **error) {
    Figures *figures = call->state;
    g_auto(RegisterReach) reach = {0};
    if (!look(database, call, &reach, error))
        return false;
    const StandingQuery query = {.register_id = figures->register_id,
                                 .roots_json = reach.units.is_everywhere ? NULL : reach.units.json,
                                 .unit_id = figures->unit_id,
                                 .member_id = figures->member_id,
                                 .preview = figures->preview,
                                 .state = figures->state,
                                 .name_key = figures->name_key,
                                 .offset = figures->offset,
                                 .limit = figures->limit};
    register_standing_clear(&figures->standing);
    if (!register_standing_read(database, &query, &figures->standing, error))
        return false;
    call->json = write_answer(figures);
    return true;
}

static bool run_note(Database *database, Call *call, GError **error) {
    const Figures *figures = call->state;
    char own_id[ID_TEXT_BYTES];
    bool is_good = attendance_call_member(database, call, own_id, error);
    for (unsigned i = 0; is_good && i < figures->standing.rows->len; i++) {
        const StandingRow *row = figures->standing.rows->pdata[i];
        is_good = !row->has_figures || strcmp(row->member_id, own_id) == 0 ||
                  read_table_note(database, call->identity.account_id, row->member_id, error);
    }
    return is_good;
}

static void note(Call *take_call) {
    call_write(take_call, run_note, call_reply_ok);
}

static void on_preview(const GError *error, const RecordPreview *preview, void *data) {
    Call *call = record_wait_end(data);
    if (!call)
        return;
    if (error) {
        call_fail(call, error);
        return;
    }
    ((Figures *)call->state)->preview = record_preview_ref((RecordPreview *)preview);
    call_read(call, run_list, note);
}

static void after_look(Call *take_call) {
    const Figures *figures = take_call->state;
    if (figures->closed_at_us > 0) {
        call_read(take_call, run_list, note);
        return;
    }
    g_autoptr(GError) error = NULL;
    RecordDesk *desk = take_call->env->records;
    RecordWait *wait = record_wait_new(take_call);
    if (record_desk_preview(desk, figures->register_id, on_preview, wait, record_wait_free, &error))
        return;
    call_fail(record_wait_end(wait), error);
    record_wait_free(wait);
}

void handle_get_register_figures(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, NULL, &FIGURES);
    Figures *figures = call->state;
    const char *fault = read_query(request, figures);
    if (fault) {
        call_fail_literal(call, ERROR_INVALID, fault);
        return;
    }
    call->action = "record.see";
    call->target = g_strdup(figures->register_id);
    call_read(call, run_look, after_look);
}
