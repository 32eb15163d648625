/* A bad line between clients and one server, for tests where the kernel's netem is not at hand:
 *
 *   impair --to ADDRESS:PORT [--tcp] [--listen ADDRESS:PORT] [--seed N] [--manual-clock]
 *
 * Prints "READY ADDRESS:PORT", then obeys lines on stdin (link_rule.h) until it ends. One link per
 * direction, shared by all clients; one epoll loop. */
#include "tests/support/relay/relay.h"

#include <arpa/inet.h>
#include <errno.h>
#include <gio/gio.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "base/clock.h"

#define MAX_EVENTS   64
#define MAX_LINE     512u
#define BUFFER_BYTES (4 << 20)
#define BACKLOG      128

static const char *const DIRECTION_NAMES[LINK_N_DIRECTIONS] = {"up", "down"};

typedef struct Impair {
    Relay relay;
    RelayWatch input, timer;
    char line[MAX_LINE];
    size_t length;
    bool is_too_long; /* its beginning was thrown away */
    bool is_over;
} Impair;

static Impair impair;

int64_t relay_now_us(const Relay *relay) {
    return relay->is_manual ? relay->manual_us : clock_monotonic_us();
}

void relay_watch(Relay *relay, RelayWatch *watch, uint32_t events) {
    struct epoll_event event = {.events = events, .data.ptr = watch};
    if (events == watch->events)
        return;
    int verb = watch->events == 0 ? EPOLL_CTL_ADD : events == 0 ? EPOLL_CTL_DEL : EPOLL_CTL_MOD;
    if (epoll_ctl(relay->epoll, verb, watch->fd, &event) != 0)
        g_error("epoll_ctl: %s", g_strerror(errno));
    watch->events = events;
}

void relay_bury(Relay *relay, void *take_owner) {
    g_ptr_array_add(relay->dead, take_owner);
}

static int fail(int fd, const char *what, GError **error) {
    int code = errno;
    g_set_error(error, G_IO_ERROR, g_io_error_from_errno(code), "%s: %s", what, g_strerror(code));
    if (fd >= 0)
        close(fd);
    return -1;
}

int relay_socket(int type, const struct sockaddr_in *at, const struct sockaddr_in *to,
                 GError **error) {
    int fd = socket(AF_INET, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), on = 1, bytes = BUFFER_BYTES;
    if (fd < 0)
        return fail(fd, "socket", error);
    if (type ==
        SOCK_DGRAM) { /* as large as the kernel allows: bursts wait here while we are not running */
        (void)!setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
        (void)!setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes);
    }
    if (at) {
        (void)!setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
        if (bind(fd, (const struct sockaddr *)at, sizeof *at) != 0)
            return fail(fd, "bind", error);
        if (type == SOCK_STREAM && listen(fd, BACKLOG) != 0)
            return fail(fd, "listen", error);
    }
    if (to && connect(fd, (const struct sockaddr *)to, sizeof *to) != 0 && errno != EINPROGRESS)
        return fail(fd, "connect", error);
    return fd;
}

static void say_counters(Relay *relay) {
    printf("COUNTERS clients=%u refused=%" PRIu64, relay->n_clients, relay->refused);
    for (unsigned i = 0; i < LINK_N_DIRECTIONS; i++) {
        LinkCounters c = link_model_counters(relay->links[i]);
        const struct {
            const char *name;
            uint64_t value;
        } rows[] = {
            {"offered", c.offered},
            {"lost", c.lost},
            {"burst_lost", c.burst_lost},
            {"dropped", c.dropped},
            {"duplicated", c.duplicated},
            {"reordered", c.reordered},
            {"delivered", c.delivered},
            {"waiting", c.waiting},
            {"offered_bytes", c.offered_bytes},
            {"delivered_bytes", c.delivered_bytes},
        };
        for (unsigned j = 0; j < G_N_ELEMENTS(rows); j++)
            printf(" %s.%s=%" PRIu64, DIRECTION_NAMES[i], rows[j].name, rows[j].value);
    }
    printf("\n");
}

static void pump(Relay *relay) {
    LinkPacket packet;
    for (unsigned i = 0; i < LINK_N_DIRECTIONS; i++)
        while (link_model_take(relay->links[i], relay_now_us(relay), &packet))
            relay->kind->deliver(relay, i, packet);
    if (relay->kind->settle)
        relay->kind->settle(relay);
}

