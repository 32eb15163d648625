#include "base/worker.h"

#include <pthread.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"

static void count_up(void *data) {
    __atomic_add_fetch((unsigned *)data, 1, __ATOMIC_SEQ_CST);
}

static Worker *start(const WorkerLoop *loop, unsigned posts) {
    g_autoptr(GError) error = NULL;
    Worker *worker = worker_start(
        &(WorkerOptions){.name = "test", .mailbox_posts = posts, .loop = loop}, &error);
    g_assert_no_error(error);
    return worker;
}

typedef struct Gatekeeper {
    int entered[2], release[2];
} Gatekeeper;

/* Holds the worker's thread until the test writes to `release`. */
static void block(void *data) {
    Gatekeeper *keeper = data;
    char byte = 'x';
    g_assert_cmpint(write(keeper->entered[1], &byte, 1), ==, 1);
    g_assert_cmpint(read(keeper->release[0], &byte, 1), ==, 1);
}

static void keeper_init(Gatekeeper *keeper) {
    g_assert_cmpint(pipe(keeper->entered), ==, 0);
    g_assert_cmpint(pipe(keeper->release), ==, 0);
}

static void keeper_wait_entered(Gatekeeper *keeper) {
    char byte;
    g_assert_cmpint(read(keeper->entered[0], &byte, 1), ==, 1);
}

static void keeper_release(Gatekeeper *keeper) {
    g_assert_cmpint(write(keeper->release[1], "x", 1), ==, 1);
}

static void keeper_clear(Gatekeeper *keeper) {
    for (unsigned i = 0; i < 2; i++) {
        close(keeper->entered[i]);
        close(keeper->release[i]);
    }
}

/* A full mailbox is a typed, counted error; the refused data stays with the caller. */
static void test_full_mailbox(void) {
    Gatekeeper keeper;
    keeper_init(&keeper);
    unsigned n_run = 0, n_freed = 0;
    g_autoptr(Worker) worker = start(&WORKER_LOOP_QUEUE, 16);
    g_assert_true(worker_post(worker, block, &keeper, NULL, NULL));
    keeper_wait_entered(&keeper);
    for (unsigned i = 0; i < 16; i++)
        g_assert_true(worker_post(worker, count_up, &n_run, NULL, NULL));
    g_autoptr(GError) error = NULL;
    g_assert_false(worker_post(worker, count_up, &n_freed, count_up, &error));
    g_assert_error(error, BASE_ERROR, ERROR_OVERLOADED);
    WorkerStats stats;
    worker_get_stats(worker, &stats);
    g_assert_cmpuint(stats.waiting, ==, 16);
    g_assert_cmpuint(stats.capacity, ==, 16);
    g_assert_cmpuint(stats.refused, ==, 1);
    g_assert_cmpuint(stats.posts, ==, 17);
    Gatekeeper second;
    keeper_init(&second);
    keeper_release(&keeper);
    while (!worker_post(worker, block, &second, NULL, NULL))
        sched_yield();
    keeper_wait_entered(&second);
    g_assert_cmpuint(__atomic_load_n(&n_run, __ATOMIC_SEQ_CST), ==, 16);
    g_assert_cmpuint(n_freed, ==, 0);
    keeper_release(&second);
    worker_stop(worker);
    keeper_clear(&keeper);
    keeper_clear(&second);
}

static void ignore(void *data) {
}

/* Data is freed once, whether its mail ran or not; later posts fail without taking theirs. */
static void test_stop_frees_mail(void) {
    Gatekeeper keeper;
    keeper_init(&keeper);
    unsigned n_run = 0, n_freed = 0;
    g_autoptr(Worker) worker = start(&WORKER_LOOP_QUEUE, 16);
    g_assert_true(worker_post(worker, block, &keeper, NULL, NULL));
    keeper_wait_entered(&keeper);
    for (unsigned i = 0; i < 10; i++)
        g_assert_true(worker_post(worker, ignore, &n_freed, count_up, NULL));
    keeper_release(&keeper);
    worker_stop(worker);
    worker_stop(worker);
    g_assert_cmpuint(n_freed, ==, 10);
    g_autoptr(GError) error = NULL;
    g_assert_false(worker_post(worker, count_up, &n_run, count_up, &error));
    g_assert_error(error, BASE_ERROR, ERROR_UNAVAILABLE);
    g_assert_cmpuint(n_run, ==, 0);
    keeper_clear(&keeper);
}

