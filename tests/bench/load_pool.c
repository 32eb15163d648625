#include "tests/bench/load_pool.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

#define EVENTS_PER_POLL 512
/* Heads and small bodies in one piece; the rest of a large body is dropped unread. */
#define FIRST_READ_BYTES 4096u
#define RAW_READ_BYTES   65536u

struct LoadPool {
    const LoadTarget *target;
    LoadEvents events;
    int epoll_fd;
    unsigned n_connections;
    unsigned n_in_state[LOAD_RAW + 1];
    LoadConnection *connections;
};

int64_t load_now_us(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

LoadPool *load_pool_new(const LoadTarget *target, unsigned n_connections,
                        const LoadEvents *events) {
    LoadPool *pool = g_new0(LoadPool, 1);
    pool->target = target;
    pool->events = *events;
    pool->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    pool->n_connections = n_connections;
    pool->n_in_state[LOAD_CLOSED] = n_connections;
    pool->connections = g_new0(LoadConnection, n_connections);
    for (unsigned i = 0; i < n_connections; i++) {
        pool->connections[i].index = i;
        pool->connections[i].socket.fd = -1;
    }
    return pool;
}

void load_pool_free(LoadPool *pool) {
    if (!pool)
        return;
    for (unsigned i = 0; i < pool->n_connections; i++) {
        load_pool_close(pool, &pool->connections[i]);
        answer_parser_clear(&pool->connections[i].answer);
    }
    close(pool->epoll_fd);
    g_free(pool->connections);
    g_free(pool);
}

LoadConnection *load_pool_get(LoadPool *pool, unsigned index) {
    g_return_val_if_fail(index < pool->n_connections, NULL);
    return &pool->connections[index];
}

unsigned load_pool_count(const LoadPool *pool, LoadState state) {
    return pool->n_in_state[state];
}

static void set_state(LoadPool *pool, LoadConnection *connection, LoadState state) {
    pool->n_in_state[connection->state]--;
    pool->n_in_state[state]++;
    connection->state = state;
}

void load_pool_close(LoadPool *pool, LoadConnection *connection) {
    load_socket_close(&connection->socket);
    connection->unsent_bytes = 0;
    set_state(pool, connection, LOAD_CLOSED);
}

static void lose(LoadPool *pool, LoadConnection *connection, LoadLoss loss) {
    load_pool_close(pool, connection);
    pool->events.on_lost(connection, loss, pool->events.user);
}

/* A fault of this machine (ports, descriptors), not of the server: there is nothing to measure. */
G_NORETURN static void give_up(const char *why) {
    g_printerr("cannot make load: %s\n", why);
    exit(EXIT_FAILURE);
}

void load_pool_open(LoadPool *pool, LoadConnection *connection) {
    g_return_if_fail(connection->state == LOAD_CLOSED);
    g_autoptr(GError) error = NULL;
    struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET,
                                .data.ptr = connection};
    connection->opened_us = load_now_us();
    answer_parser_reset(&connection->answer);
    if (!load_socket_open(&connection->socket, pool->target, connection->index, &error))
        give_up(error->message);
    if (epoll_ctl(pool->epoll_fd, EPOLL_CTL_ADD, connection->socket.fd, &event) != 0)
        give_up(g_strerror(errno));
    set_state(pool, connection, LOAD_OPENING);
}

/* ---- sending ---- */

/* A broken connection is left to the next read, which finds the end. */
static void flush(LoadConnection *connection) {
    while (connection->unsent_bytes > 0) {
        ssize_t sent =
            load_socket_send(&connection->socket, connection->unsent, connection->unsent_bytes);
        if (sent <= 0)
            return;
        connection->unsent += sent;
        connection->unsent_bytes -= (size_t)sent;
    }
}

void load_pool_send(LoadPool *pool, LoadConnection *connection, const char *text, size_t length) {
    connection->unsent = text;
    connection->unsent_bytes = length;
    flush(connection);
}

void load_pool_ask(LoadPool *pool, LoadConnection *connection, const char *text, size_t length) {
    answer_parser_reset(&connection->answer);
    set_state(pool, connection, LOAD_WAITING);
    load_pool_send(pool, connection, text, length);
}

void load_pool_set_raw(LoadPool *pool, LoadConnection *connection) {
    set_state(pool, connection, LOAD_RAW);
}

/* ---- receiving ---- */

static void finish(LoadPool *pool, LoadConnection *connection) {
    set_state(pool, connection, LOAD_READY);
    pool->events.on_answer(connection, pool->events.user);
}

