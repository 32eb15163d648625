/* People's media: our own SFU (ICE-lite, DTLS-SRTP, RFC 8834). Who publishes under a name is
 * forwarded to all who view that name, never transcoded. Workers, each with a thread and a UDP
 * port; a name lives on one of them. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "media/rtc/rtc_events.h"
#include "media/rtc/rtc_figures.h"
#include "media/rtc/rtc_role.h"
#include "media/rtc/rtc_session.h"
#include "media/rtc/rtc_stats.h"
#include "media/rtc/rtc_wish.h"

#define RTC_MAX_WORKERS 64u
#define RTC_MAX_CHANNEL 128u
#define RTC_MAX_WISHES  64u
#define RTC_MAX_OFFER   65536u

typedef struct Rtc Rtc;

typedef struct RtcOptions {
    const char *listen; /* ADDR:PORT of the first worker, the next ones take the next ports; port 0:
                           any, the others beside it */
    const char *const *announced; /* numeric addresses that peers are told, NULL-terminated, the
                                     best first; empty: that of `listen` */
    unsigned n_workers;           /* 0: one per core */
    const RtcEvents *events;      /* borrowed until rtc_stop() returns; NULL: nobody listens */
    void *events_user;
} RtcOptions;

/* ERROR_IO when a port cannot be bound, ERROR_CONFIG for a bad address. */
Rtc *rtc_start(const RtcOptions *options, GError **error);
/* Everybody leaves; joins all threads. NULL is allowed. */
void rtc_stop(Rtc *rtc);
void rtc_free(Rtc *rtc);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Rtc, rtc_free)

unsigned rtc_n_workers(const Rtc *rtc);
/* The port of a worker; 0 when there is no such worker. */
unsigned rtc_port(const Rtc *rtc, unsigned worker);
/* A worker's numbers as they were at most a second ago. Any thread. */
void rtc_get_worker_stats(const Rtc *rtc, unsigned worker, RtcStats *ret_stats);

typedef struct RtcJoin {
    const char *channel; /* at most RTC_MAX_CHANNEL bytes */
    RtcRole role;
    const char *offer; /* SDP (RFC 8866) */
    size_t offer_length;
    bool takes_offer; /* a viewer: when its offer is empty or of no use, ours is the answer */
    const char *name; /* whose media it is, or for whom: he is never sent his own; at most
                         RTC_MAX_NAME bytes; NULL: nobody's (WHIP, WHEP) */
    bool is_chosen;   /* a viewer: its picture places show what rtc_show() says, its sound places
                         carry the loudest; else whoever publishes fills the places */
    unsigned held;    /* a publisher: RtcHold bits that hold from the first packet on */
    RtcAnsweredFn fn;
    void *user;
} RtcJoin;

/* Any thread. False: `fn` is not called; ERROR_INVALID, ERROR_TOO_LARGE, ERROR_UNSUPPORTED for an
 * offer that cannot be read, ERROR_OVERLOADED, ERROR_UNAVAILABLE. */
bool rtc_join(Rtc *rtc, const RtcJoin *join, GError **error);

/* Any thread. False: `fn` is not called; ERROR_INVALID, ERROR_TOO_LARGE, ERROR_UNSUPPORTED,
 * ERROR_NOT_FOUND for what is no id, ERROR_OVERLOADED, ERROR_UNAVAILABLE. By `fn`: ERROR_NOT_FOUND
 * (it is gone), ERROR_UNGUARDED (no If-Match), ERROR_STALE (it does not match), ERROR_UNFIT (new
 * names without "*", a broken answer), ERROR_CONFLICT (there is no offer of ours). */
bool rtc_patch(Rtc *rtc, const RtcPatch *patch, GError **error);

/* Any thread. Nothing happens when nobody has this id any more. ERROR_NOT_FOUND for what is no id.
 */
bool rtc_leave(Rtc *rtc, const char *id, GError **error);

/* What a chosen viewer's picture places show from now on, all of it: a place that is not named is
 * empty. Of one name and source the newest publisher that is connected is shown, also one that
 * comes later. Any thread; nothing happens when the viewer is gone. ERROR_NOT_FOUND for what is no
 * id, ERROR_TOO_LARGE beyond RTC_MAX_WISHES, ERROR_INVALID for a name beyond RTC_MAX_NAME. */
bool rtc_show(Rtc *rtc, const char *viewer_id, const RtcWish *wishes, unsigned n_wishes,
              GError **error);

/* A host takes or gives back: what of these RtcHold bits a publisher sends is not forwarded, and
 * goes on with a key frame. Any thread; nothing happens when it is gone. */
bool rtc_hold(Rtc *rtc, const char *publisher_id, unsigned holds, bool is_held, GError **error);

/* The peers of one worker, below RtcOptions.n_workers. Any thread. False: `fn` is not called. */
bool rtc_figures(Rtc *rtc, unsigned worker, RtcFiguresFn fn, void *user, GError **error);
