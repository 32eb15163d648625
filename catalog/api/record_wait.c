#include "catalog/api/record_wait.h"

#include "base/error.h"

struct RecordWait {
    Call *call;     /* owned; NULL: answered, or gone on */
    GSource *timer; /* owned */
};

static gboolean on_time(void *data) {
    RecordWait *wait = data;
    if (wait->call)
        call_fail_literal(g_steal_pointer(&wait->call), ERROR_UNAVAILABLE,
                          "The viewing log is still being read; ask again in a moment.");
    return G_SOURCE_REMOVE;
}

RecordWait *record_wait_new(Call *take_call) {
    RecordWait *wait = g_new0(RecordWait, 1);
    wait->call = take_call;
    wait->timer = g_timeout_source_new_seconds(RECORD_WAIT_S);
    g_source_set_callback(wait->timer, on_time, wait, NULL);
    g_source_attach(wait->timer, worker_main_context(take_call->env->worker));
    return wait;
}

Call *record_wait_end(RecordWait *wait) {
    g_source_destroy(wait->timer);
    return g_steal_pointer(&wait->call);
}

void record_wait_free(void *data) {
    RecordWait *wait = data;
    g_source_destroy(wait->timer);
    g_source_unref(wait->timer);
    call_free(wait->call);
    g_free(wait);
}
