#include "media/rtc/rtc.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/error.h"
#include "media/rtc/rtc_join.h"
#include "media/rtc/rtc_offer.h"
#include "media/rtc/rtc_peer.h"
#include "media/rtc/rtc_gather.h"
#include "media/rtc/rtc_later.h"
#include "media/rtc/rtc_publisher.h"
#include "media/rtc/rtc_restart.h"
#include "media/rtc/rtc_viewer.h"
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

static const RtcEvents NO_EVENTS;

static bool start_worker(Rtc *rtc, const RtcOptions *options, ListenAddress address,
                         GError **error) {
    unsigned first = rtc->n_workers > 0 ? rtc_port(rtc, 0) : listen_address_port(&address);
    g_autofree char *host = host_of(&address);
    const char *const own[] = {host, NULL};
    bool is_announced = options->announced && options->announced[0];
    RtcWorkerOptions worker = {.index = rtc->n_workers,
                               .announced = is_announced ? options->announced : own,
                               .desk = rtc->desk,
                               .events = options->events ? options->events : &NO_EVENTS,
                               .events_user = options->events_user};
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
    char *channel, *name;
    RtcRole role;
    bool is_chosen;
    unsigned held;
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
    const RtcJoinWish wish = {.channel = joining->channel,
                              .role = joining->role,
                              .offer = joining->offer,
                              .name = joining->name,
                              .is_chosen = joining->is_chosen,
                              .held = joining->held};
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
        rtc_core_write_id(number, reply.id);
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
    g_free(joining->name);
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

static bool check_name(const char *name, GError **error) {
    if (name && *name && strlen(name) <= RTC_MAX_NAME)
        return true;
    g_set_error(error, BASE_ERROR, ERROR_INVALID, "A name has 1 to %u bytes.", RTC_MAX_NAME);
    return false;
}

bool rtc_join(Rtc *rtc, const RtcJoin *join, GError **error) {
    if (join->name && !check_name(join->name, error))
        return false;
    g_autoptr(SdpSession) offer = NULL;
    if (!read_offer(join, &offer, error))
        return false;
    Joining *joining = g_new0(Joining, 1);
    *joining = (Joining){.worker = worker_of(rtc, join->channel),
                         .channel = g_strndup(join->channel, RTC_MAX_CHANNEL),
                         .name = g_strdup(join->name),
                         .role = join->role,
                         .is_chosen = join->is_chosen,
                         .held = join->held,
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

bool rtc_patch(Rtc *rtc, const RtcPatch *patch, GError **error) {
    uint64_t number;
    RtcWorker *worker = worker_of_id(rtc, patch->id, &number, error);
    return worker && rtc_later_post(worker, number, patch, error);
}

/* ---- orders to one peer ---- */

typedef struct Order Order;
struct Order {
    RtcWorker *worker;
    uint64_t number;
    void (*run)(const Order *order, RtcPeer *peer);
    unsigned holds;
    bool is_held;
    unsigned n_wishes;
    RtcWish wishes[]; /* their names are owned */
};

static void run_order(void *data) {
    const Order *order = data;
    RtcPeer *peer = rtc_peer_find(order->worker, order->number);
    if (peer)
        order->run(order, peer);
}

static void free_order(void *data) {
    Order *order = data;
    for (unsigned i = 0; i < order->n_wishes; i++)
        g_free((char *)order->wishes[i].name);
    g_free(order);
}

/* NULL: it is no id. */
static Order *make_order(const Rtc *rtc, const char *id, unsigned n_wishes, GError **error) {
    uint64_t number;
    RtcWorker *worker = worker_of_id(rtc, id, &number, error);
    if (!worker)
        return NULL;
    Order *order = g_malloc0(sizeof(Order) + n_wishes * sizeof(RtcWish));
    order->worker = worker;
    order->number = number;
    return order;
}

static bool post_order(Order *take_order, GError **error) {
    if (worker_post(take_order->worker->worker, run_order, take_order, free_order, error))
        return true;
    free_order(take_order);
    return false;
}

static void run_leave(const Order *order, RtcPeer *peer) {
    rtc_peer_end(peer, "It has left.");
}

bool rtc_leave(Rtc *rtc, const char *id, GError **error) {
    Order *order = make_order(rtc, id, 0, error);
    if (!order)
        return false;
    order->run = run_leave;
    return post_order(order, error);
}

static void run_show(const Order *order, RtcPeer *peer) {
    RtcViewer *viewer = rtc_viewer_of(peer);
    if (viewer)
        rtc_viewer_show(viewer, order->wishes, order->n_wishes);
}

bool rtc_show(Rtc *rtc, const char *viewer_id, const RtcWish *wishes, unsigned n_wishes,
              GError **error) {
    if (n_wishes > RTC_MAX_WISHES) {
        g_set_error(error, BASE_ERROR, ERROR_TOO_LARGE, "A viewer has at most %u places.",
                    RTC_MAX_WISHES);
        return false;
    }
    for (unsigned i = 0; i < n_wishes; i++)
        if (!check_name(wishes[i].name, error))
            return false;
    Order *order = make_order(rtc, viewer_id, n_wishes, error);
    if (!order)
        return false;
    order->run = run_show;
    for (; order->n_wishes < n_wishes; order->n_wishes++) {
        order->wishes[order->n_wishes] = wishes[order->n_wishes];
        order->wishes[order->n_wishes].name = g_strdup(wishes[order->n_wishes].name);
    }
    return post_order(order, error);
}

static void run_hold(const Order *order, RtcPeer *peer) {
    RtcPublisher *publisher = rtc_publisher_of(peer);
    if (publisher)
        rtc_publisher_hold(publisher, order->holds, order->is_held);
}

bool rtc_hold(Rtc *rtc, const char *publisher_id, unsigned holds, bool is_held, GError **error) {
    Order *order = make_order(rtc, publisher_id, 0, error);
    if (!order)
        return false;
    order->run = run_hold;
    order->holds = holds;
    order->is_held = is_held;
    return post_order(order, error);
}

/* ---- figures ---- */

typedef struct Question {
    RtcWorker *worker;
    RtcFiguresFn fn; /* NULL: answered */
    void *user;
} Question;

static void run_question(void *data) {
    Question *question = data;
    rtc_gather_figures(question->worker, question->fn, question->user);
    question->fn = NULL;
}

static void free_question(void *data) {
    Question *question = data;
    if (question->fn)
        question->fn(NULL, question->user);
    g_free(question);
}

bool rtc_figures(Rtc *rtc, unsigned worker, RtcFiguresFn fn, void *user, GError **error) {
    g_assert(worker < rtc->n_workers);
    Question *question = g_new(Question, 1);
    *question = (Question){rtc->workers[worker], fn, user};
    if (worker_post(question->worker->worker, run_question, question, free_question, error))
        return true;
    g_free(question);
    return false;
}
