/* A room on the whole SFU: packets in, packets out, what is told. */
#include <stdarg.h>
#include <string.h>

#include "base/error.h"
#include "tests/support/told.h"
#include "tests/unit/rtc/rtc_guest.h"

#define DEADLINE_US (60 * G_USEC_PER_SEC)
#define STEP_US     20000
#define LOUD        20
#define QUIET       100
#define ROOM        "room"
#define WIDE_BPS    1000000u /* more than a line is taken for before anything is known of it */

typedef struct Person {
    RtcGuest *guest; /* NULL: is not there */
    char letter;     /* that he sends; a viewer sends none */
    uint8_t level;
} Person;

typedef struct Fixture {
    Rtc *rtc;
    SrtpEngine *engine;
    GAsyncQueue *told; /* lines */
    Person people[8];
    unsigned n_people;
    unsigned n_steps;
} Fixture;

/* ---- what is told ---- */

static void on_peer(const RtcPeerNews *news, void *user) {
    const Fixture *f = user;
    g_assert_cmpstr(news->channel, ==, ROOM);
    told_push(f->told, g_strdup_printf("%s %s %s", news->name ? news->name : "-",
                                       news->role == RTC_PUBLISH ? "publishes" : "views",
                                       news->why ? news->why : "connected"));
}

static void on_speakers(const RtcSpeakersNews *news, void *user) {
    const Fixture *f = user;
    told_push(f->told, g_strdup_printf("active %s", news->active ? news->active : "-"));
}

static void on_delivered(const RtcDeliveredNews *rows, unsigned n_rows, void *user) {
    const Fixture *f = user;
    for (unsigned i = 0; i < n_rows; i++)
        if (rows[i].picture_ms > 0 && rows[i].sound_ms > 0)
            told_push(f->told, g_strdup_printf("delivered %s", rows[i].name));
}

static void on_line(const RtcLineNews *news, void *user) {
    const Fixture *f = user;
    const char *word = news->estimate_bps >= WIDE_BPS ? "wide" : "narrow";
    if (news->state == RTC_LINE_FULL)
        told_push(f->told, g_strdup_printf("%s %s", news->id, word));
}

static const RtcEvents EVENTS = {.on_peer = on_peer,
                                 .on_speakers = on_speakers,
                                 .on_line = on_line,
                                 .on_delivered = on_delivered};

/* ---- people ---- */

static void set_up(Fixture *f, const void *unused) {
    g_autoptr(GError) error = NULL;
    f->told = g_async_queue_new_full(g_free);
    f->engine = srtp_engine_new(SRTP_BACK_END_BEST);
    const RtcOptions options = {
        .listen = "127.0.0.1:0", .n_workers = 1, .events = &EVENTS, .events_user = f};
    f->rtc = rtc_start(&options, &error);
    g_assert_no_error(error);
}

static void tear_down(Fixture *f, const void *unused) {
    rtc_free(f->rtc);
    for (unsigned i = 0; i < f->n_people; i++)
        if (f->people[i].guest)
            rtc_guest_free(f->people[i].guest);
    srtp_engine_free(f->engine);
    g_async_queue_unref(f->told);
}

static Person *add(Fixture *f, RtcGuestOptions options, char letter) {
    Person *person = &f->people[f->n_people++];
    options.rtc = f->rtc;
    options.engine = f->engine;
    options.channel = ROOM;
    *person = (Person){rtc_guest_new(&options), letter, QUIET};
    return person;
}

static Person *publish(Fixture *f, const char *name, char letter) {
    return add(f, (RtcGuestOptions){.role = RTC_PUBLISH, .name = name, .sections = "mc"}, letter);
}

static Person *view(Fixture *f, const char *name, const char *sections) {
    return add(
        f,
        (RtcGuestOptions){.role = RTC_VIEW, .name = name, .sections = sections, .is_chosen = true},
        0);
}

static void vanish(Person *person) {
    rtc_guest_free(person->guest);
    person->guest = NULL;
}

/* Everybody sends and takes for a moment; viewers report each second. */
static void step(Fixture *f) {
    for (unsigned i = 0; i < f->n_people; i++) {
        const Person *person = &f->people[i];
        if (!person->guest)
            continue;
        rtc_guest_run(person->guest);
        if (person->letter)
            rtc_guest_send(person->guest, person->letter, person->level);
        else if (rtc_guest_is_connected(person->guest) && f->n_steps % 50 == 0)
            rtc_guest_report(person->guest);
    }
    f->n_steps++;
    g_usleep(STEP_US);
}

