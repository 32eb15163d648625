/* A request for a television's segment: held until somebody has said whether there is one. */
#include "media/engine/tv_door.h"

#include <string.h>

#include "base/epoch.h"

typedef struct Fixture {
    Worker *owner;
    TsMaker *maker;
    Shelf *shelf;
    ShelfMeeting *meeting;
    ShelfView *view; /* the meeting's */
    TvDoor door;
    GAsyncQueue *fired; /* keys of requests that are to look again */
    unsigned n_wishes;  /* atomic */
} Fixture;

static TsJob *make_no_job(const TsKey *key, void *user) {
    __atomic_add_fetch(&((Fixture *)user)->n_wishes, 1, __ATOMIC_SEQ_CST);
    return NULL;
}

static void fire(uint64_t hold_key, void *user) {
    g_async_queue_push(((Fixture *)user)->fired, GSIZE_TO_POINTER(hold_key));
}

static void ignore(uint64_t hold_key, void *user) {
}

static void set_up(Fixture *fixture, gconstpointer data) {
    const uint64_t keys[] = {1, 2};
    GError *error = NULL;
    fixture->fired = g_async_queue_new();
    fixture->owner = worker_start(
        &(WorkerOptions){.name = "owner", .mailbox_posts = 16, .loop = &WORKER_LOOP_QUEUE}, &error);
    g_assert_no_error(error);
    fixture->maker =
        ts_maker_start(&(TsMakerOptions){NULL, TV_DOOR_CACHE_BYTES, ignore, NULL}, &error);
    g_assert_no_error(error);
    fixture->shelf = shelf_new();
    fixture->meeting = shelf_add(fixture->shelf, "meeting", NULL, 2, keys);
    fixture->view = shelf_view_new(2, 0, 1);
    fixture->view->tracks[0].info = (MediaTrack){.kind = MEDIA_VIDEO, .name = "v360"};
    fixture->view->tracks[1].info = (MediaTrack){.kind = MEDIA_AUDIO, .language = "zh"};
    shelf_meeting_publish(fixture->shelf, fixture->meeting, fixture->view);
    fixture->door = (TvDoor){fixture->maker, fixture->owner, make_no_job, fire, fixture};
}

static void tear_down(Fixture *fixture, gconstpointer data) {
    worker_free(fixture->owner);
    ts_maker_free(fixture->maker);
    shelf_free(fixture->shelf);
    g_async_queue_unref(fixture->fired);
}

static bool is_held(Fixture *fixture, GateTurn turn, uint64_t *ret_key) {
    LivePath path = {
        .kind = LIVE_PATH_TV_SEGMENT, .track = {"v360", 4}, .language = {"zh", 2}, .number = 20};
    LiveQuestion question = {NULL, &path, turn, fixture->meeting, fixture->view};
    GateAnswer answer = {0};
    epoch_enter();
    bool has_answer = tv_door_answer(&question, &answer, &fixture->door);
    epoch_leave();
    *ret_key = answer.hold_key;
    return has_answer && answer.action == GATE_HOLD;
}

static uint64_t wait_fired(Fixture *fixture) {
    gpointer key = g_async_queue_timeout_pop(fixture->fired, 60 * G_USEC_PER_SEC);
    g_assert_nonnull(key);
    return GPOINTER_TO_SIZE(key);
}

/* Its own key has fired: there is no such segment. */
static void test_no_segment(Fixture *fixture, gconstpointer data) {
    uint64_t key, none;
    g_assert_true(is_held(fixture, GATE_TURN_FIRST, &key));
    g_assert_cmphex(wait_fired(fixture), ==, key);
    g_assert_false(is_held(fixture, GATE_TURN_FIRED, &none));
    g_assert_cmpuint(__atomic_load_n(&fixture->n_wishes, __ATOMIC_SEQ_CST), ==, 1);
}

/* Some key has: that says nothing about this one, and its own may be among those that are lost. */
static void test_missed(Fixture *fixture, gconstpointer data) {
    uint64_t key, again;
    g_assert_true(is_held(fixture, GATE_TURN_FIRST, &key));
    g_assert_true(is_held(fixture, GATE_TURN_MISSED, &again));
    g_assert_cmphex(again, ==, key);
    g_assert_cmphex(wait_fired(fixture), ==, key);
    g_assert_cmphex(wait_fired(fixture), ==, key); /* asked for once more */
    g_assert_false(is_held(fixture, GATE_TURN_TIMED_OUT, &again));
}

#define ADD(name) g_test_add("/tv_door/" #name, Fixture, NULL, set_up, test_##name, tear_down)

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    ADD(no_segment);
    ADD(missed);
    return g_test_run();
}
