/* How a meeting does: what the media side says, and who watches. */
#include "catalog/api/meeting_call.h"
#include "catalog/api/meeting_health_json.h"
#include "catalog/api/viewing_handlers.h"

static void free_call(void *data) {
    Call **slot = data;
    call_free(*slot); /* NULL when answered */
    g_free(slot);
}

static void on_health(const MeetingHealth *health, void *data) {
    Call **slot = data;
    Call *call = g_steal_pointer(slot);
    unsigned n_viewers = viewing_book_n_alive(call->env->viewing_book, call->target);
    call->json = meeting_health_json_write(health, n_viewers);
    call_reply_ok(call);
}

static bool run_check(Database *database, Call *call, GError **error) {
    g_autoptr(MeetingRow) meeting = meeting_call_take(database, call, error);
    return meeting != NULL;
}

static void ask(Call *take_call) {
    const ApiEnv *env = take_call->env;
    Call **slot = g_new(Call *, 1);
    *slot = take_call;
    const MeetingHealthQuestion question = {take_call->target, on_health, slot, free_call};
    if (env->meeting_health && env->meeting_health(&question, env->meeting_health_user))
        return;
    on_health(NULL, slot);
    free_call(slot);
}

void handle_get_meeting_health(ApiRequest *request, void *user) {
    call_read(meeting_call_new(request, user, NULL, NULL), run_check, ask);
}
