#include "media/deliver/live_handler.h"

#include <stdatomic.h>
#include <string.h>

#include "base/clock.h"
#include "base/epoch.h"
#include "base/error.h"
#include "base/gate/http_coding.h"
#include "media/deliver/viewing_access.h"

/* Cache life (appendix B of the draft): what was waited for is true for ever, since its numbers are
 * in the address; a plain playlist for half a target duration. */
#define CACHE_WAITED   "max-age=12"
#define CACHE_PLAYLIST "max-age=1"
#define CACHE_MEDIA    "max-age=3600"
#define CACHE_MISSING  "max-age=1"

#define TYPE_PLAYLIST "application/vnd.apple.mpegurl"
#define TYPE_VIDEO    "video/mp4"
#define TYPE_AUDIO    "audio/mp4"

/* What leaves first on a shared HTTP/2 connection (RFC 9218): a picture of a higher rate never
 * holds up one of a lower, nor the sound, nor what tells of both. */
#define URGENCY_PLAYLIST 1u
#define URGENCY_SOUND    2u /* and beginnings */
#define URGENCY_PICTURE  3u /* of the lowest rate */
#define URGENCY_LAST     6u

/* Answers that are always the same. */
typedef enum Refusal {
    REFUSE_METHOD,
    REFUSE_DIRECTIVE,
    REFUSE_VIEWING,
    REFUSE_MISSING,
    REFUSE_WAITED,
    N_REFUSALS
} Refusal;

static const struct {
    ErrorCode code;
    unsigned status; /* 0: the code's own */
    const char *detail;
} REFUSALS[N_REFUSALS] = {
    [REFUSE_METHOD] = {ERROR_METHOD, 0, "This address is only read."},
    [REFUSE_DIRECTIVE] = {ERROR_INVALID, 0,
                          "These delivery directives ask for what this playlist cannot have."},
    [REFUSE_VIEWING] = {ERROR_FORBIDDEN, 0, "This link is not or no longer good for this meeting."},
    [REFUSE_MISSING] = {ERROR_NOT_FOUND, 0, "There is nothing under this address."},
    [REFUSE_WAITED] = {ERROR_UNAVAILABLE, 503, "Nothing new has come in time."},
};

struct LiveHandler {
    LiveHandlerOptions options;
    ViewingAccess *access;
    GateBuffer *refusals[N_REFUSALS];
    struct {
        atomic_uint_fast64_t playlists, held, media, refused, timed_out;
    } stats;
};

/* One request while it is answered. */
typedef struct Call {
    LiveHandler *handler;
    const GateHead *head;
    GateTurn turn;
    GateAnswer *answer;
    LivePath path;
    ShelfMeeting *meeting;
    const ShelfView *view;
    bool is_studio; /* known when the token was checked in this turn */
} Call;

static void count(atomic_uint_fast64_t *counter) {
    atomic_fetch_add_explicit(counter, 1, memory_order_relaxed);
}

/* ---- refusing ---- */

static void refuse(Call *call, Refusal refusal) {
    static const GateField FIELDS[] = {{"x-content-type-options", "nosniff"},
                                       {"allow", "GET, HEAD"}};
    GateAnswer *answer = call->answer;
    answer->status = REFUSALS[refusal].status ? REFUSALS[refusal].status
                                              : error_http_status(REFUSALS[refusal].code);
    answer->content_type = "application/problem+json";
    answer->cache_control = refusal == REFUSE_MISSING ? CACHE_MISSING : NULL;
    answer->fields = FIELDS;
    answer->n_fields = refusal == REFUSE_METHOD ? 2 : 1;
    answer->take_body = gate_buffer_ref(call->handler->refusals[refusal]);
    count(&call->handler->stats.refused);
}

/* ---- waiting ---- */

/* A row that is published between the look and the hold fires its key afterwards: nothing is
 * missed. */
static void hold(Call *call, PlaylistProfile profile) {
    if (call->turn == GATE_TURN_TIMED_OUT || call->turn == GATE_TURN_STOPPING) {
        count(&call->handler->stats.timed_out);
        refuse(call, REFUSE_WAITED);
        return;
    }
    if (call->turn == GATE_TURN_FIRST)
        count(&call->handler->stats.held);
    call->answer->action = GATE_HOLD;
    call->answer->hold_until_us = clock_monotonic_us() + LIVE_HANDLER_HOLD_US;
    call->answer->hold_key = shelf_meeting_key(call->meeting, profile);
}

/* ---- playlists ---- */

