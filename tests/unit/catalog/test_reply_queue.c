#include "catalog/store/reply_queue.h"

#include "waiter.h"

#define N_WORKERS 2
#define N_ANSWERS 30

/* Answers are numbers; the asking workers note what comes. */
static struct Notes {
    Worker *worker;
    unsigned n_came, answers[N_ANSWERS * 2];
} notes[N_WORKERS];
static unsigned n_lost;
static Waiter came, entered, release;

static void deliver(void *take_answer, bool is_lost) {
    if (is_lost) {
        n_lost++;
        return;
    }
    for (unsigned i = 0; i < N_WORKERS; i++)
        if (notes[i].worker == worker_current())
            notes[i].answers[notes[i].n_came++] = GPOINTER_TO_UINT(take_answer);
    waiter_signal(&came);
}

static void hold(void *data) {
    waiter_signal(&entered);
    waiter_wait(&release, 1);
}

static void do_nothing(void *data) {
}

/* Holds a worker with its mailbox full. */
static void fill(Worker *worker) {
    g_assert_true(worker_post(worker, hold, NULL, NULL, NULL));
    waiter_wait(&entered, 1);
    while (worker_post(worker, do_nothing, NULL, NULL, NULL))
        continue;
}

static void set_up(void) {
    waiter_init(&came);
    waiter_init(&entered);
    waiter_init(&release);
    n_lost = 0;
    for (unsigned i = 0; i < N_WORKERS; i++) {
        const WorkerOptions options = {
            .name = "asker", .mailbox_posts = 16, .loop = &WORKER_LOOP_QUEUE};
        notes[i] = (struct Notes){.worker = worker_start(&options, NULL)};
        g_assert_nonnull(notes[i].worker);
    }
}

static void tear_down(void) {
    for (unsigned i = 0; i < N_WORKERS; i++)
        worker_free(notes[i].worker);
    waiter_clear(&came);
    waiter_clear(&entered);
    waiter_clear(&release);
}

static void push(ReplyQueue *queue, unsigned worker, unsigned first, unsigned n) {
    for (unsigned i = 0; i < n; i++)
        reply_queue_push(queue, notes[worker].worker, GUINT_TO_POINTER(first + i));
}

static void assert_order(unsigned worker, unsigned n) {
    worker_stop(notes[worker].worker);
    g_assert_cmpuint(notes[worker].n_came, ==, n);
    for (unsigned i = 0; i < n; i++)
        g_assert_cmpuint(notes[worker].answers[i], ==, i + 1);
}

/* A full mailbox keeps its own answers waiting, in order, not those of others. */
static void test_full_mailbox(void) {
    set_up();
    g_autoptr(ReplyQueue) queue = reply_queue_new(deliver);
    g_assert_true(reply_queue_flush(queue)); /* nothing to do */
    fill(notes[0].worker);
    push(queue, 0, 1, N_ANSWERS);
    push(queue, 1, 1, N_ANSWERS);
    g_assert_false(reply_queue_flush(queue));
    waiter_wait(&came, N_ANSWERS); /* of worker 1 */
    push(queue, 0, N_ANSWERS + 1, N_ANSWERS);
    g_assert_false(reply_queue_flush(queue));
    waiter_signal(&release);
    while (!reply_queue_flush(queue))
        g_usleep(100);
    waiter_wait(&came, 2 * N_ANSWERS);
    assert_order(0, 2 * N_ANSWERS);
    assert_order(1, N_ANSWERS);
    g_assert_cmpuint(n_lost, ==, 0);
    tear_down();
}

/* All answers of one flush are one post. */
static void test_one_post(void) {
    set_up();
    WorkerStats stats;
    g_autoptr(ReplyQueue) queue = reply_queue_new(deliver);
    push(queue, 0, 1, N_ANSWERS);
    g_assert_true(reply_queue_flush(queue));
    worker_get_stats(notes[0].worker, &stats);
    g_assert_cmpuint(stats.posts, ==, 1);
    waiter_wait(&came, N_ANSWERS);
    assert_order(0, N_ANSWERS);
    tear_down();
}

static void test_lost(void) {
    set_up();
    g_autoptr(ReplyQueue) queue = reply_queue_new(deliver);
    push(queue, 0, 1, N_ANSWERS);
    worker_stop(notes[0].worker);
    g_assert_true(reply_queue_flush(queue)); /* nobody is there any more */
    g_assert_cmpuint(n_lost, ==, N_ANSWERS);
    push(queue, 1, 1, N_ANSWERS); /* never flushed */
    g_clear_pointer(&queue, reply_queue_free);
    g_assert_cmpuint(n_lost, ==, 2 * N_ANSWERS);
    tear_down();
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/reply_queue/full_mailbox", test_full_mailbox);
    g_test_add_func("/reply_queue/one_post", test_one_post);
    g_test_add_func("/reply_queue/lost", test_lost);
    return g_test_run();
}
