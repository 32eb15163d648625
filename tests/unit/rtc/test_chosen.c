/* Who is sent what: names, wishes, the loudest, holds. */
#include "media/rtc/rtc_chosen.h"

#include <string.h>

#include "tests/unit/rtc/fake_room.h"

typedef struct Fixture {
    FakeRoom room;
} Fixture;

static void set_up(Fixture *f, const void *unused) {
    fake_room_init(&f->room, NULL, NULL);
}

static void tear_down(Fixture *f, const void *unused) {
    fake_room_clear(&f->room);
}

static void expect(const RtcViewer *viewer, SdpKind kind, const char *places) {
    g_autofree char *found = fake_room_describe(viewer, kind);
    g_assert_cmpstr(found, ==, places);
}

#define PICTURES(viewer, places) expect(viewer, SDP_VIDEO, places)
#define SOUNDS(viewer, places)   expect(viewer, SDP_AUDIO, places)
#define SHOW(viewer, ...)                                                                          \
    rtc_viewer_show(viewer, (const RtcWish[]){__VA_ARGS__},                                        \
                    sizeof((const RtcWish[]){__VA_ARGS__}) / sizeof(RtcWish))

/* ---- not chosen ---- */

static void test_not_chosen(Fixture *f, const void *unused) {
    RtcViewer *early = fake_room_view(&f->room, NULL, 2, 1);
    RtcPublisher *ann = fake_room_offer(&f->room, "ann", "mc");
    PICTURES(early, "ann:c -"); /* before it is connected */
    fake_room_connect(ann);
    fake_room_publish(&f->room, "bob", "mcs");
    RtcViewer *late = fake_room_view(&f->room, NULL, 3, 2);
    PICTURES(early, "ann:c bob:c");
    SOUNDS(early, "ann:m");
    PICTURES(late, "ann:c bob:c bob:s");
    SHOW(early, {0, "bob", RTC_SCREEN, 180, 0}); /* not its matter */
    PICTURES(early, "ann:c bob:c");
    g_assert_cmpuint(early->places[0].max_height_px, ==, RTC_PLACE_TALL);
    fake_room_leave(&f->room, ann->peer);
    PICTURES(early, "bob:s bob:c");
    SOUNDS(early, "bob:m");
}

static void test_own_is_not_sent(Fixture *f, const void *unused) {
    fake_room_publish(&f->room, "ann", "mc");
    RtcViewer *ann = fake_room_view(&f->room, "ann", 2, 2);
    RtcViewer *chosen = fake_room_choose(&f->room, "ann", 2, 2);
    fake_room_publish(&f->room, "bob", "mc");
    PICTURES(ann, "bob:c -");
    SOUNDS(ann, "bob:m -");
    SHOW(chosen, {0, "ann", RTC_CAMERA, 720, 0}, {1, "bob", RTC_CAMERA, 720, 0});
    PICTURES(chosen, "- bob:c");
    SOUNDS(chosen, "bob:m -");
}

/* ---- sources ---- */

static void test_sources(Fixture *f, const void *unused) {
    RtcPublisher *said = fake_room_publish(&f->room, "ann", "msnc");
    RtcPublisher *unsaid = fake_room_publish(&f->room, "bob", "vavav");
    const RtcPictureSource of_said[] = {RTC_CAMERA, RTC_SCREEN, RTC_SCREEN, RTC_CAMERA};
    const RtcPictureSource of_unsaid[] = {RTC_CAMERA, RTC_CAMERA, RTC_SCREEN, RTC_SCREEN,
                                          RTC_SCREEN};
    for (unsigned i = 0; i < G_N_ELEMENTS(of_said); i++)
        g_assert_cmpint(said->tracks[i].source, ==, of_said[i]);
    for (unsigned i = 0; i < G_N_ELEMENTS(of_unsaid); i++)
        g_assert_cmpint(unsaid->tracks[i].source, ==, of_unsaid[i]);
}

/* ---- wishes ---- */