static void answer_text(Call *call, const PlaylistText *text, const char *cache_control) {
    static const GateField PLAIN[] = {{"x-content-type-options", "nosniff"},
                                      {"vary", "accept-encoding"}};
    static const GateField GZIP[] = {{"x-content-type-options", "nosniff"},
                                     {"vary", "accept-encoding"},
                                     {"content-encoding", "gzip"}};
    GateAnswer *answer = call->answer;
    GateText accepted;
    bool is_gzip = text->gzip && gate_head_field(call->head, "accept-encoding", &accepted) &&
                   http_coding_quality(accepted, "gzip") > 0;
    answer->status = 200;
    answer->content_type = TYPE_PLAYLIST;
    answer->cache_control = cache_control;
    answer->fields = is_gzip ? GZIP : PLAIN;
    answer->n_fields = is_gzip ? G_N_ELEMENTS(GZIP) : G_N_ELEMENTS(PLAIN);
    answer->urgency = URGENCY_PLAYLIST;
    answer->take_body = gate_buffer_ref(is_gzip ? text->gzip : text->plain);
    count(&call->handler->stats.playlists);
}

static void answer_master(Call *call, PlaylistProfile profile) {
    const PlaylistText *text = call->view ? &call->view->master[profile] : NULL;
    if (!text || !text->plain || call->view->edge[profile].is_empty)
        hold(call, profile); /* the meeting begins this moment */
    else
        answer_text(call, text, CACHE_PLAYLIST);
}

static void answer_media(Call *call, PlaylistProfile profile) {
    HlsQuery query;
    if (!hls_query_parse(gate_head_query(call->head), &query)) {
        refuse(call, REFUSE_DIRECTIVE);
        return;
    }
    if (!call->view) {
        hold(call, profile);
        return;
    }
    int track = shelf_view_find_track(call->view, call->path.track.at, call->path.track.length);
    if (track < 0) {
        refuse(call, REFUSE_MISSING);
        return;
    }
    const PlaylistSet *set = &call->view->tracks[track].media[profile];
    switch (hls_query_judge(&query, &call->view->edge[profile])) {
    case HLS_REFUSE:
        refuse(call, REFUSE_DIRECTIVE);
        return;
    case HLS_HOLD:
        hold(call, profile);
        return;
    case HLS_SERVE:
        break;
    }
    bool is_delta = query.has_skip && set->delta.plain;
    answer_text(call, is_delta ? &set->delta : &set->full,
                query.has_msn ? CACHE_WAITED : CACHE_PLAYLIST);
}

/* ---- media ---- */

static const char *media_type(const ShelfTrack *track) {
    return track->info.kind == MEDIA_VIDEO ? TYPE_VIDEO : TYPE_AUDIO;
}

static uint8_t media_urgency(const ShelfView *view, const ShelfTrack *track) {
    unsigned urgency = URGENCY_PICTURE;
    if (track->info.kind != MEDIA_VIDEO)
        return URGENCY_SOUND;
    for (unsigned i = 0; i < view->n_tracks; i++)
        urgency += view->tracks[i].info.kind == MEDIA_VIDEO &&
                   view->tracks[i].info.bit_rate < track->info.bit_rate;
    return (uint8_t)MIN(urgency, URGENCY_LAST);
}

static GateAnswer *begin_media(Call *call, const ShelfTrack *track) {
    static const GateField FIELDS[] = {{"x-content-type-options", "nosniff"}};
    GateAnswer *answer = call->answer;
    answer->status = 200;
    answer->content_type = media_type(track);
    answer->cache_control = CACHE_MEDIA;
    answer->fields = FIELDS;
    answer->n_fields = G_N_ELEMENTS(FIELDS);
    return answer;
}

static void answer_init(Call *call, const ShelfTrack *track) {
    uint64_t index = call->path.number - call->view->first_generation;
    GateBuffer *init =
        call->path.number >= call->view->first_generation && index < call->view->n_generations
            ? track->inits[index]
            : NULL;
    if (!init) {
        refuse(call, REFUSE_MISSING);
        return;
    }
    GateAnswer *answer = begin_media(call, track);
    answer->urgency = URGENCY_SOUND;
    answer->take_body = gate_buffer_ref(init);
}

/* How many parts of the grid a name stands for, beginning with which; false: there is no such one.
 */
static bool parts_of(const LivePath *path, unsigned *ret_first, unsigned *ret_n) {
    *ret_n = MEDIA_PARTS_PER_SEGMENT;
    if (path->kind == LIVE_PATH_PART)
        *ret_n = 1;
    else if (path->kind == LIVE_PATH_HALF)
        *ret_n = PLAYLIST_PHONE_PARTS;
    *ret_first = path->part * *ret_n;
    return path->part < MEDIA_PARTS_PER_SEGMENT / *ret_n;
}

static void count_delivery(LiveHandler *handler, GateAnswer *answer, DeliveredNote *note) {
    if (answer->state[0] == 0 || !handler->options.delivered)
        return;
    note->bytes = (uint32_t)answer->file_length;
    memcpy(note->viewing, answer->state, sizeof note->viewing);
    answer->tag = delivered_begin(handler->options.delivered, note);
}

