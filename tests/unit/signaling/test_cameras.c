/* Telephones as cameras of sets, behind the switchboard: who may, what the room sees, and that
 * nothing stays behind when either goes. */
#include <string.h>

#include "signaling/protocol/message_camera.h"
#include "signaling/room/camera_book.h"
#include "tests/support/fake_rooms.h"

#define OK    "{\"type\":\"ok\""
#define ENTER "\"room\":\"" FAKE_ROOM "\""

typedef struct Scene {
    FakeClients clients;
    FakeRooms rooms;
    WsId host, set, phone;
    char *set_session, *set_resume, *secret;
} Scene;

static WsId hello_as(Scene *scene, const SeatIdentity *identity, const char *resume,
                     char **ret_resume, char **ret_session) {
    WsId id = fake_client_open_as(&scene->clients, identity);
    g_autofree char *field = resume ? g_strdup_printf(",\"resume\":\"%s\"", resume) : g_strdup("");
    g_autofree char *hello = g_strdup_printf(
        "{\"type\":\"hello\",\"id\":1,\"client\":\"tv\",\"locale\":\"zh-CN\"%s}", field);
    fake_client_say(&scene->clients, id, hello);
    g_autofree char *welcome = fake_client_take(&scene->clients, id);
    g_assert_true(g_str_has_prefix(welcome, "{\"type\":\"welcome\""));
    if (ret_resume)
        *ret_resume = json_peek_string(welcome, strlen(welcome), "resume");
    if (ret_session)
        *ret_session = json_peek_string(welcome, strlen(welcome), "session");
    return id;
}

static SeatIdentity identity_of(char account, uint32_t roles, const char *sign_in) {
    SeatIdentity identity = {.name = "set", .display_name = "活动室电视", .roles = roles};
    g_strlcpy(identity.account_id, fake_rooms_account(account), sizeof identity.account_id);
    g_strlcpy(identity.session_id, sign_in, sizeof identity.session_id);
    return identity;
}

static void forget_heard(Scene *scene, WsId id) {
    for (char *text; (text = fake_client_take(&scene->clients, id));)
        g_free(text);
}

/* {"type":TYPE,"id":7,MORE}, and what comes first after it. */
static void ask(Scene *scene, WsId id, const char *type, const char *more, const char *expected) {
    g_autofree char *text =
        g_strdup_printf("{\"type\":\"%s\",\"id\":7%s%s}", type, *more ? "," : "", more);
    forget_heard(scene, id);
    fake_client_say(&scene->clients, id, text);
    fake_rooms_settle(&scene->rooms);
    EXPECT(&scene->clients, id, expected);
}

/* The first message of this type with this part among those that wait; caller frees. */
static char *hear(Scene *scene, WsId id, const char *type, const char *part) {
    fake_clients_pass_ms(&scene->clients, 300);
    fake_rooms_settle(&scene->rooms);
    g_autofree char *begin = g_strdup_printf("{\"type\":\"%s\",", type);
    for (char *text; (text = fake_client_take(&scene->clients, id)); g_free(text))
        if (g_str_has_prefix(text, begin) && strstr(text, part))
            return text;
    g_error("not heard: %s with '%s'", type, part);
}

static void expect_heard(Scene *scene, WsId id, const char *type, const char *part) {
    g_free(hear(scene, id, type, part));
}

/* By a key of the set; the secret comes into `scene`. */
static void offer(Scene *scene) {
    forget_heard(scene, scene->set);
    fake_client_say(&scene->clients, scene->set, "{\"type\":\"camera.offer\",\"id\":7}");
    g_autofree char *text = hear(scene, scene->set, "camera.offered", "");
    g_free(scene->secret);
    scene->secret = json_peek_string(text, strlen(text), "secret");
    g_assert_nonnull(scene->secret);
}

static void take(Scene *scene, WsId id, const char *expected) {
    g_autofree char *secret = g_strdup_printf("\"secret\":\"%s\"", scene->secret);
    ask(scene, id, "camera.take", secret, expected);
}

static WsId phone_of(Scene *scene, char account, const char *sign_in) {
    SeatIdentity identity = identity_of(account, IDENTITY_CLERK, sign_in);
    g_strlcpy(identity.display_name, "王芳", sizeof identity.display_name);
    return hello_as(scene, &identity, NULL, NULL, NULL);
}