/* Until the viewer has seen these letters, a section each; '?': any or none. */
static void await_seen(Fixture *f, const Person *person, const char *letters) {
    gint64 deadline_us = g_get_monotonic_time() + DEADLINE_US;
    for (bool is_there = false; !is_there;) {
        step(f);
        const char *seen = rtc_guest_seen(person->guest);
        is_there = true;
        for (unsigned i = 0; letters[i]; i++)
            is_there &= letters[i] == '?' || letters[i] == seen[i];
        if (g_get_monotonic_time() > deadline_us)
            g_error("saw \"%s\", not \"%s\"", seen, letters);
    }
}

static void on_settled(const RtcFigures *stats, void *user) {
    told_push(user, user);
}

/* What was ordered is done, and what was sent before has come. */
static void settle(Fixture *f) {
    g_autoptr(GAsyncQueue) done = g_async_queue_new();
    g_assert_true(rtc_figures(f->rtc, 0, on_settled, done, NULL));
    g_assert_nonnull(told_pop(done, DEADLINE_US));
    step(f);
}

/* Fresh ones only, while half a second of media goes by. */
static void look(Fixture *f, const Person *person) {
    settle(f);
    rtc_guest_forget(person->guest);
    for (unsigned i = 0; i < 25; i++)
        step(f);
}

static void await_told(Fixture *f, const char *line) {
    gint64 deadline_us = g_get_monotonic_time() + DEADLINE_US;
    for (bool is_there = false; !is_there;) {
        g_assert_cmpint(g_get_monotonic_time(), <, deadline_us);
        g_autofree char *told = told_pop(f->told, 0);
        is_there = told && strcmp(told, line) == 0;
        if (!told)
            step(f);
    }
}

#define SHOW(person, ...)                                                                          \
    g_assert_true(rtc_show(f->rtc, rtc_guest_id((person)->guest), (const RtcWish[]){__VA_ARGS__},  \
                           sizeof((const RtcWish[]){__VA_ARGS__}) / sizeof(RtcWish), NULL))

/* ---- tests ---- */

static void test_room(Fixture *f, const void *unused) {
    publish(f, "ann", 'A');
    const Person *bob = publish(f, "bob", 'B');
    const Person *own = view(f, "ann", "ccmmm");
    const Person *vic = view(f, "vic", "ccmmm");
    await_told(f, "vic views connected");
    SHOW(vic, {0, "bob", RTC_CAMERA, 720, 0}, {1, "ann", RTC_CAMERA, 720, 0});
    SHOW(own, {0, "ann", RTC_CAMERA, 720, 0}, {1, "bob", RTC_CAMERA, 720, 0});
    await_seen(f, vic, "BA???");
    await_seen(f, own, "?B???");
    look(f, own);
    g_assert_null(strchr(rtc_guest_seen(own->guest), 'A')); /* neither seen nor heard */
    look(f, vic);
    g_assert_nonnull(strchr(rtc_guest_seen(vic->guest) + 2, 'A'));
    g_assert_nonnull(strchr(rtc_guest_seen(vic->guest) + 2, 'B'));
    SHOW(vic, {1, "bob", RTC_CAMERA, 720, 0}); /* an other place; nobody in the first */
    await_seen(f, vic, "?B???");
    look(f, vic);
    g_assert_cmpint(rtc_guest_seen(vic->guest)[0], ==, '-');
    await_told(f, "delivered vic");
    await_told(f, "delivered ann"); /* what comes from a publisher */
    g_assert_true(rtc_leave(f->rtc, rtc_guest_id(bob->guest), NULL));
    await_told(f, "bob publishes It has left.");
    look(f, vic);
    g_assert_null(strchr(rtc_guest_seen(vic->guest), 'B'));
}