/* A part that a playlist hints at is waited for; whole when it goes (appendix B.1 of the draft). */
static bool is_hinted(const Call *call, unsigned first, unsigned n) {
    uint64_t end = span_table_end(shelf_meeting_read_spans(call->meeting));
    uint64_t at = call->path.number * MEDIA_PARTS_PER_SEGMENT + first;
    return call->path.kind != LIVE_PATH_SEGMENT && !call->view->edge[0].is_ended && at + n > end &&
           at <= end;
}

/* NULL: the bytes are gone. */
static GateFile *file_of(const Call *call, const ShelfTrack *track, const GridSpan *span) {
    if (!(span->flags & GRID_SPILLED))
        return track->file;
    uint64_t end = span_table_end(shelf_meeting_read_spans(call->meeting));
    uint64_t at = call->path.number * MEDIA_PARTS_PER_SEGMENT;
    return end - at <= GRID_SPILL_ROWS ? track->spill : NULL;
}

/* What was trimmed from a recording is in its files still. */
static bool is_shown(const Call *call) {
    return call->path.number >= call->view->shown_from && call->path.number < call->view->shown_end;
}

static void answer_parts(Call *call, const ShelfTrack *track, unsigned index) {
    unsigned first, n;
    GridSpan span;
    bool is_valid = is_shown(call) && parts_of(&call->path, &first, &n);
    if (is_valid && is_hinted(call, first, n)) {
        hold(call, call->path.kind == LIVE_PATH_HALF ? PLAYLIST_PHONE : PLAYLIST_LIVE);
        return;
    }
    if (!is_valid || !span_table_find(shelf_meeting_read_spans(call->meeting), index,
                                      call->path.number, first, n, &span)) {
        refuse(call, REFUSE_MISSING);
        return;
    }
    GateFile *file = file_of(call, track, &span);
    if (!file) {
        refuse(call, REFUSE_MISSING);
        return;
    }
    GateAnswer *answer = begin_media(call, track);
    answer->accept_ranges = true;
    answer->urgency = media_urgency(call->view, track);
    answer->take_file = gate_file_ref(file);
    answer->file_offset = span.offset;
    answer->file_length = span.length;
    count_delivery(call->handler, answer,
                   &(DeliveredNote){
                       .first = call->path.number * MEDIA_PARTS_PER_SEGMENT + first,
                       .n_units = n,
                       .kind = track->info.kind,
                   });
    count(&call->handler->stats.media);
}

static void answer_track(Call *call) {
    int index =
        call->view ? shelf_view_find_track(call->view, call->path.track.at, call->path.track.length)
                   : -1;
    if (index < 0)
        refuse(call, REFUSE_MISSING);
    else if (call->path.kind == LIVE_PATH_INIT)
        answer_init(call, &call->view->tracks[index]);
    else
        answer_parts(call, &call->view->tracks[index], (unsigned)index);
}

/* ---- the request ---- */

/* The viewing is kept in GateAnswer.state between the turns of a request, so that a token is
 * checked once; again when the doors were closed meanwhile, or when it matters whose it is. */
static bool may_look(Call *call) {
    ShelfAccess access = shelf_meeting_access(call->meeting);
    ViewingPass pass;
    if (call->path.token.length == 0)
        return access == SHELF_PUBLIC;
    if (call->answer->state[0] != 0 && access != SHELF_CLOSED &&
        call->path.kind != LIVE_PATH_DOWNLOAD)
        return true;
    if (!viewing_access_check(call->handler->access, shelf_meeting_id(call->meeting),
                              call->path.token.at, call->path.token.length, &pass) ||
        pass.is_look)
        return false;
    memcpy(call->answer->state, pass.id, sizeof pass.id);
    call->is_studio = pass.is_studio;
    return pass.is_studio || access != SHELF_CLOSED;
}

static void answer_extra(Call *call) {
    const LiveExtra *extra = &call->handler->options.extra;
    LiveQuestion question = {call->handler, &call->path, call->turn,
                             call->meeting, call->view,  call->is_studio};
    bool is_hidden = call->path.kind == LIVE_PATH_TV_SEGMENT && call->view && !is_shown(call);
    if (is_hidden || !extra->answer(&question, call->answer, extra->user))
        refuse(call, REFUSE_MISSING);
}

void live_handler_count(const LiveQuestion *question, GateAnswer *answer, uint64_t first_part,
                        unsigned n_parts) {
    count_delivery(question->handler, answer,
                   &(DeliveredNote){
                       .first = first_part,
                       .n_units = n_parts,
                       .kind = DELIVERED_BOTH_KINDS,
                   });
}

