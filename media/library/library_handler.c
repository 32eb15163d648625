#include "media/library/library_handler.h"

#include <stdatomic.h>
#include <string.h>

#include "base/clock.h"
#include "base/epoch.h"
#include "base/error.h"
#include "media/deliver/viewing_access.h"
#include "media/library/vod_call.h"

/* ---- the request ---- */

typedef struct KindRow {
    void (*answer)(VodCall *call);
    bool is_look;  /* a look's token opens it */
    bool is_exact; /* it matters whose token it is */
    bool is_list;
} KindRow;

static const KindRow KINDS[] = {
    [VOD_PATH_MASTER] = {vod_media_answer, .is_list = true},
    [VOD_PATH_MEDIA] = {vod_media_answer, .is_list = true},
    [VOD_PATH_IFRAMES] = {vod_media_answer, .is_list = true},
    [VOD_PATH_INIT] = {vod_media_answer},
    [VOD_PATH_SEGMENT] = {vod_media_answer},
    [VOD_PATH_CUES_LIST] = {vod_media_answer, .is_list = true},
    [VOD_PATH_CUES] = {vod_small_answer},
    [VOD_PATH_TV] = {vod_tv_answer, .is_list = true},
    [VOD_PATH_TV_MEDIA] = {vod_tv_answer, .is_list = true},
    [VOD_PATH_TV_SEGMENT] = {vod_tv_answer},
    [VOD_PATH_POSTER] = {vod_small_answer, .is_look = true},
    [VOD_PATH_SPRITES] = {vod_media_answer, .is_look = true},
    [VOD_PATH_SPRITE] = {vod_small_answer, .is_look = true},
    [VOD_PATH_VIDEO_FILE] = {vod_file_answer, .is_exact = true},
    [VOD_PATH_SOUND_FILE] = {vod_file_answer, .is_exact = true},
    [VOD_PATH_PAGE] = {vod_small_answer},
    [VOD_PATH_SMALL_PAGE] = {vod_small_answer},
};

/* The viewing is kept in GateAnswer.state between the turns of a request, so that a token is
 * checked once; again when the lesson was closed meanwhile, or when it matters whose it is. */
static bool may_look(VodCall *call) {
    const KindRow *row = &KINDS[call->path.kind];
    LibraryAccess access = library_shelf_access(call->lesson);
    ViewingPass pass;
    if (call->path.token.length == 0)
        return access == LIBRARY_PUBLIC;
    if (call->answer->state[0] != 0 && access != LIBRARY_CLOSED && !row->is_exact)
        return true;
    if (!viewing_access_check(call->handler->access, library_shelf_id(call->lesson),
                              call->path.token.at, call->path.token.length, &pass))
        return false;
    call->is_studio = pass.is_studio;
    if (pass.is_look)
        return row->is_look;
    memcpy(call->answer->state, pass.id, sizeof pass.id);
    return pass.is_studio || access != LIBRARY_CLOSED;
}

/* Waits until the thread has done what it was told before this moment, and opened the lesson. */
static bool ask_to_open(VodCall *call, GateText name) {
    LibraryWant want = {.lesson = ""};
    if (name.length >= sizeof want.lesson)
        return false;
    memcpy(want.lesson, name.at, name.length);
    want.hold_key = vod_call_key(want.lesson, sizeof want.lesson);
    if (!call->options->want(&want, call->options->user))
        return false;
    vod_call_hold(call, want.hold_key, LIBRARY_HANDLER_HOLD_US);
    return true;
}

static void answer_lesson(VodCall *call) {
    if (!may_look(call)) {
        vod_call_refuse(call, VOD_REFUSE_VIEWING);
        return;
    }
    call->view = library_shelf_view(call->lesson, clock_monotonic_us());
    if (call->view) {
        if (KINDS[call->path.kind].is_list)
            vod_call_note(&call->handler->stats.playlists);
        KINDS[call->path.kind].answer(call);
        return;
    }
    const char *id = library_shelf_id(call->lesson);
    if (vod_call_may_ask(call) && ask_to_open(call, (GateText){id, strlen(id)}))
        return;
    vod_call_note(&call->handler->stats.timed_out);
    vod_call_refuse(call, VOD_REFUSE_WAITED);
}

static void find_and_answer(VodCall *call) {
    GateMethod method = gate_head_method(call->head);
    if (method != GATE_GET && method != GATE_HEAD) {
        vod_call_refuse(call, VOD_REFUSE_METHOD);
        return;
    }
    if (!vod_path_parse(gate_head_path(call->head), &call->path)) {
        vod_call_refuse(call, VOD_REFUSE_MISSING);
        return;
    }
    call->lesson =
        library_shelf_find(call->options->shelf, call->path.lesson.at, call->path.lesson.length);
    bool is_unasked = call->turn == GATE_TURN_FIRST || call->turn == GATE_TURN_MISSED;
    if (call->lesson)
        answer_lesson(call);
    else if (!is_unasked || !ask_to_open(call, call->path.lesson))
        vod_call_refuse(call, VOD_REFUSE_MISSING);
}

static void on_request(const GateHead *head, GateTurn turn, GateAnswer *answer, void *user) {
    LibraryHandler *handler = user;
    VodCall call = {.handler = handler,
                    .options = &handler->options,
                    .head = head,
                    .turn = turn,
                    .answer = answer};
    epoch_enter();
    find_and_answer(&call);
    epoch_leave();
}

static void on_done(uint64_t tag, uint64_t body_bytes, GateOutcome outcome, void *user) {
    LibraryHandler *handler = user;
    delivered_end(handler->options.delivered, tag, body_bytes, outcome == GATE_COMPLETE);
}

GateHandler library_handler_gate(LibraryHandler *handler) {
    return (GateHandler){on_request, on_done, handler};
}

/* ---- life ---- */

LibraryHandler *library_handler_new(const LibraryHandlerOptions *options) {
    LibraryHandler *handler = g_new0(LibraryHandler, 1);
    handler->options = *options;
    handler->access = viewing_access_new(options->keys, VIEWING_ACCESS_VOD);
    vod_call_make_refusals(handler->refusals);
    vod_call_make_making(handler->making);
    return handler;
}

void library_handler_free(LibraryHandler *handler) {
    if (!handler)
        return;
    for (unsigned i = 0; i < N_VOD_REFUSALS; i++)
        gate_buffer_unref(handler->refusals[i]);
    for (unsigned i = 0; i < VOD_MAKING_STEPS; i++)
        gate_buffer_unref(handler->making[i]);
    viewing_access_free(handler->access);
    g_free(handler);
}

void library_handler_get_stats(const LibraryHandler *handler, LibraryHandlerStats *ret_stats) {
    *ret_stats = (LibraryHandlerStats){.playlists = atomic_load(&handler->stats.playlists),
                                       .held = atomic_load(&handler->stats.held),
                                       .media = atomic_load(&handler->stats.media),
                                       .refused = atomic_load(&handler->stats.refused),
                                       .timed_out = atomic_load(&handler->stats.timed_out)};
}