static void set_up(Scene *scene, const void *data) {
    fake_rooms_init(&scene->rooms, ROOM_GROUP);
    fake_rooms_start(&scene->rooms, &scene->clients);
    fake_rooms_permit(&scene->rooms, 'h', (RoomPermit){.role = ROOM_HOST});
    fake_rooms_permit(&scene->rooms, 's', (RoomPermit){.role = ROOM_SITE});
    SeatIdentity screen = identity_of('s', IDENTITY_SCREEN, "");
    scene->host = fake_client_hello(&scene->clients, fake_rooms_account('h'), NULL, NULL, NULL);
    scene->set = hello_as(scene, &screen, NULL, &scene->set_resume, &scene->set_session);
    ask(scene, scene->host, "room.enter", ENTER, "{\"type\":\"room\"");
    ask(scene, scene->set, "room.enter", ENTER, "{\"type\":\"room\"");
    scene->phone = phone_of(scene, 'p', "device");
}

static void tear_down(Scene *scene, const void *data) {
    fake_clients_clear(&scene->clients);
    fake_rooms_clear(&scene->rooms);
    g_free(scene->set_session);
    g_free(scene->set_resume);
    g_free(scene->secret);
}

static void begin(Scene *scene) {
    offer(scene);
    take(scene, scene->phone, "{\"type\":\"camera\",\"re\":7");
    forget_heard(scene, scene->set);
    forget_heard(scene, scene->host);
}

static const char *last_media(const Scene *scene) {
    return scene->rooms.media->pdata[scene->rooms.media->len - 1];
}

static void publish(Scene *scene, const char *peer) {
    forget_heard(scene, scene->phone);
    fake_client_say(&scene->clients, scene->phone,
                    "{\"type\":\"media.publish\",\"id\":7,\"sdp\":\"v=0\"}");
    RoomMediaAnswer answer = {.ticket = scene->rooms.last_offer,
                              .room = FAKE_ROOM,
                              .session = scene->set_session,
                              .peer = peer,
                              .sdp = "v=0"};
    switchboard_answer_media(scene->clients.board, &answer);
    EXPECT(&scene->clients, scene->phone, "media.answer", peer);
}

static void test_one_person(Scene *scene, const void *data) {
    offer(scene);
    forget_heard(scene, scene->set);
    take(scene, scene->phone, "\"display_name\":\"活动室电视\",\"away\":false,\"held\":[]");
    expect_heard(scene, scene->set, "camera.changed",
                 "\"state\":\"here\",\"waiting\":false,\"display_name\":\"王芳\"");
    publish(scene, "p1");
    g_autofree char *name = g_strdup_printf("publish %s held 4", scene->set_session);
    g_assert_cmpstr(last_media(scene), ==, name);
    forget_heard(scene, scene->host);
    ask(scene, scene->phone, "camera.state", "\"on\":[\"camera\",\"microphone\"]",
        "{\"type\":\"ok\"");
    expect_heard(scene, scene->host, "room.changed", "\"on\":[\"microphone\",\"camera\"]");
    expect_heard(scene, scene->set, "camera.changed", "\"on\":[\"microphone\",\"camera\"]");
    /* what the set says of itself takes nothing away from the telephone */
    ask(scene, scene->set, "room.state", "\"on\":[]", "{\"type\":\"ok\"");
    ask(scene, scene->phone, "camera.state", "\"on\":[\"camera\"]", "{\"type\":\"ok\"");
    expect_heard(scene, scene->host, "room.changed", "\"on\":[\"camera\"]");
    ask(scene, scene->phone, "media.close", "\"peer\":\"p1\"", "{\"type\":\"ok\"");
    g_autofree char *left = g_strdup_printf("leave %s p1", scene->set_session);
    g_assert_cmpstr(last_media(scene), ==, left);
}

static void test_who_may(Scene *scene, const void *data) {
    ask(scene, scene->phone, "camera.offer", "", "\"code\":\"forbidden\""); /* no screen */
    ask(scene, scene->phone, "camera.state", "\"on\":[]", "\"code\":\"conflict\"");
    SeatIdentity screen = identity_of('t', IDENTITY_SCREEN, "");
    WsId other_set = hello_as(scene, &screen, NULL, NULL, NULL);
    ask(scene, other_set, "camera.offer", "", "\"code\":\"conflict\""); /* in no room */
    offer(scene);
    take(scene, other_set, "\"code\":\"forbidden\"");
    SeatIdentity stranger = identity_of('g', IDENTITY_GUEST, "");
    g_strlcpy(stranger.room, FAKE_ROOM, sizeof stranger.room);
    take(scene, hello_as(scene, &stranger, NULL, NULL, NULL), "\"code\":\"forbidden\"");
    take(scene, scene->phone, "{\"type\":\"camera\",\"re\":7");
    take(scene, phone_of(scene, 'q', "device"), "\"code\":\"not_found\""); /* used */
    take(scene, phone_of(scene, 'p', "another"), "\"code\":\"not_found\"");
    ask(scene, scene->phone, "camera.take", "\"secret\":\"AAAAAAAAAAAAAAAAAAAAAA\"",
        "\"code\":\"not_found\"");
}