static void test_wishes(Fixture *f, const void *unused) {
    RtcViewer *viewer = fake_room_choose(&f->room, "vic", 3, 0);
    fake_room_publish(&f->room, "ann", "mcs");
    PICTURES(viewer, "- - -"); /* nothing is wished yet */
    SHOW(viewer, {0, "ann", RTC_CAMERA, 720, 3}, {2, "bob", RTC_CAMERA, 180, 1});
    PICTURES(viewer, "ann:c - -");
    g_assert_cmpuint(viewer->places[0].max_height_px, ==, 720);
    g_assert_cmpuint(viewer->places[0].priority, ==, 3);
    fake_room_publish(&f->room, "bob", "c"); /* comes later */
    PICTURES(viewer, "ann:c - bob:c");
    SHOW(viewer, {2, "ann", RTC_CAMERA, 360, 0}, {0, "bob", RTC_CAMERA, 360, 0},
         {1, "ann", RTC_SCREEN, 1080, 0});
    PICTURES(viewer, "bob:c ann:s ann:c");
    g_assert_cmpuint(viewer->places[2].max_height_px, ==, 360);
    SHOW(viewer, {0, "bob", RTC_CAMERA, 0, 0}, {1, "ann", RTC_SCREEN, 100000, 1000});
    PICTURES(viewer, "- ann:s -"); /* a height of 0; a place that is not named */
    g_assert_cmpuint(viewer->places[1].max_height_px, ==, UINT16_MAX);
    g_assert_cmpuint(viewer->places[1].priority, ==, UINT8_MAX);
    rtc_viewer_show(viewer, NULL, 0);
    PICTURES(viewer, "- - -");
}

static void test_foolish_wishes(Fixture *f, const void *unused) {
    RtcViewer *viewer = fake_room_choose(&f->room, "vic", 2, 1);
    fake_room_publish(&f->room, "ann", "mc");
    SHOW(viewer, {0, "ann", RTC_CAMERA, 720, 0}, {1, "ann", RTC_CAMERA, 720, 0},
         {2, "ann", RTC_CAMERA, 720, 0}, {4000000000u, "ann", RTC_CAMERA, 720, 0},
         {0, "nobody", RTC_CAMERA, 720, 0});
    PICTURES(viewer, "ann:c -"); /* one track, one place; one place, the first wish */
    SOUNDS(viewer, "ann:m");
}

static void test_key_is_asked_for(Fixture *f, const void *unused) {
    RtcViewer *one = fake_room_choose(&f->room, "one", 1, 0);
    RtcViewer *two = fake_room_choose(&f->room, "two", 1, 0);
    const RtcPublisher *ann = fake_room_publish(&f->room, "ann", "c");
    const KeyframeEconomy *keys = &ann->tracks[0].layers[0].keys;
    SHOW(one, {0, "ann", RTC_CAMERA, 720, 0});
    g_assert_cmpuint(keys->n_asked, ==, 1);
    SHOW(one, {0, "ann", RTC_CAMERA, 180, 9}); /* the same track */
    g_assert_cmpuint(keys->n_asked, ==, 1);
    SHOW(two, {0, "ann", RTC_CAMERA, 720, 0});
    g_assert_cmpuint(keys->n_asked, ==, 2);
    g_assert_cmpuint(keys->n_sent, ==, 1); /* shared */
}

/* Marks of the track before are not those of this one. */
static void test_sources_of_numbers(Fixture *f, const void *unused) {
    RtcViewer *viewer = fake_room_choose(&f->room, "vic", 1, 0);
    fake_room_publish(&f->room, "ann", "c");
    fake_room_publish(&f->room, "bob", "c");
    bool seen[RTC_PLACE_SOURCES] = {false};
    for (unsigned i = 0; i < 2 * RTC_PLACE_SOURCES; i++) {
        uint8_t before = viewer->places[0].first_source;
        SHOW(viewer, {0, i % 2 ? "ann" : "bob", RTC_CAMERA, 720, 0});
        uint8_t now = viewer->places[0].first_source;
        g_assert_cmpint(ABS(now - before), >=, RTC_MAX_LAYERS);
        g_assert_cmpuint(now + RTC_MAX_LAYERS, <=, RTC_PLACE_SOURCES);
        g_assert_true(i > REWRITE_VIDEO_MARKS || !seen[now]);
        seen[now] = true;
    }
}

