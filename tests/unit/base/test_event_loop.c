#include "base/event_loop.h"

#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"

typedef struct Pair {
    EventWatch watch; /* first */
    EventLoop *loop;
    EventWatch *victim; /* removed when this one is ready */
    int fds[2];
    unsigned n_ready;
    const int *seen; /* of the fixture */
} Pair;

typedef struct Fixture {
    EventLoop *loop;
    Worker *worker;
    int seen[2]; /* a pipe: what happened, one pointer each */
} Fixture;

static void tell(const int *seen, void *what) {
    g_assert_cmpint(write(seen[1], &what, sizeof what), ==, sizeof what);
}

static void *next_seen(Fixture *fixture) {
    void *what;
    g_assert_cmpint(read(fixture->seen[0], &what, sizeof what), ==, sizeof what);
    return what;
}

static void set_up(Fixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    fixture->loop = event_loop_new(&error);
    g_assert_no_error(error);
    g_assert_cmpint(pipe(fixture->seen), ==, 0);
    WorkerOptions options = {.name = "events",
                             .mailbox_posts = 64,
                             .loop = &WORKER_LOOP_EVENTS,
                             .loop_data = fixture->loop};
    fixture->worker = worker_start(&options, &error);
    g_assert_no_error(error);
}

static void tear_down(Fixture *fixture, gconstpointer data) {
    worker_free(fixture->worker);
    event_loop_free(fixture->loop);
    close(fixture->seen[0]);
    close(fixture->seen[1]);
}

static Pair *new_pair(Fixture *fixture) {
    Pair *pair = g_new0(Pair, 1);
    pair->loop = fixture->loop;
    pair->seen = fixture->seen;
    g_assert_cmpint(socketpair(AF_UNIX, SOCK_STREAM, 0, pair->fds), ==, 0);
    return pair;
}

static void free_pair(Pair *pair) {
    close(pair->fds[0]);
    close(pair->fds[1]);
    g_free(pair);
}

static void on_ready(EventWatch *watch, uint32_t events) {
    Pair *pair = (Pair *)watch;
    char byte;
    g_assert_cmpint(read(pair->fds[0], &byte, 1), ==, 1);
    pair->n_ready++;
    if (pair->victim) {
        event_loop_remove(pair->victim);
        event_loop_remove(watch);
    }
    tell(pair->seen, pair);
}

static void add_pair(void *data) {
    Pair *pair = data;
    g_assert_true(event_loop_add(pair->loop, &pair->watch, pair->fds[0], EPOLLIN, on_ready));
    tell(pair->seen, pair);
}

static void remove_pair(void *data) {
    Pair *pair = data;
    event_loop_remove(&pair->watch);
    g_assert_false(event_loop_has(&pair->watch));
    tell(pair->seen, pair);
}

static void run_there(Fixture *fixture, WorkerFn fn, Pair *pair) {
    g_assert_true(worker_post(fixture->worker, fn, pair, NULL, NULL));
    g_assert_true(next_seen(fixture) == pair);
}

static void test_ready(Fixture *fixture, gconstpointer data) {
    Pair *pair = new_pair(fixture);
    run_there(fixture, add_pair, pair);
    for (unsigned i = 1; i <= 3; i++) {
        g_assert_cmpint(write(pair->fds[1], "x", 1), ==, 1);
        g_assert_true(next_seen(fixture) == pair);
        g_assert_cmpuint(pair->n_ready, ==, i);
    }
    run_there(fixture, remove_pair, pair);
    g_assert_cmpint(write(pair->fds[1], "x", 1), ==, 1);
    run_there(fixture, remove_pair, pair); /* a round later nothing has come */
    g_assert_cmpuint(pair->n_ready, ==, 3);
    free_pair(pair);
}

static void add_both(void *data) {
    Pair *pair = data, *other = (Pair *)pair->victim;
    add_pair(other);
    add_pair(pair);
    g_assert_cmpint(write(pair->fds[1], "x", 1), ==, 1);
    g_assert_cmpint(write(other->fds[1], "x", 1), ==, 1);
}