typedef struct Producer {
    Worker *worker;
    unsigned index;
} Producer;

enum { N_PRODUCERS = 4, N_POSTS = 20000 };
static unsigned last_seen[N_PRODUCERS];
static unsigned n_received;

typedef struct Letter {
    unsigned producer, number;
} Letter;

static void receive(void *data) {
    Letter *letter = data;
    g_assert_cmpuint(letter->number, ==, last_seen[letter->producer] + 1);
    last_seen[letter->producer] = letter->number;
    __atomic_add_fetch(&n_received, 1, __ATOMIC_SEQ_CST);
}

static void *produce(void *data) {
    Producer *producer = data;
    for (unsigned i = 1; i <= N_POSTS; i++) {
        Letter *letter = g_new(Letter, 1);
        *letter = (Letter){producer->index, i};
        while (!worker_post(producer->worker, receive, letter, g_free, NULL))
            sched_yield();
    }
    return NULL;
}

static void check_order_of_many_producers(const WorkerLoop *loop) {
    g_autoptr(Worker) worker = start(loop, 256);
    pthread_t threads[N_PRODUCERS];
    Producer producers[N_PRODUCERS];
    memset(last_seen, 0, sizeof last_seen);
    n_received = 0;
    for (unsigned i = 0; i < N_PRODUCERS; i++) {
        producers[i] = (Producer){worker, i};
        g_assert_cmpint(pthread_create(&threads[i], NULL, produce, &producers[i]), ==, 0);
    }
    for (unsigned i = 0; i < N_PRODUCERS; i++)
        pthread_join(threads[i], NULL);
    while (__atomic_load_n(&n_received, __ATOMIC_SEQ_CST) < N_PRODUCERS * N_POSTS)
        sched_yield();
    worker_stop(worker);
}

static void test_order_queue(void) {
    check_order_of_many_producers(&WORKER_LOOP_QUEUE);
}

static void test_order_glib(void) {
    check_order_of_many_producers(&WORKER_LOOP_GLIB);
}

typedef struct Ring {
    Worker *workers[2];
    unsigned hops;
    Gatekeeper keeper;
} Ring;

/* Replies come back the same way: a ball between two workers, one of them with a GMainContext. */
static void hop(void *data) {
    Ring *ring = data;
    worker_assert_current(ring->workers[ring->hops % 2]);
    if (++ring->hops == 10000)
        block(&ring->keeper);
    else
        g_assert_true(worker_post(ring->workers[ring->hops % 2], hop, ring, NULL, NULL));
}

static void test_ping_pong(void) {
    Ring ring = {.workers = {start(&WORKER_LOOP_QUEUE, 16), start(&WORKER_LOOP_GLIB, 16)}};
    keeper_init(&ring.keeper);
    g_assert_nonnull(worker_main_context(ring.workers[1]));
    g_assert_null(worker_main_context(ring.workers[0]));
    g_assert_null(worker_current());
    g_assert_true(worker_post(ring.workers[0], hop, &ring, NULL, NULL));
    keeper_wait_entered(&ring.keeper);
    keeper_release(&ring.keeper);
    worker_free(ring.workers[0]);
    worker_free(ring.workers[1]);
    keeper_clear(&ring.keeper);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/worker/full-mailbox", test_full_mailbox);
    g_test_add_func("/worker/stop-frees-mail", test_stop_frees_mail);
    g_test_add_func("/worker/order-queue", test_order_queue);
    g_test_add_func("/worker/order-glib", test_order_glib);
    g_test_add_func("/worker/ping-pong", test_ping_pong);
    return g_test_run();
}
