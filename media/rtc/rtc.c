#include "media/rtc/rtc.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/error.h"
#include "media/rtc/rtc_join.h"
#include "media/rtc/rtc_offer.h"
#include "media/rtc/rtc_peer.h"
#include "media/rtc/rtc_restart.h"
#include "media/rtc/rtc_worker.h"

#define MAX_PORT   65535u
#define PORT_TRIES 64u /* with port 0: until as many ports side by side are free */

struct Rtc {
    DtlsDesk *desk;
    unsigned n_workers;
    RtcWorker *workers[RTC_MAX_WORKERS];
};

/* ---- begin and end ---- */

static char *host_of(const ListenAddress *address) {
    char text[INET6_ADDRSTRLEN] = "";
    if (address->storage.ss_family == AF_INET6)
        inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)&address->storage)->sin6_addr, text,
                  sizeof text);
    else
        inet_ntop(AF_INET, &((const struct sockaddr_in *)&address->storage)->sin_addr, text,
                  sizeof text);
    return g_strdup(text);
}

static bool start_worker(Rtc *rtc, const RtcOptions *options, ListenAddress address,
                         GError **error) {
    unsigned first = rtc->n_workers > 0 ? rtc_port(rtc, 0) : listen_address_port(&address);
    g_autofree char *host = host_of(&address);
    const char *const own[] = {host, NULL};
    bool is_announced = options->announced && options->announced[0];
    RtcWorkerOptions worker = {.index = rtc->n_workers,
                               .announced = is_announced ? options->announced : own,
                               .desk = rtc->desk};
    if (first + rtc->n_workers > MAX_PORT) {
        g_set_error(error, BASE_ERROR, ERROR_IO,
                    "cannot open a UDP port for people's media: there is none behind %u", MAX_PORT);
        return false;
    }
    if (first != 0)
        listen_address_set_port(&address, first + rtc->n_workers);
    worker.address = address;
    rtc->workers[rtc->n_workers] = rtc_worker_start(&worker, error);
    return rtc->workers[rtc->n_workers++] != NULL;
}

static void drop_workers(Rtc *rtc) {
    for (unsigned i = 0; i < rtc->n_workers; i++) {
        rtc_worker_stop(rtc->workers[i]);
        rtc_worker_free(rtc->workers[i]);
    }
    rtc->n_workers = 0;
}

static bool start_workers(Rtc *rtc, const RtcOptions *options, const ListenAddress *address,
                          GError **error) {
    unsigned n_workers = options->n_workers ? options->n_workers : g_get_num_processors();
    bool is_good = true;
    for (unsigned i = 0; i < MIN(n_workers, RTC_MAX_WORKERS) && is_good; i++)
        is_good = start_worker(rtc, options, *address, error);
    if (!is_good)
        drop_workers(rtc);
    return is_good;
}

Rtc *rtc_start(const RtcOptions *options, GError **error) {
    g_autoptr(Rtc) rtc = g_new0(Rtc, 1);
    ListenAddress address;
    if (!listen_address_parse(options->listen, &address, error) ||
        !(rtc->desk = dtls_desk_start(error)))
        return NULL;
    unsigned n_tries = listen_address_port(&address) == 0 ? PORT_TRIES : 1;
    for (unsigned i = 0; i + 1 < n_tries; i++)
        if (start_workers(rtc, options, &address, NULL))
            return g_steal_pointer(&rtc);
    return start_workers(rtc, options, &address, error) ? g_steal_pointer(&rtc) : NULL;
}

void rtc_stop(Rtc *rtc) {
    if (!rtc)
        return;
    for (unsigned i = 0; i < rtc->n_workers; i++)
        rtc_worker_stop(rtc->workers[i]);
    dtls_desk_stop(rtc->desk);
}

void rtc_free(Rtc *rtc) {
    if (!rtc)
        return;
    rtc_stop(rtc);
    for (unsigned i = 0; i < rtc->n_workers; i++)
        rtc_worker_free(rtc->workers[i]);
    dtls_desk_free(rtc->desk);
    g_free(rtc);
}

unsigned rtc_n_workers(const Rtc *rtc) {
    return rtc->n_workers;
}

void rtc_get_worker_stats(const Rtc *rtc, unsigned worker, RtcStats *ret_stats) {
    *ret_stats = (RtcStats){0};
    if (worker < rtc->n_workers)
        rtc_counters_read(&rtc->workers[worker]->counters, ret_stats);
}

unsigned rtc_port(const Rtc *rtc, unsigned worker) {
    return worker < rtc->n_workers ? udp_port_number(rtc->workers[worker]->port) : 0;
}

/* ---- joining ---- */

typedef struct Joining {
    RtcWorker *worker;
    char *channel;
    RtcRole role;
    SdpSession *offer; /* NULL: none that can be read */
    bool takes_offer;
    RtcAnsweredFn fn;
    void *user;
    bool is_answered;
} Joining;

static void answer(Joining *joining, const RtcAnswer *reply) {
    joining->is_answered = true;
    joining->fn(reply, joining->user);
}

