/* Which connections a seat has: over a whole SFU, to which nobody connects. */
#include "server/room_media_door.h"

#include <string.h>

#include "base/error.h"
#include "signaling/protocol/room_words.h"

#define ROOM  "01890a5d-ac96-774b-bcce-b302099a8000"
#define ME    "01890a5d-ac96-774b-bcce-b302099a8001"
#define YOU   "01890a5d-ac96-774b-bcce-b302099a8002"
#define PRINT "AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB"

static const char OFFER[] = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n"
                            "a=group:BUNDLE 0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\n"
                            "c=IN IP4 0.0.0.0\r\na=mid:0\r\na=rtcp-mux\r\na=%s\r\n"
                            "a=rtpmap:96 VP8/90000\r\na=ice-ufrag:abcd\r\n"
                            "a=ice-pwd:aaaaaaaaaaaaaaaaaaaaaaaa\r\n"
                            "a=fingerprint:sha-256 " PRINT ":" PRINT "\r\na=setup:actpass\r\n";

typedef struct Stage {
    Worker *control;
    Answers *answers;
    RoomMediaDoor *door;
    Rtc *rtc;
    GAsyncQueue *said; /* peers, or codes of errors; owned texts */
} Stage;

/* Only answers to offers come: nobody connects. */
static void on_call(AnswersCallFn call, const void *data, void *user) {
    const RoomMediaAnswer *answer = data;
    Stage *stage = user;
    g_assert_cmpstr(answer->room, ==, ROOM);
    g_assert_true(answer->error || g_str_has_prefix(answer->sdp, "v=0"));
    g_async_queue_push(stage->said, answer->error ? g_strdup_printf("error %d", answer->error->code)
                                                  : g_strdup(answer->peer));
}

static void set_up(Stage *stage, gconstpointer has_rtc) {
    const WorkerOptions worker = {
        .name = "control", .mailbox_posts = 64, .loop = &WORKER_LOOP_QUEUE};
    const AnswersEvents events = {.on_call = on_call, .user = stage};
    g_autoptr(GError) error = NULL;
    stage->said = g_async_queue_new_full(g_free);
    stage->control = worker_start(&worker, &error);
    stage->answers = answers_new(stage->control, &events);
    stage->door = room_media_door_new(stage->control, stage->answers);
    const RtcOptions options = {.listen = "127.0.0.1:0",
                                .n_workers = 1,
                                .events = &ROOM_MEDIA_DOOR_EVENTS,
                                .events_user = stage->door};
    if (has_rtc)
        stage->rtc = rtc_start(&options, &error);
    g_assert_no_error(error);
    room_media_door_set_rtc(stage->door, stage->rtc);
}

static void tear_down(Stage *stage, gconstpointer has_rtc) {
    rtc_stop(stage->rtc);
    worker_stop(stage->control);
    room_media_door_free(stage->door);
    rtc_free(stage->rtc);
    answers_close(stage->answers);
    answers_unref(stage->answers);
    worker_free(stage->control);
    g_async_queue_unref(stage->said);
}

/* ---- on the control thread ---- */

typedef struct Deed {
    Stage *stage;
    const char *session, *peer, *sdp; /* with sdp it offers, with peer it shows, else it leaves */
    bool is_view;
    int code; /* -1: done */
    GAsyncQueue *done;
} Deed;

static bool act(const Deed *deed, GError **error) {
    g_autoptr(GPtrArray) wishes = g_ptr_array_new();
    MediaWish wish = {.session = (char *)YOU, .max_height_px = 180, .priority = 1000};
    RoomMediaOffer offer = {.room = ROOM,
                            .person = YOU,
                            .is_view = deed->is_view,
                            .held = ROOM_CAMERA,
                            .sdp = deed->sdp};
    g_ptr_array_add(wishes, &wish);
    g_strlcpy(offer.ticket.session, deed->session, sizeof offer.ticket.session);
    offer.session = deed->session;
    if (deed->sdp)
        return room_media_door_offer(&offer, deed->stage->door, error);
    const RoomMediaWishes shown = {ROOM, deed->session, deed->peer, wishes};
    if (deed->peer)
        return room_media_door_show(&shown, deed->stage->door, error);
    room_media_door_hold(ROOM, deed->session, ROOM_ALL_SOURCES, deed->stage->door);
    room_media_door_leave(ROOM, deed->session, NULL, deed->stage->door);
    return true;
}

static void run(void *data) {
    Deed *deed = data;
    g_autoptr(GError) error = NULL;
    deed->code = act(deed, &error) ? -1 : error->code;
    g_async_queue_push(deed->done, deed);
}

static int do_it(Deed deed) {
    deed.done = g_async_queue_new();
    g_assert_true(worker_post(deed.stage->control, run, &deed, NULL, NULL));
    g_async_queue_pop(deed.done);
    g_async_queue_unref(deed.done);
    return deed.code;
}

static char *offer(Stage *stage, const char *session, bool is_view) {
    g_autofree char *sdp = g_strdup_printf(OFFER, is_view ? "recvonly" : "sendonly");
    g_assert_cmpint(do_it((Deed){stage, session, NULL, sdp, is_view}), ==, -1);
    return g_async_queue_pop(stage->said);
}

/* ---- tests ---- */

static void test_whose(Stage *stage, gconstpointer data) {
    g_autofree char *mine = offer(stage, ME, true), *sent = offer(stage, ME, false),
                    *yours = offer(stage, YOU, true);
    g_assert_cmpuint(strlen(mine), ==, RTC_ID_BYTES - 1);
    g_assert_cmpint(do_it((Deed){stage, ME, mine}), ==, -1);
    g_assert_cmpint(do_it((Deed){stage, ME, sent}), ==, ERROR_NOT_FOUND); /* it shows nothing */
    g_assert_cmpint(do_it((Deed){stage, ME, yours}), ==, ERROR_NOT_FOUND);
    g_assert_cmpint(do_it((Deed){stage, YOU, yours}), ==, -1);
    g_assert_cmpint(do_it((Deed){stage, ME}), ==, -1); /* leaves */
    g_assert_cmpint(do_it((Deed){stage, ME, mine}), ==, ERROR_NOT_FOUND);
    g_assert_cmpint(do_it((Deed){stage, YOU, yours}), ==, -1);
    g_assert_cmpint(do_it((Deed){stage, YOU}), ==, -1);
    g_assert_null(g_async_queue_try_pop(stage->said)); /* who was sent away is not told of it */
}

static void test_refused(Stage *stage, gconstpointer data) {
    int code = do_it((Deed){stage, ME, NULL, "v=1", true});
    g_assert_true(code == ERROR_INVALID || code == ERROR_UNSUPPORTED);
}

static void test_without(Stage *stage, gconstpointer data) {
    g_assert_cmpint(do_it((Deed){stage, ME, NULL, OFFER, true}), ==, ERROR_UNAVAILABLE);
    g_assert_cmpint(do_it((Deed){stage, ME}), ==, -1);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add("/room-media-door/whose", Stage, "", set_up, test_whose, tear_down);
    g_test_add("/room-media-door/refused", Stage, "", set_up, test_refused, tear_down);
    g_test_add("/room-media-door/without", Stage, NULL, set_up, test_without, tear_down);
    return g_test_run();
}
