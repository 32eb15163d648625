/* Heads counted in a room, and the clerk's word that the roll is right. */
#include "base/error.h"
#include "catalog/api/attendance_handlers.h"
#include "catalog/api/register_call.h"
#include "catalog/api/register_json.h"

typedef struct NoteInput {
    char *id, *place_id;
    int64_t heads;
    int step;
} NoteInput;

#define WHO_ROWS                                                                                   \
    {"id", JSON_STRING, offsetof(NoteInput, id), JSON_REQUIRED, 36, 36}, {                         \
        "place_id", JSON_STRING, offsetof(NoteInput, place_id), JSON_OPTIONAL, 36, 36              \
    }

static const JsonTable COUNT_TABLE = {"count", sizeof(NoteInput),
                                      (const JsonField[]){
                                          WHO_ROWS,
                                          {"heads", JSON_INTEGER, offsetof(NoteInput, heads),
                                           JSON_REQUIRED, 0, REGISTER_NOTE_MAX_HEADS},
                                          {NULL, JSON_END},
                                      }};

static const JsonTable CONFIRMATION_TABLE = {
    "confirmation", sizeof(NoteInput),
    (const JsonField[]){
        WHO_ROWS,
        {"step", JSON_ENUM, offsetof(NoteInput, step), JSON_REQUIRED, .words = PRESENCE_STEP_WORDS},
        {NULL, JSON_END},
    }};

static bool add(Database *database, Call *call, RegisterNote *note, GError **error) {
    const RegisterCall *state = call->state;
    const PresenceBy by = register_call_by(call);
    g_strlcpy(note->place_id, state->place_id, sizeof note->place_id);
    if (!register_note_add(database, state->row->id, note, &by, error) ||
        !register_call_changed(database, call, note->number, error))
        return false;
    note->place_name = g_strdup(state->place_name);
    GString *out = g_string_new(NULL);
    register_json_append_note(out, note);
    call->json = g_string_free(out, FALSE);
    return true;
}

static bool run_count(Database *database, Call *call, GError **error) {
    const NoteInput *input = call->input;
    const RegisterCall *state = call->state;
    g_autoptr(RegisterNote) note = g_new0(RegisterNote, 1);
    g_strlcpy(note->id, input->id, sizeof note->id);
    note->is_count = true;
    note->number = input->heads;
    if (!register_call_take(database, call, input->place_id, true, error))
        return false;
    const PresenceTimes times = presence_enter_times(state->row);
    return presence_rule_open(&times, error) && add(database, call, note, error);
}

static bool run_confirm(Database *database, Call *call, GError **error) {
    const NoteInput *input = call->input;
    const RegisterCall *state = call->state;
    g_autoptr(RegisterNote) note = g_new0(RegisterNote, 1);
    g_strlcpy(note->id, input->id, sizeof note->id);
    note->step = (PresenceStep)input->step;
    if (!register_call_take(database, call, input->place_id, false, error))
        return false;
    const PresenceTimes times = presence_enter_times(state->row);
    return presence_rule_confirm(&times, note->step, error) && add(database, call, note, error);
}

static void reply_told(Call *take_call) {
    register_call_tell(take_call);
    call_reply_created(take_call);
}

void handle_post_register_count(ApiRequest *request, void *user) {
    Call *call = register_call_new(request, user, &COUNT_TABLE, "register.count");
    if (call)
        call_write(call, run_count, reply_told);
}

void handle_post_register_confirmation(ApiRequest *request, void *user) {
    Call *call = register_call_new(request, user, &CONFIRMATION_TABLE, "register.confirm");
    if (call)
        call_write(call, run_confirm, reply_told);
}