/* He vanishes, and comes again before it is known that he had gone. */
static void test_comes_again(Fixture *f, const void *unused) {
    Person *first = publish(f, "ann", '1');
    const Person *vic = view(f, "vic", "cmm");
    await_told(f, "vic views connected");
    SHOW(vic, {0, "ann", RTC_CAMERA, 720, 0});
    await_seen(f, vic, "11-");
    vanish(first);
    publish(f, "ann", '2');
    await_seen(f, vic, "2??");
    look(f, vic);
    g_assert_cmpstr(rtc_guest_seen(vic->guest), ==, "22-");
}

static void test_loudest(Fixture *f, const void *unused) {
    static const char *const NAMES[] = {"ann", "bob", "cid", "dan"};
    Person *people[4];
    for (unsigned i = 0; i < G_N_ELEMENTS(NAMES); i++)
        people[i] = publish(f, NAMES[i], (char)('A' + i));
    const Person *vic = view(f, "vic", "m");
    people[3]->level = LOUD;
    await_told(f, "active dan");
    await_seen(f, vic, "D");
    people[3]->level = QUIET;
    people[1]->level = LOUD;
    await_told(f, "active bob");
    await_seen(f, vic, "B");
    vanish(people[1]);
    people[2]->level = LOUD;
    await_told(f, "active cid");
    await_seen(f, vic, "C");
}

static void test_hold(Fixture *f, const void *unused) {
    const Person *ann = publish(f, "ann", 'A');
    const Person *bob =
        add(f,
            (RtcGuestOptions){
                .role = RTC_PUBLISH, .name = "bob", .sections = "mc", .held = RTC_HOLD_MICROPHONE},
            'B');
    const Person *vic = view(f, "vic", "ccmm");
    await_told(f, "vic views connected");
    SHOW(vic, {0, "ann", RTC_CAMERA, 720, 0}, {1, "bob", RTC_CAMERA, 720, 0});
    await_seen(f, vic, "ABA-");
    look(f, vic);
    g_assert_cmpstr(rtc_guest_seen(vic->guest), ==, "ABA-"); /* held from the beginning */
    g_assert_true(rtc_hold(f->rtc, rtc_guest_id(bob->guest), RTC_HOLD_MICROPHONE, false, NULL));
    await_seen(f, vic, "ABAB");
    g_assert_true(rtc_hold(f->rtc, rtc_guest_id(ann->guest), RTC_HOLD_CAMERA | RTC_HOLD_MICROPHONE,
                           true, NULL));
    look(f, vic);
    g_assert_null(strchr(rtc_guest_seen(vic->guest), 'A'));
    g_assert_true(rtc_hold(f->rtc, rtc_guest_id(ann->guest), RTC_HOLD_CAMERA | RTC_HOLD_MICROPHONE,
                           false, NULL));
    await_seen(f, vic, "ABAB");
}

static void on_stats(const RtcFigures *stats, void *user) {
    GString *text = g_string_new(NULL);
    for (unsigned i = 0; stats && i < stats->n_peers; i++) {
        const RtcPeerFigures *peer = &stats->peers[i];
        g_assert_true(peer->is_connected);
        g_assert_cmpuint(peer->bytes, >, peer->packets);
        g_string_append_printf(text, "%s %s %s lost %" G_GUINT64_FORMAT "\n", peer->name,
                               peer->role == RTC_PUBLISH ? "publishes" : "views",
                               peer->packets > 0 ? "packets" : "nothing", peer->lost);
    }
    told_push(user, g_string_free(text, FALSE));
}

static void test_figures(Fixture *f, const void *unused) {
    publish(f, "ann", 'A');
    const Person *vic = view(f, "vic", "m");
    await_seen(f, vic, "A");
    g_autoptr(GAsyncQueue) come = g_async_queue_new();
    g_assert_true(rtc_figures(f->rtc, 0, on_stats, come, NULL));
    g_autofree char *text = told_pop(come, DEADLINE_US);
    g_assert_cmpstr(text, ==, "ann publishes packets lost 0\nvic views packets lost 0\n");
}