static bool change(Relay *relay, const char *line, GError **error) {
    LinkRule rule = {0};
    if (!link_rule_parse(line, relay->kind->medium, &rule, error))
        return false;
    for (unsigned i = 0; i < LINK_N_DIRECTIONS; i++) {
        LinkSettings settings = *link_model_settings(relay->links[i]);
        if (!rule.is_for[i])
            continue;
        link_rule_apply(&rule, &settings);
        link_model_set(relay->links[i], relay_now_us(relay), &settings);
    }
    link_rule_clear(&rule);
    return true;
}

/* Packets that become due on the way are delivered at their time, in order. */
static bool step(Relay *relay, const char *text) {
    int64_t us = 0;
    if (!relay->is_manual || !link_rule_parse_time(text, &us))
        return false;
    int64_t end_us = relay->manual_us + us;
    pump(relay);
    while (relay->manual_us < end_us) {
        int64_t next_us = end_us;
        for (unsigned i = 0; i < LINK_N_DIRECTIONS; i++)
            next_us = MIN(next_us, link_model_next_us(relay->links[i]));
        relay->manual_us = MAX(relay->manual_us, next_us);
        pump(relay);
    }
    return true;
}

static void obey(Relay *relay, const char *line) {
    g_autoptr(GError) error = NULL;
    pump(relay); /* what was read before the line has met the rules before it */
    if (strcmp(line, "counters") == 0) {
        say_counters(relay);
    } else if (strcmp(line, "cut") == 0) {
        relay->kind->cut(relay);
        printf("OK\n");
    } else if (g_str_has_prefix(line, "step ")) {
        printf(step(relay, line + strlen("step ")) ? "OK\n"
                                                   : "ERROR no manual clock, or no time\n");
    } else if (change(relay, line, &error)) {
        printf("OK\n");
    } else {
        printf("ERROR %s\n", error->message);
    }
    fflush(stdout);
}

static void on_input(Relay *relay, RelayWatch *watch, uint32_t events) {
    ssize_t n = read(watch->fd, impair.line + impair.length, MAX_LINE - impair.length - 1);
    if (n <= 0) {
        impair.is_over = true;
        return;
    }
    impair.length += (size_t)n;
    impair.line[impair.length] = '\0';
    char *start = impair.line;
    for (char *end; (end = strchr(start, '\n')); start = end + 1) {
        *end = '\0';
        obey(relay, impair.is_too_long ? "(a line that is too long)" : start);
        impair.is_too_long = false;
    }
    impair.length = strlen(start);
    memmove(impair.line, start, impair.length + 1);
    if (impair.length == MAX_LINE - 1) {
        impair.is_too_long = true;
        impair.length = 0;
    }
}

static void on_timer(Relay *relay, RelayWatch *watch, uint32_t events) {
    uint64_t n;
    (void)!read(watch->fd, &n, sizeof n);
}

static void set_timer(const Relay *relay) {
    int64_t next_us = LINK_MODEL_NEVER;
    for (unsigned i = 0; i < LINK_N_DIRECTIONS; i++)
        next_us = MIN(next_us, link_model_next_us(relay->links[i]));
    struct itimerspec at = {0};
    if (next_us != LINK_MODEL_NEVER && !relay->is_manual) {
        int64_t wait_us = MAX(next_us - relay_now_us(relay), 1);
        at.it_value.tv_sec = wait_us / CLOCK_US_PER_S;
        at.it_value.tv_nsec = wait_us % CLOCK_US_PER_S * 1000;
    }
    timerfd_settime(impair.timer.fd, 0, &at, NULL);
}

static void run(Relay *relay) {
    struct epoll_event events[MAX_EVENTS];
    while (!impair.is_over) {
        pump(relay);
        g_ptr_array_set_size(relay->dead, 0);
        set_timer(relay);
        int n = epoll_wait(relay->epoll, events, MAX_EVENTS, -1);
        for (int i = 0; i < n; i++) {
            RelayWatch *watch = events[i].data.ptr;
            watch->fn(relay, watch, events[i].events);
        }
    }
}