/* ---- one name, several publishers ---- */

static void test_newest_wins(Fixture *f, const void *unused) {
    RtcViewer *viewer = fake_room_choose(&f->room, "vic", 2, 2);
    const RtcPublisher *old = fake_room_publish(&f->room, "ann", "mc");
    SHOW(viewer, {0, "ann", RTC_CAMERA, 720, 0}, {1, "ann", RTC_SCREEN, 720, 0});
    g_assert_true(viewer->places[0].track == &old->tracks[1]);
    RtcPublisher *new = fake_room_offer(&f->room, "ann", "mc");
    g_assert_true(viewer->places[0].track == &old->tracks[1]); /* not before it is connected */
    fake_room_connect(new);
    g_assert_true(viewer->places[0].track == &new->tracks[1]);
    SOUNDS(viewer, "ann:m -"); /* once */
    g_assert_true(viewer->places[2].track == &new->tracks[0]);
    fake_room_publish(&f->room, "ann", "ns"); /* the screen alone: the camera stays */
    PICTURES(viewer, "ann:c ann:s");
    SOUNDS(viewer, "ann:m ann:n");
    fake_room_leave(&f->room, new->peer);
    g_assert_true(viewer->places[0].track == &old->tracks[1]);
    SOUNDS(viewer, "ann:m ann:n");
}

/* ---- sound ---- */

static void set_loud(FakeRoom *room, const char *names, int64_t now_us) {
    for (RtcPublisher *each = room->channel->publishers; each; each = each->next) {
        each->tracks[0].is_loud = strstr(names, each->peer->who.name) != NULL;
        if (each->tracks[0].is_loud)
            each->tracks[0].loud_us = now_us;
    }
    for (RtcViewer *viewer = room->channel->viewers; viewer; viewer = viewer->next)
        rtc_chosen_sounds(viewer, room->channel->publishers);
}

static void test_loudest(Fixture *f, const void *unused) {
    RtcViewer *viewer = fake_room_choose(&f->room, "vic", 0, 3);
    RtcViewer *bob = fake_room_choose(&f->room, "bob", 0, 3);
    static const char *const NAMES[] = {"ann", "bob", "cid", "dan", "eve"};
    for (unsigned i = 0; i < G_N_ELEMENTS(NAMES); i++)
        fake_room_publish(&f->room, NAMES[i], "m");
    SOUNDS(viewer, "ann:m bob:m cid:m"); /* as they come, while there are places */
    SOUNDS(bob, "ann:m cid:m dan:m");
    set_loud(&f->room, "bob", 1000);
    SOUNDS(viewer, "ann:m bob:m cid:m");
    set_loud(&f->room, "bob eve", 2000);
    SOUNDS(viewer, "eve:m bob:m cid:m"); /* who never spoke makes way */
    SOUNDS(bob, "eve:m cid:m dan:m");
    set_loud(&f->room, "dan eve", 3000);
    SOUNDS(viewer, "eve:m bob:m dan:m");
    set_loud(&f->room, "ann cid", 4000);
    SOUNDS(viewer, "cid:m ann:m dan:m"); /* bob has been quiet the longest, then eve or dan */
    SOUNDS(bob, "ann:m cid:m dan:m");
    set_loud(&f->room, "", 5000);
    SOUNDS(viewer, "cid:m ann:m dan:m"); /* silence changes nothing */
}

