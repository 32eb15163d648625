#include "media/library/vod_call.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"

#define CACHE_MISSING "max-age=1"
/* Those of the engine, its doors and the gate begin otherwise (media/engine/media_engine.c). */
#define OWN_KEYS (UINT64_C(1) << 60)

static const struct {
    ErrorCode code;
    unsigned status; /* 0: the code's own */
    const char *detail;
    const char *retry_after;
} REFUSALS[N_VOD_REFUSALS] = {
    [VOD_REFUSE_METHOD] = {ERROR_METHOD, 0, "This address is only read.", NULL},
    [VOD_REFUSE_VIEWING] = {ERROR_FORBIDDEN, 0,
                            "This link is not or no longer good for this lesson.", NULL},
    [VOD_REFUSE_MISSING] = {ERROR_NOT_FOUND, 0, "There is nothing under this address.", NULL},
    [VOD_REFUSE_WAITED] = {ERROR_UNAVAILABLE, 503, "Nothing new has come in time.", "1"},
    [VOD_REFUSE_DOWNLOAD] = {ERROR_FORBIDDEN, 0, "This lesson may be watched, but not downloaded.",
                             NULL},
    [VOD_REFUSE_MAKING] = {ERROR_UNAVAILABLE, 503, "The file is being made. Try again in a moment.",
                           "1"},
    [VOD_REFUSE_FAILED] = {ERROR_UNAVAILABLE, 503, "The lesson could not be made into a file.",
                           "60"},
};

void vod_call_note(atomic_uint_fast64_t *counter) {
    atomic_fetch_add_explicit(counter, 1, memory_order_relaxed);
}

static void refuse(VodCall *call, VodRefusal refusal, GateBuffer *problem) {
    static const GateField METHOD[] = {{"x-content-type-options", "nosniff"},
                                       {"allow", "GET, HEAD"}};
    static const GateField SOON[] = {{"x-content-type-options", "nosniff"}, {"retry-after", "1"}};
    static const GateField LATER[] = {{"x-content-type-options", "nosniff"}, {"retry-after", "60"}};
    const char *retry = REFUSALS[refusal].retry_after;
    GateAnswer *answer = call->answer;
    answer->status = REFUSALS[refusal].status ? REFUSALS[refusal].status
                                              : error_http_status(REFUSALS[refusal].code);
    answer->content_type = "application/problem+json";
    answer->cache_control = refusal == VOD_REFUSE_MISSING ? CACHE_MISSING : NULL;
    answer->fields = !retry ? METHOD : strcmp(retry, "1") == 0 ? SOON : LATER;
    answer->n_fields = retry || refusal == VOD_REFUSE_METHOD ? 2 : 1;
    answer->take_body = gate_buffer_ref(problem);
    vod_call_note(&call->handler->stats.refused);
}

void vod_call_refuse(VodCall *call, VodRefusal refusal) {
    refuse(call, refusal, call->handler->refusals[refusal]);
}

void vod_call_refuse_making(VodCall *call, unsigned percent) {
    unsigned step = MIN(percent * VOD_MAKING_STEPS / 100, VOD_MAKING_STEPS - 1);
    refuse(call, VOD_REFUSE_MAKING, call->handler->making[step]);
}

bool vod_call_may_ask(const VodCall *call) {
    return call->turn != GATE_TURN_TIMED_OUT && call->turn != GATE_TURN_STOPPING;
}

void vod_call_hold(VodCall *call, uint64_t key, int64_t hold_us) {
    if (call->turn == GATE_TURN_FIRST)
        vod_call_note(&call->handler->stats.held);
    call->answer->action = GATE_HOLD;
    call->answer->hold_key = key;
    call->answer->hold_until_us = clock_monotonic_us() + hold_us;
}

uint64_t vod_call_key(const void *bytes, size_t length) {
    uint64_t hash = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ ((const uint8_t *)bytes)[i]) * UINT64_C(1099511628211);
    return OWN_KEYS | hash >> 4;
}

GateAnswer *vod_call_begin(VodCall *call, const char *type, const char *cache_control) {
    static const GateField FIELDS[] = {{"x-content-type-options", "nosniff"}};
    GateAnswer *answer = call->answer;
    answer->status = 200;
    answer->content_type = type;
    answer->cache_control = cache_control;
    answer->fields = FIELDS;
    answer->n_fields = G_N_ELEMENTS(FIELDS);
    return answer;
}

void vod_call_count(VodCall *call, uint64_t first_ms, uint64_t n_ms, unsigned kind) {
    GateAnswer *answer = call->answer;
    vod_call_note(&call->handler->stats.media);
    if (answer->state[0] == 0 || n_ms == 0)
        return;
    DeliveredNote note = {.first = first_ms,
                          .n_units = (uint32_t)n_ms,
                          .bytes = (uint32_t)MIN(answer->file_length, UINT32_MAX),
                          .kind = (MediaKind)kind};
    memcpy(note.viewing, answer->state, sizeof note.viewing);
    answer->tag = delivered_begin(call->options->delivered, &note);
}

/* ---- what is always the same ---- */

void vod_call_make_refusals(GateBuffer *ret_refusals[N_VOD_REFUSALS]) {
    for (unsigned i = 0; i < N_VOD_REFUSALS; i++) {
        ErrorCode code = REFUSALS[i].code;
        unsigned status = REFUSALS[i].status ? REFUSALS[i].status : error_http_status(code);
        char *json = error_problem_json(status, error_word(code), REFUSALS[i].detail);
        ret_refusals[i] = gate_buffer_new_take(json, strlen(json), g_free);
    }
}

/* A problem document with a member of its own (RFC 9457 §3.2), as of a meeting's download. */
void vod_call_make_making(GateBuffer *ret_making[VOD_MAKING_STEPS]) {
    for (unsigned i = 0; i < VOD_MAKING_STEPS; i++) {
        g_autofree char *json = error_problem_json(503, error_word(ERROR_UNAVAILABLE),
                                                   REFUSALS[VOD_REFUSE_MAKING].detail);
        json[strlen(json) - strlen("}")] = '\0';
        char *longer = g_strdup_printf("%s,\"percent\":%u}", json, i * 100 / VOD_MAKING_STEPS);
        ret_making[i] = gate_buffer_new_take(longer, strlen(longer), g_free);
    }
}