/* Both are ready in one round; whoever comes first removes the other, which must not be called. */
static void test_removed_within_a_round(Fixture *fixture, gconstpointer data) {
    Pair *one = new_pair(fixture), *two = new_pair(fixture);
    one->victim = &two->watch;
    two->victim = &one->watch;
    g_assert_true(worker_post(fixture->worker, add_both, one, NULL, NULL));
    next_seen(fixture);
    next_seen(fixture);
    next_seen(fixture); /* the one that was called */
    run_there(fixture, remove_pair, one);
    g_assert_cmpuint(one->n_ready + two->n_ready, ==, 1);
    free_pair(one);
    free_pair(two);
}

static void on_freed(EventWatch *watch) {
    Pair *pair = (Pair *)watch;
    int seen[2] = {pair->seen[0], pair->seen[1]};
    free_pair(pair);
    tell(seen, NULL);
}

static void on_ready_retire(EventWatch *watch, uint32_t events) {
    Pair *pair = (Pair *)watch;
    event_loop_retire(pair->loop, watch, on_freed);
    g_assert_false(event_loop_has(watch)); /* still there */
    tell(pair->seen, pair);
}

static void add_retiring(void *data) {
    Pair *pair = data;
    g_assert_true(event_loop_add(pair->loop, &pair->watch, pair->fds[0], EPOLLIN, on_ready_retire));
}

static void test_retired(Fixture *fixture, gconstpointer data) {
    Pair *pair = new_pair(fixture);
    g_assert_cmpint(write(pair->fds[1], "x", 1), ==, 1);
    g_assert_true(worker_post(fixture->worker, add_retiring, pair, NULL, NULL));
    g_assert_true(next_seen(fixture) == pair);
    g_assert_null(next_seen(fixture)); /* freed after the round, once */
}

static void test_retired_at_the_end(Fixture *fixture, gconstpointer data) {
    Pair *pair = new_pair(fixture);
    worker_stop(fixture->worker);
    event_loop_retire(fixture->loop, &pair->watch, on_freed);
    event_loop_free(g_steal_pointer(&fixture->loop));
    g_assert_null(next_seen(fixture));
}

typedef struct Alarm {
    Timer timer; /* first */
    Fixture *fixture;
    int64_t set_us, fired_us;
} Alarm;

static void on_alarm(Timer *timer, void *user) {
    Alarm *alarm = (Alarm *)timer;
    g_assert_true(user == alarm->fixture->loop);
    alarm->fired_us = clock_monotonic_us();
    tell(alarm->fixture->seen, alarm);
}

static void set_alarm(void *data) {
    Alarm *alarm = data;
    alarm->set_us = clock_monotonic_us();
    event_loop_set_timer(alarm->fixture->loop, &alarm->timer, alarm->set_us + 30000, on_alarm);
}

static void test_timer(Fixture *fixture, gconstpointer data) {
    Alarm alarm = {.fixture = fixture};
    g_assert_true(worker_post(fixture->worker, set_alarm, &alarm, NULL, NULL));
    g_assert_true(next_seen(fixture) == &alarm);
    g_assert_cmpint(alarm.fired_us - alarm.set_us, >=, 30000);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add("/event_loop/ready", Fixture, NULL, set_up, test_ready, tear_down);
    g_test_add("/event_loop/removed_within_a_round", Fixture, NULL, set_up,
               test_removed_within_a_round, tear_down);
    g_test_add("/event_loop/retired", Fixture, NULL, set_up, test_retired, tear_down);
    g_test_add("/event_loop/retired_at_the_end", Fixture, NULL, set_up, test_retired_at_the_end,
               tear_down);
    g_test_add("/event_loop/timer", Fixture, NULL, set_up, test_timer, tear_down);
    return g_test_run();
}