static void receive_end(LoadPool *pool, LoadConnection *connection) {
    answer_parser_end(&connection->answer);
    if (connection->state == LOAD_WAITING && connection->answer.state == ANSWER_COMPLETE) {
        connection->answer.closes = true;
        finish(pool, connection);
        return;
    }
    lose(pool, connection, connection->state == LOAD_WAITING ? LOAD_LOST_ANSWER : LOAD_LOST_IDLE);
}

typedef enum Step { STEP_MORE, STEP_OVER } Step;

/* The answer is complete and its user may have asked again; the end of the stream may wait. */
static Step after_answer(const LoadConnection *connection, bool hung_up) {
    if (connection->state == LOAD_RAW)
        return STEP_MORE;
    bool is_open = connection->state == LOAD_READY || connection->state == LOAD_WAITING;
    return hung_up && is_open ? STEP_MORE : STEP_OVER;
}

static Step receive_answer(LoadPool *pool, LoadConnection *connection, bool hung_up) {
    char bytes[FIRST_READ_BYTES];
    AnswerParser *answer = &connection->answer;
    uint64_t skippable = answer_parser_skippable(answer);
    size_t asked = skippable > 0 ? (size_t)skippable : sizeof bytes;
    ssize_t got = skippable > 0 ? load_socket_discard(&connection->socket, asked)
                                : load_socket_receive(&connection->socket, bytes, asked);
    if (got == 0)
        return STEP_OVER;
    if (got < 0) {
        receive_end(pool, connection);
        return STEP_OVER;
    }
    size_t taken = (size_t)got;
    if (skippable > 0)
        answer_parser_skip(answer, (uint64_t)got);
    else
        taken = answer_parser_feed(answer, bytes, (size_t)got);
    bool is_raw = answer->status == 101 && pool->events.on_bytes;
    if (answer->state == ANSWER_BAD || connection->state != LOAD_WAITING ||
        (taken < (size_t)got && !is_raw)) {
        lose(pool, connection, LOAD_LOST_MALFORMED);
        return STEP_OVER;
    }
    /* A shorter read of a plain stream socket means that it is empty (epoll(7)). */
    if (answer->state != ANSWER_COMPLETE)
        return !connection->socket.ssl && !hung_up && (size_t)got < asked ? STEP_OVER : STEP_MORE;
    finish(pool, connection);
    if (is_raw && connection->state == LOAD_RAW && taken < (size_t)got)
        pool->events.on_bytes(connection, bytes + taken, (size_t)got - taken, pool->events.user);
    return after_answer(connection, hung_up);
}

static Step receive_raw(LoadPool *pool, LoadConnection *connection) {
    static char bytes[RAW_READ_BYTES];
    ssize_t got = load_socket_receive(&connection->socket, bytes, sizeof bytes);
    if (got < 0) {
        lose(pool, connection, LOAD_LOST_IDLE);
        return STEP_OVER;
    }
    if (got == 0)
        return STEP_OVER;
    pool->events.on_bytes(connection, bytes, (size_t)got, pool->events.user);
    return connection->state == LOAD_RAW ? STEP_MORE : STEP_OVER;
}

static void receive(LoadPool *pool, LoadConnection *connection, bool hung_up) {
    Step step = STEP_MORE;
    while (step == STEP_MORE)
        step = connection->state == LOAD_RAW ? receive_raw(pool, connection)
                                             : receive_answer(pool, connection, hung_up);
}

static void on_opening_event(LoadPool *pool, LoadConnection *connection) {
    if (!load_socket_progress(&connection->socket)) {
        lose(pool, connection, LOAD_LOST_CONNECT);
    } else if (connection->socket.is_ready) {
        set_state(pool, connection, LOAD_READY);
        pool->events.on_ready(connection, pool->events.user);
    }
}

static void on_event(LoadPool *pool, LoadConnection *connection, uint32_t events) {
    if (connection->state == LOAD_CLOSED)
        return; /* closed by a callback earlier in this batch */
    if (connection->state == LOAD_OPENING)
        on_opening_event(pool, connection);
    if (connection->state == LOAD_CLOSED || connection->state == LOAD_OPENING)
        return;
    if (events & EPOLLOUT)
        flush(connection);
    if (events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR))
        receive(pool, connection, (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0);
}

void load_pool_poll(LoadPool *pool, int64_t until_us) {
    struct epoll_event events[EVENTS_PER_POLL];
    int64_t wait_us = MAX(until_us - load_now_us(), 0);
    struct timespec wait = {.tv_sec = wait_us / 1000000, .tv_nsec = wait_us % 1000000 * 1000};
    int n_events = epoll_pwait2(pool->epoll_fd, events, EVENTS_PER_POLL, &wait, NULL);
    for (int i = 0; i < n_events; i++)
        on_event(pool, events[i].data.ptr, events[i].events);
}
