/* Where one person's minutes come from: what each viewing brought, read from the raw log again. */
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "catalog/api/attendance_call.h"
#include "catalog/api/attendance_handlers.h"
#include "catalog/api/record_wait.h"
#include "catalog/api/wire.h"
#include "catalog/attendance/read_table.h"
#include "catalog/attendance/record_table.h"
#include "catalog/attendance/register_people.h"

#define PIECES_MAX_VIEWINGS 500

typedef struct Pieces {
    char register_id[ID_TEXT_BYTES], member_id[ID_TEXT_BYTES];
} Pieces;

static const CallState PIECES = {.bytes = sizeof(Pieces)};

/* ---- the answer ---- */

typedef struct PieceJson {
    const char *viewing_id, *opened_at, *mode, *device, *title, *screen_name, *place_name;
    bool is_presence;
    const char *media, *wall;
    int64_t media_ms, wall_ms;
} PieceJson;

static const JsonTable PIECE_TABLE = {
    "piece", sizeof(PieceJson),
    (const JsonField[]){
        {"viewing_id", JSON_STRING, offsetof(PieceJson, viewing_id)},
        {"opened_at", JSON_STRING, offsetof(PieceJson, opened_at)},
        {"mode", JSON_STRING, offsetof(PieceJson, mode)},
        {"is_presence", JSON_BOOL, offsetof(PieceJson, is_presence)},
        {"device", JSON_STRING, offsetof(PieceJson, device)},
        {"title", JSON_STRING, offsetof(PieceJson, title)},
        {"screen_name", JSON_STRING, offsetof(PieceJson, screen_name)},
        {"place_name", JSON_STRING, offsetof(PieceJson, place_name)},
        {"media", JSON_STRING, offsetof(PieceJson, media)},
        {"wall", JSON_STRING, offsetof(PieceJson, wall)},
        {"media_ms", JSON_INTEGER, offsetof(PieceJson, media_ms)},
        {"wall_ms", JSON_INTEGER, offsetof(PieceJson, wall_ms)},
        {NULL, JSON_END},
    }};

static void append_share(const RecordShare *share, GString *out) {
    g_autoptr(GString) media = g_string_new(NULL), wall = g_string_new(NULL);
    g_autofree char *opened_at = wire_time(share->opened_at_ms * CLOCK_US_PER_MS);
    interval_set_append_text(share->media, media);
    interval_set_append_text(share->wall, wall);
    const PieceJson json = {.viewing_id = share->viewing_id,
                            .opened_at = opened_at,
                            .mode = share->mode,
                            .is_presence = share->is_presence,
                            .device = share->device && *share->device ? share->device : NULL,
                            .title = share->title,
                            .screen_name = share->screen_name,
                            .place_name = share->place_name,
                            .media = media->str,
                            .wall = wall->str,
                            .media_ms = interval_set_sum(share->media),
                            .wall_ms = interval_set_sum(share->wall)};
    json_table_append(&PIECE_TABLE, &json, out);
}

static char *write_answer(const GPtrArray *shares) {
    g_autofree char *made_at = wire_time(clock_wall_us());
    unsigned n_shown = MIN(shares->len, PIECES_MAX_VIEWINGS);
    GString *out = g_string_new(NULL);
    g_string_append_printf(out, "{\"made_at\":\"%s\",\"is_cut\":%s,\"pieces\":[", made_at,
                           n_shown < shares->len ? "true" : "false");
    for (unsigned i = 0; i < n_shown; i++) {
        g_string_append(out, i > 0 ? "," : "");
        append_share(shares->pdata[i], out);
    }
    g_string_append(out, "]}");
    return g_string_free(out, FALSE);
}

/* ---- who may ----  */

/* As of GET /records/{id}: one's own, or within reach, which is written down. */
static bool check_concerned(Database *database, const Call *call, const char *unit_id,
                            GError **error) {
    const Pieces *pieces = call->state;
    const char *asker = call->identity.account_id;
    char own_id[ID_TEXT_BYTES];
    if (!attendance_call_member(database, call, own_id, error))
        return false;
    return strcmp(pieces->member_id, own_id) == 0 ||
           (rights_check(database, asker, RIGHT_RECORD_SEE, unit_id, error) &&
            read_table_note(database, asker, pieces->member_id, error));
}

static bool run_of_record(Database *database, Call *call, GError **error) {
    Pieces *pieces = call->state;
    g_autoptr(RecordRow) row = record_table_get(database, call->target, error);
    if (!row)
        return false;
    g_strlcpy(pieces->register_id, row->register_id, sizeof pieces->register_id);
    g_strlcpy(pieces->member_id, row->member_id, sizeof pieces->member_id);
    if (!check_concerned(database, call, row->unit_id, error))
        return false;
    if (*pieces->register_id)
        return true;
    g_set_error_literal(error, BASE_ERROR, ERROR_CONFLICT,
                        "Hours that were carried over have no viewings here.");
    return false;
}

static bool run_of_person(Database *database, Call *call, GError **error) {
    Pieces *pieces = call->state;
    char unit_id[ID_TEXT_BYTES];
    return register_people_unit(database, pieces->register_id, pieces->member_id, unit_id, error) &&
           check_concerned(database, call, unit_id, error);
}

/* ---- steps ---- */

static void on_shares(const GError *error, const GPtrArray *shares, void *data) {
    Call *call = record_wait_end(data);
    if (!call)
        return;
    if (error) {
        call_fail(call, error);
        return;
    }
    call->json = write_answer(shares);
    call_reply_ok(call);
}

static void ask_desk(Call *take_call) {
    const Pieces *pieces = take_call->state;
    const RecordWhose whose = {pieces->register_id, pieces->member_id};
    g_autoptr(GError) error = NULL;
    RecordDesk *desk = take_call->env->records;
    RecordWait *wait = record_wait_new(take_call);
    if (record_desk_shares(desk, &whose, on_shares, wait, record_wait_free, &error))
        return;
    call_fail(record_wait_end(wait), error);
    record_wait_free(wait);
}

void handle_list_record_pieces(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, NULL, &PIECES);
    call->action = "record.see";
    call->target = g_strdup(api_request_segment(request, "id"));
    call_write(call, run_of_record, ask_desk);
}

void handle_list_member_pieces(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, NULL, &PIECES);
    Pieces *pieces = call->state;
    call->action = "record.see";
    call->target = g_strdup(api_request_segment(request, "id"));
    g_strlcpy(pieces->register_id, call->target, sizeof pieces->register_id);
    g_strlcpy(pieces->member_id, api_request_segment(request, "member"), sizeof pieces->member_id);
    call_write(call, run_of_person, ask_desk);
}