static void finish(Relay *relay) {
    LinkPacket packet;
    for (unsigned i = 0; i < LINK_N_DIRECTIONS; i++)
        while (link_model_drain(relay->links[i], &packet))
            relay->kind->drop(relay, packet);
    relay->kind->close(relay);
    g_ptr_array_unref(relay->dead);
    for (unsigned i = 0; i < LINK_N_DIRECTIONS; i++)
        link_model_free(relay->links[i]);
    close(impair.timer.fd);
    close(relay->epoll);
}

static bool parse_address(const char *text, struct sockaddr_in *ret_address) {
    g_auto(GStrv) parts = g_strsplit(text ? text : "", ":", -1);
    guint64 port = 0;
    struct sockaddr_in address = {.sin_family = AF_INET};
    if (g_strv_length(parts) != 2 || inet_pton(AF_INET, parts[0], &address.sin_addr) != 1 ||
        !g_ascii_string_to_unsigned(parts[1], 10, 0, UINT16_MAX, &port, NULL))
        return false;
    address.sin_port = htons((uint16_t)port);
    *ret_address = address;
    return true;
}

static void say_ready(const Relay *relay) {
    struct sockaddr_in at;
    socklen_t size = sizeof at;
    char text[INET_ADDRSTRLEN];
    getsockname(((const RelayWatch *)relay->state)->fd, (struct sockaddr *)&at, &size);
    printf("READY %s:%u\n", inet_ntop(AF_INET, &at.sin_addr, text, sizeof text),
           ntohs(at.sin_port));
    fflush(stdout);
}

static bool start(Relay *relay, gint64 seed, GError **error) {
    relay->epoll = epoll_create1(EPOLL_CLOEXEC);
    relay->dead = g_ptr_array_new_with_free_func(g_free);
    for (unsigned i = 0; i < LINK_N_DIRECTIONS; i++)
        relay->links[i] = link_model_new((uint64_t)seed * LINK_N_DIRECTIONS + i);
    impair.input = (RelayWatch){STDIN_FILENO, on_input, 0};
    impair.timer =
        (RelayWatch){timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC), on_timer, 0};
    relay_watch(relay, &impair.input, EPOLLIN);
    relay_watch(relay, &impair.timer, EPOLLIN);
    return relay->kind->open(relay, error);
}

int main(int argc, char **argv) {
    Relay *relay = &impair.relay;
    g_autofree char *to = NULL, *listen_at = NULL;
    gboolean is_tcp = FALSE, is_manual = FALSE;
    gint64 seed = 1;
    const GOptionEntry options[] = {
        {"to", 0, 0, G_OPTION_ARG_STRING, &to, "the server's address", "ADDRESS:PORT"},
        {"listen", 0, 0, G_OPTION_ARG_STRING, &listen_at, "the clients' side, 127.0.0.1:0",
         "ADDRESS:PORT"},
        {"tcp", 0, 0, G_OPTION_ARG_NONE, &is_tcp, "streams instead of datagrams", NULL},
        {"seed", 0, 0, G_OPTION_ARG_INT64, &seed, "of all accidents, 1", "N"},
        {"manual-clock", 0, 0, G_OPTION_ARG_NONE, &is_manual, "time passes by `step` only", NULL},
        {0}};
    g_autoptr(GError) error = NULL;
    g_autoptr(GOptionContext) context = g_option_context_new("- a bad line");
    g_option_context_add_main_entries(context, options, NULL);
    g_option_context_set_description(context, link_rule_usage());
    if (!g_option_context_parse(context, &argc, &argv, &error)) {
        g_printerr("impair: %s\n", error->message);
        return EXIT_FAILURE;
    }
    if (!parse_address(to, &relay->server) ||
        !parse_address(listen_at ? listen_at : "127.0.0.1:0", &relay->listen_at)) {
        g_printerr("impair: --to and --listen are ADDRESS:PORT (IPv4)\n");
        return EXIT_FAILURE;
    }
    signal(SIGPIPE, SIG_IGN);
    relay->kind = is_tcp ? &RELAY_TCP : &RELAY_UDP;
    relay->is_manual = is_manual;
    bool is_up = start(relay, seed, &error);
    if (is_up) {
        say_ready(relay);
        run(relay);
    } else {
        g_printerr("impair: %s\n", error->message);
    }
    finish(relay);
    return is_up ? EXIT_SUCCESS : EXIT_FAILURE;
}
