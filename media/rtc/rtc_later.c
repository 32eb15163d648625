#include "media/rtc/rtc_later.h"

#include <string.h>

#include "base/error.h"
#include "media/rtc/rtc_offer.h"
#include "media/rtc/rtc_peer.h"
#include "media/rtc/rtc_restart.h"

typedef struct Patching {
    RtcWorker *worker;
    uint64_t number;
    char *if_match; /* NULL: none */
    SdpFragment fragment;
    SdpSession *answer; /* NULL: it is the fragment */
    RtcAnsweredFn fn;
    void *user;
    bool is_answered;
} Patching;

static void answer_patch(Patching *patching, const RtcAnswer *reply) {
    patching->is_answered = true;
    patching->fn(reply, patching->user);
}

static void run_patch(void *data) {
    Patching *patching = data;
    g_autoptr(GError) error = NULL;
    g_autofree char *sdp = NULL;
    RtcAnswer reply = {.sdp = NULL};
    RtcPeer *peer = rtc_peer_find(patching->worker, patching->number);
    if (!peer)
        error = g_error_new_literal(BASE_ERROR, ERROR_NOT_FOUND, "There is no such connection.");
    else if (patching->answer)
        rtc_offer_take_answer(peer, patching->answer, &error);
    else
        sdp = rtc_restart_take(peer, patching->if_match, &patching->fragment, &error);
    reply.sdp = sdp;
    reply.error = error;
    if (peer)
        memcpy(reply.tag, rtc_restart_tag(peer), sizeof reply.tag);
    answer_patch(patching, &reply);
}

static void free_patching(void *data) {
    Patching *patching = data;
    if (!patching->is_answered) {
        g_autoptr(GError) error =
            g_error_new_literal(BASE_ERROR, ERROR_UNAVAILABLE, "The server is stopping.");
        answer_patch(patching, &(RtcAnswer){.error = error});
    }
    sdp_free(patching->answer);
    g_free(patching->if_match);
    g_free(patching);
}

bool rtc_later_post(RtcWorker *worker, uint64_t number, const RtcPatch *patch, GError **error) {
    SdpFragment fragment = {.n_candidates = 0};
    g_autoptr(SdpSession) session = NULL;
    if (patch->kind == RTC_PATCH_ANSWER)
        session = sdp_parse(patch->text, patch->length, error);
    if (patch->kind == RTC_PATCH_ANSWER
            ? session == NULL
            : !sdp_fragment_parse(patch->text, patch->length, &fragment, error))
        return false;
    Patching *patching = g_new0(Patching, 1);
    *patching = (Patching){.worker = worker,
                           .number = number,
                           .if_match = g_strdup(patch->if_match),
                           .fragment = fragment,
                           .answer = g_steal_pointer(&session),
                           .fn = patch->fn,
                           .user = patch->user};
    if (worker_post(worker->worker, run_patch, patching, free_patching, error))
        return true;
    patching->is_answered = true; /* the error is told here */
    free_patching(patching);
    return false;
}