static void copy_tag(const RtcPeer *peer, RtcAnswer *reply) {
    _Static_assert(RTC_TAG_BYTES == ICE_UFRAG_CHARS + 1, "a tag is a user fragment");
    memcpy(reply->tag, rtc_restart_tag(peer), RTC_TAG_BYTES);
}

static void run_join(void *data) {
    Joining *joining = data;
    const RtcJoinWish wish = {joining->channel, joining->role, joining->offer};
    g_autoptr(GError) error = NULL;
    uint64_t number = 0;
    g_autofree char *sdp =
        joining->offer ? rtc_join_make(joining->worker, &wish, &number, &error) : NULL;
    bool is_offer = !sdp && joining->takes_offer &&
                    (!error || g_error_matches(error, BASE_ERROR, ERROR_UNSUPPORTED));
    if (is_offer) {
        g_clear_error(&error);
        sdp = rtc_offer_make(joining->worker, &wish, &number, &error);
    }
    RtcAnswer reply = {.sdp = sdp, .is_offer = sdp && is_offer, .error = error};
    if (sdp) {
        g_snprintf(reply.id, sizeof reply.id, "%016" G_GINT64_MODIFIER "x", number);
        copy_tag(rtc_peer_find(joining->worker, number), &reply);
    }
    answer(joining, &reply);
}

static void free_joining(void *data) {
    Joining *joining = data;
    if (!joining->is_answered) {
        g_autoptr(GError) error =
            g_error_new_literal(BASE_ERROR, ERROR_UNAVAILABLE, "The server is stopping.");
        answer(joining, &(RtcAnswer){.error = error});
    }
    sdp_free(joining->offer);
    g_free(joining->channel);
    g_free(joining);
}

static RtcWorker *worker_of(const Rtc *rtc, const char *channel) {
    return rtc->workers[g_str_hash(channel) % rtc->n_workers];
}

/* False: nothing can be made of it. NULL for what may be answered by an offer of ours. */
static bool read_offer(const RtcJoin *join, SdpSession **ret_offer, GError **error) {
    g_autoptr(GError) why = NULL;
    bool may_offer = join->takes_offer && join->role == RTC_VIEW;
    bool is_none = may_offer && join->offer_length == 0;
    *ret_offer = is_none ? NULL : sdp_parse(join->offer, join->offer_length, &why);
    if (!why || (may_offer && g_error_matches(why, BASE_ERROR, ERROR_UNSUPPORTED)))
        return true;
    g_propagate_error(error, g_steal_pointer(&why));
    return false;
}

bool rtc_join(Rtc *rtc, const RtcJoin *join, GError **error) {
    g_autoptr(SdpSession) offer = NULL;
    if (!read_offer(join, &offer, error))
        return false;
    Joining *joining = g_new0(Joining, 1);
    *joining = (Joining){.worker = worker_of(rtc, join->channel),
                         .channel = g_strndup(join->channel, RTC_MAX_CHANNEL),
                         .role = join->role,
                         .offer = g_steal_pointer(&offer),
                         .takes_offer = join->takes_offer && join->role == RTC_VIEW,
                         .fn = join->fn,
                         .user = join->user};
    if (worker_post(joining->worker->worker, run_join, joining, free_joining, error))
        return true;
    joining->is_answered = true; /* the error is told here */
    free_joining(joining);
    return false;
}

/* NULL: it is no id. */
static RtcWorker *worker_of_id(const Rtc *rtc, const char *id, uint64_t *ret_number,
                               GError **error) {
    guint64 number;
    if (strlen(id) != RTC_ID_BYTES - 1 ||
        !g_ascii_string_to_unsigned(id, 16, 0, G_MAXUINT64, &number, NULL) ||
        RTC_PEER_WORKER(number) >= rtc->n_workers) {
        g_set_error_literal(error, BASE_ERROR, ERROR_NOT_FOUND, "There is no such connection.");
        return NULL;
    }
    *ret_number = number;
    return rtc->workers[RTC_PEER_WORKER(number)];
}

/* ---- what is said later ---- */

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
        copy_tag(peer, &reply);
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

bool rtc_patch(Rtc *rtc, const RtcPatch *patch, GError **error) {
    uint64_t number;
    SdpFragment fragment = {.n_candidates = 0};
    g_autoptr(SdpSession) session = NULL;
    RtcWorker *worker = worker_of_id(rtc, patch->id, &number, error);
    if (!worker)
        return false;
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

/* ---- leaving ---- */

typedef struct Leaving {
    RtcWorker *worker;
    uint64_t number;
} Leaving;

static void run_leave(void *data) {
    const Leaving *leaving = data;
    RtcPeer *peer = rtc_peer_find(leaving->worker, leaving->number);
    if (peer)
        rtc_peer_end(peer, "It has left.");
}

bool rtc_leave(Rtc *rtc, const char *id, GError **error) {
    uint64_t number;
    RtcWorker *worker = worker_of_id(rtc, id, &number, error);
    if (!worker)
        return false;
    Leaving *leaving = g_new(Leaving, 1);
    *leaving = (Leaving){worker, number};
    if (worker_post(worker->worker, run_leave, leaving, g_free, error))
        return true;
    g_free(leaving);
    return false;
}
