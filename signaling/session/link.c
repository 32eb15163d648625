#include "signaling/session/link.h"

#include <glib.h>

#include "base/clock.h"
#include "signaling/protocol/message.h"

struct Link {
    TimerWheel *wheel;    /* borrowed */
    const Outlet *outlet; /* borrowed */
    WsId id;
    SeatIdentity identity;
    bool is_closing;
    Session *session; /* borrowed from the registry */
    Timer timer;
    int64_t errors_at_us;
    int64_t bucket_at_us[LINK_MAX_BUCKETS];
};

static Link *link_of(Timer *timer) {
    return (Link *)((char *)timer - offsetof(Link, timer));
}

static void on_hello_timeout(Timer *timer, void *user) {
    link_close(link_of(timer), CLOSE_SIGN_IN_NEEDED, "no hello");
}

/* The wall clock may have been set since: look again. */
static void on_expiry(Timer *timer, void *user);

static void watch_expiry(Link *link) {
    int64_t left_us = link->identity.expires_at_us - clock_wall_us();
    if (link->identity.expires_at_us == 0)
        timer_wheel_cancel(link->wheel, &link->timer);
    else if (left_us <= 0)
        link_close(link, CLOSE_SIGN_IN_NEEDED, "sign-in has ended");
    else
        timer_wheel_set(link->wheel, &link->timer, clock_monotonic_us() + left_us, on_expiry);
}

static void on_expiry(Timer *timer, void *user) {
    watch_expiry(link_of(timer));
}

Link *link_new(TimerWheel *wheel, const Outlet *outlet, WsId id, const SeatIdentity *identity) {
    Link *link = g_new0(Link, 1);
    link->wheel = wheel;
    link->outlet = outlet;
    link->id = id;
    link->identity = *identity;
    timer_wheel_set(wheel, &link->timer,
                    clock_monotonic_us() + LINK_HELLO_TIMEOUT_S * CLOCK_US_PER_S, on_hello_timeout);
    return link;
}

void link_free(Link *link) {
    if (!link)
        return;
    timer_wheel_cancel(link->wheel, &link->timer);
    g_free(link);
}

WsId link_id(const Link *link) {
    return link->id;
}

const SeatIdentity *link_identity(const Link *link) {
    return &link->identity;
}

bool link_is_closing(const Link *link) {
    return link->is_closing;
}

Session *link_session(const Link *link) {
    return link->session;
}

void link_set_session(Link *link, Session *session) {
    link->session = session;
    if (session)
        watch_expiry(link);
}

bool link_take_token(Link *link, unsigned bucket, const RateLimit *limit, int64_t now_us,
                     int64_t *ret_wait_us) {
    g_return_val_if_fail(bucket < LINK_MAX_BUCKETS, false);
    return rate_limit_take(limit, &link->bucket_at_us[bucket], now_us, ret_wait_us);
}

bool link_may_err(Link *link, int64_t now_us) {
    static const RateLimit limit = {LINK_ERRORS_PER_S, LINK_ERRORS_BURST};
    int64_t ignored_us;
    return rate_limit_take(&limit, &link->errors_at_us, now_us, &ignored_us);
}

void link_send(Link *link, const JsonTable *table, const void *message) {
    if (!link->is_closing)
        outlet_send(link->outlet, link->id, table, message);
}

void link_close(Link *link, unsigned code, const char *reason) {
    if (link->is_closing)
        return;
    link->is_closing = true;
    timer_wheel_cancel(link->wheel, &link->timer);
    outlet_close(link->outlet, link->id, code, reason);
}