static void test_banned(Scene *scene, const void *data) {
    fake_rooms_permit(&scene->rooms, 'p', (RoomPermit){.role = ROOM_SPEAKER});
    char *session = NULL;
    SeatIdentity identity = identity_of('p', IDENTITY_CLERK, "device");
    WsId seat = hello_as(scene, &identity, NULL, NULL, &session);
    ask(scene, seat, "room.enter", ENTER, "{\"type\":\"room\"");
    g_autofree char *removal = g_strdup_printf("\"session\":\"%s\",\"ban\":true", session);
    ask(scene, scene->host, "room.remove", removal, "{\"type\":\"ok\"");
    offer(scene);
    take(scene, scene->phone, "\"code\":\"forbidden\"");
    g_free(session);
}

static void test_too_old(Scene *scene, const void *data) {
    offer(scene);
    fake_clients_pass_ms(&scene->clients, (CAMERA_OFFER_S + 1) * 1000);
    take(scene, scene->phone, "\"code\":\"not_found\"");
    offer(scene);
    ask(scene, scene->set, "camera.end", "\"code_only\":true", "{\"type\":\"ok\"");
    take(scene, scene->phone, "\"code\":\"not_found\"");
}

static void test_held(Scene *scene, const void *data) {
    begin(scene);
    ask(scene, scene->phone, "camera.state", "\"on\":[\"camera\",\"microphone\"]",
        "{\"type\":\"ok\"");
    g_autofree char *mute = g_strdup_printf(
        "\"session\":\"%s\",\"sources\":[\"microphone\"],\"held\":true", scene->set_session);
    forget_heard(scene, scene->phone);
    ask(scene, scene->host, "room.mute", mute, "{\"type\":\"ok\"");
    expect_heard(scene, scene->phone, "camera", "\"held\":[\"microphone\"]");
    ask(scene, scene->phone, "camera.state", "\"on\":[\"camera\",\"microphone\"]", "\"forbidden\"");
    expect_heard(scene, scene->set, "camera.changed", "\"on\":[\"camera\"]");
}

/* The telephone's line breaks: nothing of it is on, and for a minute it may come back. */
static void test_lost_and_back(Scene *scene, const void *data) {
    begin(scene);
    publish(scene, "p1");
    ask(scene, scene->phone, "camera.state", "\"on\":[\"camera\"]", "{\"type\":\"ok\"");
    expect_heard(scene, scene->host, "room.changed", "\"on\":[\"camera\"]");
    fake_client_lose(&scene->clients, scene->phone);
    g_autofree char *left = g_strdup_printf("leave %s p1", scene->set_session);
    g_assert_true(g_ptr_array_find_with_equal_func(scene->rooms.media, left, g_str_equal, NULL));
    expect_heard(scene, scene->host, "room.changed", "\"on\":[]");
    expect_heard(scene, scene->set, "camera.changed", "\"state\":\"lost\"");
    fake_clients_pass_ms(&scene->clients, (CAMERA_RETURN_S - 5) * 1000);
    scene->phone = phone_of(scene, 'p', "device");
    take(scene, scene->phone, "{\"type\":\"camera\",\"re\":7");
    expect_heard(scene, scene->set, "camera.changed", "\"state\":\"here\"");
    fake_client_lose(&scene->clients, scene->phone);
    fake_clients_pass_ms(&scene->clients, (CAMERA_RETURN_S + 1) * 1000);
    expect_heard(scene, scene->set, "camera.changed", "\"state\":\"lost\"");
    expect_heard(scene, scene->set, "camera.changed", "\"state\":\"none\"");
    scene->phone = phone_of(scene, 'p', "device");
    take(scene, scene->phone, "\"code\":\"not_found\"");
}

/* The set's line breaks and comes back: the telephone waits. */
static void test_set_away(Scene *scene, const void *data) {
    begin(scene);
    forget_heard(scene, scene->phone);
    fake_client_lose(&scene->clients, scene->set);
    expect_heard(scene, scene->phone, "camera", "\"away\":true");
    ask(scene, scene->phone, "media.publish", "\"sdp\":\"v=0\"", "\"code\":\"conflict\"");
    SeatIdentity screen = identity_of('s', IDENTITY_SCREEN, "");
    g_autofree char *resume = g_steal_pointer(&scene->set_resume);
    scene->set = hello_as(scene, &screen, resume, &scene->set_resume, NULL);
    forget_heard(scene, scene->phone);
    ask(scene, scene->set, "room.enter", ENTER, "{\"type\":\"room\",\"re\":7");
    EXPECT(&scene->clients, scene->set, "camera.changed", "\"state\":\"here\"");
    expect_heard(scene, scene->phone, "camera", "\"away\":false");
    publish(scene, "p2");
}