static void test_hold(Fixture *f, const void *unused) {
    RtcViewer *viewer = fake_room_choose(&f->room, "vic", 2, 1);
    RtcPublisher *ann = fake_room_publish(&f->room, "ann", "mcs");
    fake_room_publish(&f->room, "bob", "m");
    SHOW(viewer, {0, "ann", RTC_CAMERA, 720, 0}, {1, "ann", RTC_SCREEN, 720, 0});
    SOUNDS(viewer, "ann:m");
    viewer->places[0].layer = &ann->tracks[1].layers[0];
    viewer->places[1].layer = &ann->tracks[2].layers[0];
    rtc_publisher_hold(ann, RTC_HOLD_MICROPHONE | RTC_HOLD_CAMERA, true);
    g_assert_true(ann->tracks[0].is_held && ann->tracks[1].is_held && !ann->tracks[2].is_held);
    SOUNDS(viewer, "bob:m"); /* the place is somebody else's */
    PICTURES(viewer, "ann:c ann:s");
    g_assert_null(viewer->places[0].layer); /* a key frame is awaited */
    g_assert_nonnull(viewer->places[1].layer);
    uint64_t n_asked = ann->tracks[1].layers[0].keys.n_asked;
    rtc_publisher_hold(ann, RTC_HOLD_CAMERA, true); /* again: nothing */
    rtc_publisher_hold(ann, RTC_HOLD_MICROPHONE | RTC_HOLD_CAMERA, false);
    g_assert_false(ann->tracks[0].is_held || ann->tracks[1].is_held);
    g_assert_cmpuint(ann->tracks[1].layers[0].keys.n_asked, ==, n_asked + 1);
    SOUNDS(viewer, "bob:m");
    rtc_publisher_hold(ann, RTC_HOLD_SCREEN, true);
    g_assert_true(ann->tracks[2].is_held);
}

/* Coming and going in any order leaves nothing behind. */
static void test_any_order(Fixture *f, const void *unused) {
    static const char *const NAMES[] = {"ann", "bob", "cid", NULL};
    GPtrArray *peers = f->room.peers;
    for (unsigned step = 0; step < 3000; step++) {
        const char *name = NAMES[g_test_rand_int_range(0, G_N_ELEMENTS(NAMES))];
        RtcPeer *peer = peers->len > 0 ? peers->pdata[g_test_rand_int() % peers->len] : NULL;
        int what = g_test_rand_int_range(0, 6);
        if (what == 0 && peers->len < 20)
            fake_room_publish(&f->room, name, "mcs");
        else if (what == 1 && peers->len < 20)
            fake_room_choose(&f->room, name, 3, 2);
        else if (what == 2 && peers->len < 20)
            fake_room_view(&f->room, name, 2, 1);
        else if (what == 3 && peer)
            fake_room_leave(&f->room, peer);
        else if (what == 4 && peer && rtc_publisher_of(peer))
            rtc_publisher_hold(rtc_publisher_of(peer), g_test_rand_int() % 8, step % 2);
        else if (peer && rtc_viewer_of(peer))
            SHOW(rtc_viewer_of(peer), {step % 3, "ann", step % 2, 720, 0},
                 {(step + 1) % 3, "bob", step % 2, 720, 0});
        for (unsigned i = 0; i < peers->len; i++) {
            const RtcViewer *viewer = rtc_viewer_of(peers->pdata[i]);
            for (unsigned k = 0; viewer && k < viewer->n_places; k++)
                g_assert_true(!viewer->places[k].track ||
                              !rtc_peer_is_same_person(viewer->places[k].track->publisher->peer,
                                                       viewer->peer));
        }
    }
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
#define ADD(name, fn) g_test_add("/rtc/chosen/" name, Fixture, NULL, set_up, fn, tear_down)
    ADD("not-chosen", test_not_chosen);
    ADD("own-is-not-sent", test_own_is_not_sent);
    ADD("sources", test_sources);
    ADD("wishes", test_wishes);
    ADD("foolish-wishes", test_foolish_wishes);
    ADD("key-is-asked-for", test_key_is_asked_for);
    ADD("sources-of-numbers", test_sources_of_numbers);
    ADD("newest-wins", test_newest_wins);
    ADD("loudest", test_loudest);
    ADD("hold", test_hold);
    ADD("any-order", test_any_order);
#undef ADD
    return g_test_run();
}