static void test_refused(Fixture *f, const void *unused) {
    g_autofree char *name = g_strnfill(RTC_MAX_NAME + 1, 'x');
    const RtcWish wishes[RTC_MAX_WISHES + 1] = {{0, name, RTC_CAMERA, 1, 1}};
    const char *const id = "0000000000001000", *const other = "fff0000000001000";
    g_autoptr(GError) error = NULL;
    g_assert_false(rtc_show(f->rtc, id, wishes, G_N_ELEMENTS(wishes), &error));
    g_assert_error(error, BASE_ERROR, ERROR_TOO_LARGE);
    g_clear_error(&error);
    g_assert_false(rtc_show(f->rtc, id, wishes, 1, &error));
    g_assert_error(error, BASE_ERROR, ERROR_INVALID);
    g_clear_error(&error);
    g_assert_false(rtc_show(f->rtc, other, NULL, 0, &error));
    g_assert_error(error, BASE_ERROR, ERROR_NOT_FOUND);
    g_clear_error(&error);
    g_assert_false(rtc_hold(f->rtc, "nobody", RTC_HOLD_CAMERA, true, &error));
    g_assert_error(error, BASE_ERROR, ERROR_NOT_FOUND);
    g_clear_error(&error);
    const RtcJoin join = {.channel = ROOM, .name = name, .offer = ""};
    g_assert_false(rtc_join(f->rtc, &join, &error));
    g_assert_error(error, BASE_ERROR, ERROR_INVALID);
    g_assert_true(rtc_show(f->rtc, id, NULL, 0, NULL)); /* gone long ago */
    g_assert_true(rtc_hold(f->rtc, id, RTC_HOLD_CAMERA, true, NULL));
}

/* Arrivals are reported, probes are sent, and the estimate grows. */
static void test_line(Fixture *f, const void *unused) {
    add(f,
        (RtcGuestOptions){.role = RTC_PUBLISH,
                          .name = "ann",
                          .sections = "mc",
                          .picture_bytes = RTC_GUEST_MAX_PICTURE},
        'A');
    const Person *vic = add(f,
                            (RtcGuestOptions){.role = RTC_VIEW,
                                              .name = "vic",
                                              .sections = "cm",
                                              .is_chosen = true,
                                              .has_feedback = true},
                            0);
    await_told(f, "vic views connected");
    SHOW(vic, {0, "ann", RTC_CAMERA, 720, 0});
    g_autofree char *wide = g_strdup_printf("%s wide", rtc_guest_id(vic->guest));
    await_told(f, wide);
    await_seen(f, vic, "AA");
}

/* libwebrtc passes over feedback that names none of the publisher's streams. */
static void test_publisher_feedback(Fixture *f, const void *unused) {
    const Person *ann = add(f,
                            (RtcGuestOptions){.role = RTC_PUBLISH,
                                              .name = "ann",
                                              .sections = "mc",
                                              .is_thrifty = true,
                                              .has_feedback = true},
                            'A');
    await_told(f, "ann publishes connected"); /* her first key frame is gone before vic is there */
    const Person *vic = view(f, "vic", "cm");
    await_told(f, "vic views connected");
    SHOW(vic, {0, "ann", RTC_CAMERA, 720, 0});
    await_seen(f, vic, "AA");
    gint64 deadline_us = g_get_monotonic_time() + DEADLINE_US;
    RtcGuestHeard heard;
    do {
        step(f);
        heard = rtc_guest_heard(ann->guest);
        g_assert_cmpint(g_get_monotonic_time(), <, deadline_us);
    } while (heard.n_arrivals < 3 || heard.n_key_frames == 0);
    g_assert_cmpuint(heard.n_strange, ==, 0);
}

/* An order for somebody of the other kind. */
static void test_mistaken(Fixture *f, const void *unused) {
    const Person *ann = publish(f, "ann", 'A');
    const Person *vic = view(f, "vic", "m");
    SHOW(ann, {0, "ann", RTC_CAMERA, 720, 0});
    g_assert_true(rtc_hold(f->rtc, rtc_guest_id(vic->guest), RTC_HOLD_CAMERA, true, NULL));
    await_seen(f, vic, "A");
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
#define ADD(name, fn) g_test_add("/rtc/rooms/" name, Fixture, NULL, set_up, fn, tear_down)
    ADD("room", test_room);
    ADD("comes-again", test_comes_again);
    ADD("loudest", test_loudest);
    ADD("hold", test_hold);
    ADD("figures", test_figures);
    ADD("refused", test_refused);
    ADD("mistaken", test_mistaken);
    ADD("line", test_line);
    ADD("publisher-feedback", test_publisher_feedback);
#undef ADD
    return g_test_run();
}