static void test_ends(Scene *scene, const void *data) {
    static const struct {
        bool is_host;
        const char *type, *more, *answer, *why;
    } ENDS[] = {
        {false, "camera.end", "", OK, "ended"},
        {false, "room.leave", "", OK, "left"},
        {true, "room.remove", "", OK, "left"},
        {true, "room.end", "", "\"why\":\"ended\"", "over"},
    };
    const guint i = GPOINTER_TO_UINT(data);
    begin(scene);
    publish(scene, "p1");
    g_autofree char *target =
        g_strdup_printf("\"session\":\"%s\",\"ban\":false", scene->set_session);
    bool names = strcmp(ENDS[i].type, "room.remove") == 0;
    ask(scene, ENDS[i].is_host ? scene->host : scene->set, ENDS[i].type,
        names ? target : ENDS[i].more, ENDS[i].answer);
    g_autofree char *why = g_strdup_printf("\"why\":\"%s\"", ENDS[i].why);
    expect_heard(scene, scene->phone, "camera.ended", why);
    take(scene, scene->phone, "\"code\":\"not_found\"");
    ask(scene, scene->phone, "media.publish", "\"sdp\":\"v=0\"", "\"code\":\"conflict\"");
    g_autofree char *one = g_strdup_printf("leave %s p1", scene->set_session);
    g_autofree char *all = g_strdup_printf("leave %s all", scene->set_session);
    g_assert_true(g_ptr_array_find_with_equal_func(scene->rooms.media, i == 0 ? one : all,
                                                   g_str_equal, NULL));
}

static void test_ended_by_phone(Scene *scene, const void *data) {
    begin(scene);
    ask(scene, scene->phone, "camera.end", "", "{\"type\":\"ok\"");
    expect_heard(scene, scene->set, "camera.changed", "\"state\":\"none\"");
    take(scene, scene->phone, "\"code\":\"not_found\"");
}

/* The set's seat ends with its page: nothing points to it any more. */
static void test_set_gone(Scene *scene, const void *data) {
    begin(scene);
    ask(scene, scene->set, "bye", "", "{\"type\":\"ok\"");
    fake_client_lose(&scene->clients, scene->set);
    expect_heard(scene, scene->phone, "camera.ended", "\"why\":\"left\"");
    ask(scene, scene->phone, "camera.state", "\"on\":[\"camera\"]", "\"code\":\"conflict\"");
}

static void test_another_phone(Scene *scene, const void *data) {
    begin(scene);
    publish(scene, "p1");
    WsId other = phone_of(scene, 'q', "other");
    offer(scene);
    ask(scene, scene->phone, "camera.state", "\"on\":[\"camera\"]", "{\"type\":\"ok\"");
    forget_heard(scene, scene->phone);
    take(scene, other, "{\"type\":\"camera\",\"re\":7");
    expect_heard(scene, scene->phone, "camera.ended", "\"why\":\"moved\"");
    expect_heard(scene, scene->host, "room.changed", "\"on\":[]");
    /* an answer to the first one that comes now leaves nothing behind */
    RoomMediaAnswer answer = {.ticket = scene->rooms.last_offer,
                              .room = FAKE_ROOM,
                              .session = scene->set_session,
                              .peer = "late",
                              .sdp = "v=0"};
    switchboard_answer_media(scene->clients.board, &answer);
    g_autofree char *late = g_strdup_printf("leave %s late", scene->set_session);
    g_assert_cmpstr(last_media(scene), ==, late);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    fake_clock_install();
    static const struct {
        const char *path;
        void (*run)(Scene *, const void *);
        guint which;
    } TESTS[] = {
        {"/cameras/one_person", test_one_person, 0},
        {"/cameras/who_may", test_who_may, 0},
        {"/cameras/banned", test_banned, 0},
        {"/cameras/too_old", test_too_old, 0},
        {"/cameras/held", test_held, 0},
        {"/cameras/lost_and_back", test_lost_and_back, 0},
        {"/cameras/set_away", test_set_away, 0},
        {"/cameras/ends/key", test_ends, 0},
        {"/cameras/ends/leave", test_ends, 1},
        {"/cameras/ends/remove", test_ends, 2},
        {"/cameras/ends/over", test_ends, 3},
        {"/cameras/ended_by_phone", test_ended_by_phone, 0},
        {"/cameras/set_gone", test_set_gone, 0},
        {"/cameras/another_phone", test_another_phone, 0},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(TESTS); i++)
        g_test_add(TESTS[i].path, Scene, GUINT_TO_POINTER(TESTS[i].which), set_up, TESTS[i].run,
                   tear_down);
    return g_test_run();
}