static void answer_path(Call *call) {
    switch (call->path.kind) {
    case LIVE_PATH_MASTER:
        answer_master(call, PLAYLIST_LIVE);
        return;
    case LIVE_PATH_PHONE:
        answer_master(call, PLAYLIST_PHONE);
        return;
    case LIVE_PATH_MEDIA:
        answer_media(call, PLAYLIST_LIVE);
        return;
    case LIVE_PATH_PHONE_MEDIA:
        answer_media(call, PLAYLIST_PHONE);
        return;
    case LIVE_PATH_INIT:
    case LIVE_PATH_SEGMENT:
    case LIVE_PATH_PART:
    case LIVE_PATH_HALF:
        answer_track(call);
        return;
    case LIVE_PATH_TV:
    case LIVE_PATH_TV_MEDIA:
    case LIVE_PATH_TV_SEGMENT:
    case LIVE_PATH_DOWNLOAD:
        if (call->handler->options.extra.answer)
            answer_extra(call);
        else
            refuse(call, REFUSE_MISSING);
        return;
    }
}

/* Waits until the thread of the meetings has done what it was told before this moment. */
static bool ask_owner(Call *call) {
    const LiveMissing *missing = &call->handler->options.missing;
    uint64_t key;
    bool has_answer = call->turn != GATE_TURN_FIRST && call->turn != GATE_TURN_MISSED;
    if (has_answer || !missing->want || !missing->want(call->path.meeting, &key, missing->user))
        return false;
    call->answer->action = GATE_HOLD;
    call->answer->hold_key = key;
    call->answer->hold_until_us = clock_monotonic_us() + LIVE_HANDLER_HOLD_US;
    return true;
}

static void find_and_answer(Call *call) {
    GateMethod method = gate_head_method(call->head);
    if (method != GATE_GET && method != GATE_HEAD) {
        refuse(call, REFUSE_METHOD);
        return;
    }
    if (!live_path_parse(gate_head_path(call->head), &call->path)) {
        refuse(call, REFUSE_MISSING);
        return;
    }
    call->meeting =
        shelf_find(call->handler->options.shelf, call->path.meeting.at, call->path.meeting.length);
    if (!call->meeting) {
        if (!ask_owner(call)) /* a recording that nobody has watched lately is put there */
            refuse(call, REFUSE_MISSING);
        return;
    }
    if (!may_look(call)) {
        /* With a good token: the meeting may be opening at this moment. */
        if (call->answer->state[0] == 0 || !ask_owner(call))
            refuse(call, REFUSE_VIEWING);
        return;
    }
    call->view = shelf_meeting_view(call->meeting);
    shelf_meeting_touch(call->meeting, clock_monotonic_us());
    answer_path(call);
}

static void on_request(const GateHead *head, GateTurn turn, GateAnswer *answer, void *user) {
    Call call = {.handler = user, .head = head, .turn = turn, .answer = answer};
    epoch_enter();
    find_and_answer(&call);
    epoch_leave();
}

static void on_done(uint64_t tag, uint64_t body_bytes, GateOutcome outcome, void *user) {
    LiveHandler *handler = user;
    delivered_end(handler->options.delivered, tag, body_bytes, outcome == GATE_COMPLETE);
}

GateHandler live_handler_gate(LiveHandler *handler) {
    return (GateHandler){on_request, on_done, handler};
}

/* ---- life ---- */

LiveHandler *live_handler_new(const LiveHandlerOptions *options) {
    LiveHandler *handler = g_new0(LiveHandler, 1);
    handler->options = *options;
    handler->access = viewing_access_new(options->keys, VIEWING_ACCESS_LIVE);
    for (unsigned i = 0; i < N_REFUSALS; i++) {
        ErrorCode code = REFUSALS[i].code;
        unsigned status = REFUSALS[i].status ? REFUSALS[i].status : error_http_status(code);
        char *json = error_problem_json(status, error_word(code), REFUSALS[i].detail);
        handler->refusals[i] = gate_buffer_new_take(json, strlen(json), g_free);
    }
    return handler;
}

void live_handler_free(LiveHandler *handler) {
    if (!handler)
        return;
    for (unsigned i = 0; i < N_REFUSALS; i++)
        gate_buffer_unref(handler->refusals[i]);
    viewing_access_free(handler->access);
    g_free(handler);
}

void live_handler_get_stats(const LiveHandler *handler, LiveStats *ret_stats) {
    *ret_stats = (LiveStats){.playlists = atomic_load(&handler->stats.playlists),
                             .held = atomic_load(&handler->stats.held),
                             .media = atomic_load(&handler->stats.media),
                             .refused = atomic_load(&handler->stats.refused),
                             .timed_out = atomic_load(&handler->stats.timed_out)};
}
