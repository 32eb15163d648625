/* Rooms behind the switchboard, with ports that answer when they are told to: what is answered is
 * stored, what is told is gathered, and after a crash everything is there again. */
#include <string.h>

#include "base/error.h"
#include "signaling/room/room_house.h"
#include "tests/support/fake_rooms.h"

typedef struct House {
    FakeClients clients;
    FakeRooms rooms;
} House;

typedef struct Guest {
    WsId id;
    char *session, *resume;
} Guest;

static void set_up(House *house, const void *kind) {
    fake_rooms_init(&house->rooms, (RoomKind)GPOINTER_TO_INT(kind));
    fake_rooms_start(&house->rooms, &house->clients);
    fake_rooms_permit(&house->rooms, 'h', (RoomPermit){.role = ROOM_HOST});
    fake_rooms_permit(&house->rooms, 'a', (RoomPermit){.role = ROOM_SPEAKER, .has_vote = true});
    fake_rooms_permit(&house->rooms, 'b', (RoomPermit){.role = ROOM_SPEAKER, .has_vote = true});
    fake_rooms_permit(&house->rooms, 'w', (RoomPermit){.role = ROOM_AUDIENCE, .must_wait = true});
}

static void tear_down(House *house, const void *kind) {
    fake_clients_clear(&house->clients);
    fake_rooms_clear(&house->rooms);
}

static void guest_clear(Guest *guest) {
    g_free(guest->session);
    g_free(guest->resume);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Guest, guest_clear)

static Guest come(House *house, char account) {
    Guest guest = {0};
    guest.id = fake_client_hello(&house->clients, fake_rooms_account(account), NULL, &guest.resume,
                                 &guest.session);
    return guest;
}

static void come_again(House *house, Guest *guest, char account) {
    g_autofree char *resume = g_steal_pointer(&guest->resume);
    g_clear_pointer(&guest->session, g_free);
    guest->id = fake_client_hello(&house->clients, fake_rooms_account(account), resume,
                                  &guest->resume, &guest->session);
}

/* {"type":TYPE,"id":7,MORE} */
static void ask(House *house, const Guest *guest, const char *type, const char *more) {
    g_autofree char *text =
        g_strdup_printf("{\"type\":\"%s\",\"id\":7%s%s}", type, *more ? "," : "", more);
    fake_client_say(&house->clients, guest->id, text);
}

static void forget_heard(House *house, const Guest *guest) {
    for (char *text; (text = fake_client_take(&house->clients, guest->id));)
        g_free(text);
}

/* The same, and what comes first after it. */
static void ask_and_expect(House *house, const Guest *guest, const char *type, const char *more,
                           const char *expected) {
    forget_heard(house, guest);
    ask(house, guest, type, more);
    fake_rooms_settle(&house->rooms);
    EXPECT(&house->clients, guest->id, expected);
}

#define ENTER "\"room\":\"" FAKE_ROOM "\""

static Guest enter(House *house, char account) {
    Guest guest = come(house, account);
    ask_and_expect(house, &guest, "room.enter", ENTER, "{\"type\":\"room\",\"re\":7");
    return guest;
}

static void hear_all(House *house, const Guest *guest) {
    fake_clients_pass_ms(&house->clients, 300);
    fake_rooms_settle(&house->rooms);
    forget_heard(house, guest);
}

static char *naming(const Guest *guest, const char *more) {
    return g_strdup_printf("\"session\":\"%s\"%s", guest->session, more);
}

/* What comes next, 300 ms later, has both parts. */
static void expect_later(House *house, const Guest *guest, const char *one, const char *other) {
    fake_clients_pass_ms(&house->clients, 300);
    EXPECT(&house->clients, guest->id, one, other);
}

static void expect_nothing(House *house, const Guest *guest) {
    fake_clients_pass_ms(&house->clients, 300);
    g_assert_cmpuint(fake_client_waiting(&house->clients, guest->id), ==, 0);
}

/* ---- coming in ---- */

static void test_enter(House *house, const void *data) {
    g_auto(Guest) host = come(house, 'h');
    ask(house, &host, "room.hand", "\"raised\":true");
    EXPECT(&house->clients, host.id, "\"code\":\"conflict\"");
    ask(house, &host, "room.enter", ENTER);
    ask(house, &host, "room.enter", ENTER);
    EXPECT(&house->clients, host.id, "\"code\":\"conflict\""); /* one at a time */
    fake_rooms_settle(&house->rooms);
    EXPECT(&house->clients, host.id, "{\"type\":\"room\",\"re\":7,\"room\":\"" FAKE_ROOM "\"",
           "\"kind\":\"group\"", "\"role\":\"host\"", "\"lobby\":[]", "\"display_name\":\"王芳\"");
    hear_all(house, &host);
    g_auto(Guest) guest = enter(house, 'a');
    expect_later(house, &host, "{\"type\":\"room.changed\",\"joined\":[{", guest.session);
    g_auto(Guest) stranger = come(house, 'z');
    ask_and_expect(house, &stranger, "room.enter", ENTER, "\"code\":\"not_found\"");
    g_autofree char *kinds = fake_rooms_kinds(&house->rooms);
    g_assert_cmpstr(kinds, ==, "entered entered");
}

/* Nothing is answered, told or done before it is stored. */
static void test_stored_before_told(House *house, const void *data) {
    g_auto(Guest) host = enter(house, 'h');
    g_auto(Guest) guest = enter(house, 'a');
    hear_all(house, &host);
    hear_all(house, &guest);
    ask(house, &guest, "room.chat", "\"text\":\"hello\"");
    ask(house, &guest, "room.hand", "\"raised\":true"); /* behind it */
    expect_nothing(house, &guest);
    expect_nothing(house, &host);
    fake_rooms_settle(&house->rooms);
    EXPECT(&house->clients, guest.id, "room.said", "hello");
    EXPECT(&house->clients, guest.id, "{\"type\":\"ok\",\"re\":7}");
    EXPECT(&house->clients, host.id, "room.said", "\"message\":1");
    house->rooms.refuses_commits = true;
    hear_all(house, &guest);
    hear_all(house, &host);
    ask_and_expect(house, &guest, "room.hand", "\"raised\":false", "\"code\":\"no_room\"");
    house->rooms.refuses_at_once = true;
    ask_and_expect(house, &guest, "room.hand", "\"raised\":false", "\"code\":\"overloaded\"");
    expect_nothing(house, &host);
    g_autofree char *kinds = fake_rooms_kinds(&house->rooms);
    g_assert_cmpstr(kinds, ==, "entered entered said hand");
}

/* An answer of the directory that was lost does not stop a room for ever. */
static void test_lost_answer(House *house, const void *data) {
    g_auto(Guest) host = enter(house, 'h');
    hear_all(house, &host);
    ask(house, &host, "room.lock", "\"locked\":true");
    ask(house, &host, "room.hand", "\"raised\":true");
    g_assert_cmpuint(house->rooms.commits->len, ==, 1);
    fake_clients_pass_ms(&house->clients, ROOM_HALL_COMMIT_TIMEOUT_S * 1000 + 100);
    EXPECT(&house->clients, host.id, "\"code\":\"timeout\"");
    g_assert_cmpuint(house->rooms.commits->len, ==, 2);
    fake_rooms_settle(&house->rooms); /* the late one is not believed */
    EXPECT(&house->clients, host.id, "{\"type\":\"ok\"");
    expect_later(house, &host, "room.changed", "\"hand\":1");
}

static void test_lobby(House *house, const void *data) {
    g_auto(Guest) host = enter(house, 'h');
    g_auto(Guest) member = enter(house, 'a');
    g_auto(Guest) waiting = come(house, 'w');
    hear_all(house, &host);
    hear_all(house, &member);
    ask_and_expect(house, &waiting, "room.enter", ENTER, "{\"type\":\"room.waiting\",\"re\":7");
    expect_later(house, &host, "\"lobby\":[{", waiting.session);
    expect_nothing(house, &member); /* sees no lobby */
    ask_and_expect(house, &waiting, "room.chat", "\"text\":\"x\"", "\"code\":\"conflict\"");
    ask_and_expect(house, &waiting, "media.view", "\"sdp\":\"v=0\"", "\"code\":\"conflict\"");
    g_autofree char *admit = naming(&waiting, ",\"admitted\":true");
    ask_and_expect(house, &member, "room.admit", admit, "\"code\":\"forbidden\"");
    ask_and_expect(house, &host, "room.admit", admit, "{\"type\":\"ok\"");
    EXPECT(&house->clients, waiting.id, "{\"type\":\"room\",\"room\":", "\"role\":\"audience\"");
    expect_later(house, &host, "\"lobby\":[]", waiting.session);
    EXPECT(&house->clients, member.id, "room.changed", waiting.session);
    ask_and_expect(house, &waiting, "media.publish", "\"sdp\":\"v=0\"", "\"code\":\"forbidden\"");
}

static void test_refused_and_lost_in_lobby(House *house, const void *data) {
    g_auto(Guest) host = enter(house, 'h');
    g_auto(Guest) waiting = come(house, 'w');
    ask_and_expect(house, &waiting, "room.enter", ENTER, "room.waiting");
    g_autofree char *refuse = naming(&waiting, ",\"admitted\":false");
    hear_all(house, &host);
    ask_and_expect(house, &host, "room.admit", refuse, "{\"type\":\"ok\"");
    EXPECT(&house->clients, waiting.id, "room.removed", "\"why\":\"refused\"");
    ask_and_expect(house, &waiting, "room.enter", ENTER, "room.waiting");
    fake_client_lose(&house->clients, waiting.id);
    expect_later(house, &host, "room.changed", "\"lobby\":[]");
}

/* ---- what hosts do ---- */

static void test_mute_and_remove(House *house, const void *data) {
    g_auto(Guest) host = enter(house, 'h');
    g_auto(Guest) guest = enter(house, 'a');
    hear_all(house, &host);
    hear_all(house, &guest);
    ask_and_expect(house, &guest, "room.state", "\"on\":[\"microphone\"]", "{\"type\":\"ok\"");
    g_ptr_array_set_size(house->rooms.media, 0);
    g_autofree char *mute = naming(&guest, ",\"sources\":[\"microphone\"],\"held\":true");
    ask_and_expect(house, &host, "room.mute", mute, "{\"type\":\"ok\"");
    g_autofree char *held = g_strdup_printf("hold %s 5", guest.session);
    g_assert_cmpstr(house->rooms.media->pdata[0], ==, held);
    expect_later(house, &guest, "room.changed", "\"on\":[],\"held\":[\"microphone\"]");
    ask_and_expect(house, &guest, "room.state", "\"on\":[\"microphone\"]", "\"forbidden\"");
    hear_all(house, &host);
    g_autofree char *ban = naming(&guest, ",\"ban\":true");
    ask_and_expect(house, &host, "room.remove", ban, "{\"type\":\"ok\"");
    EXPECT(&house->clients, guest.id, "room.removed", "\"why\":\"banned\"");
    expect_later(house, &host, "\"left\":[", guest.session);
    ask_and_expect(house, &guest, "room.enter", ENTER, "\"code\":\"forbidden\"");
    g_auto(Guest) again = come(house, 'a');
    ask_and_expect(house, &again, "room.enter", ENTER ",\"take_over\":true",
                   "\"code\":\"forbidden\"");
}

static void test_lock_and_end(House *house, const void *data) {
    g_auto(Guest) host = enter(house, 'h');
    g_auto(Guest) guest = come(house, 'a');
    g_auto(Guest) waiting = come(house, 'w');
    SwitchboardStats stats;
    ask_and_expect(house, &waiting, "room.enter", ENTER, "room.waiting");
    hear_all(house, &host);
    ask_and_expect(house, &host, "room.lock", "\"locked\":true", "{\"type\":\"ok\"");
    ask_and_expect(house, &guest, "room.enter", ENTER, "\"code\":\"conflict\"");
    expect_later(house, &host, "room.changed", "\"locked\":true");
    ask(house, &host, "room.end", "");
    fake_rooms_settle(&house->rooms);
    EXPECT(&house->clients, host.id, "room.removed", "\"why\":\"ended\"");
    EXPECT(&house->clients, waiting.id, "room.removed", "\"why\":\"ended\"");
    EXPECT(&house->clients, host.id, "{\"type\":\"ok\"");
    switchboard_get_stats(house->clients.board, &stats);
    g_assert_cmpuint(stats.rooms, ==, 0);
    ask_and_expect(house, &guest, "room.enter", ENTER, "\"code\":\"gone\"");
}

static void test_chat_off(House *house, const void *data) {
    g_auto(Guest) host = enter(house, 'h');
    g_auto(Guest) guest = enter(house, 'a');
    hear_all(house, &host);
    ask_and_expect(house, &host, "room.settings",
                   "\"chat\":\"nobody\",\"screens\":\"one\",\"lobby\":false", "{\"type\":\"ok\"");
    hear_all(house, &guest);
    ask_and_expect(house, &guest, "room.chat", "\"text\":\"hello\"", "\"code\":\"forbidden\"");
    expect_later(house, &host, "\"settings\":{\"chat\":\"nobody\"", "\"joined\":[]");
}

static void test_unsaid(House *house, const void *data) {
    g_auto(Guest) host = enter(house, 'h');
    g_auto(Guest) guest = enter(house, 'a');
    hear_all(house, &host);
    hear_all(house, &guest);
    ask_and_expect(house, &guest, "room.chat", "\"text\":\"rude\"", "room.said");
    hear_all(house, &host);
    ask_and_expect(house, &host, "room.chat_remove", "\"message\":1", "{\"type\":\"room.unsaid\"");
    g_auto(Guest) late = come(house, 'b');
    ask_and_expect(house, &late, "room.enter", ENTER, "\"said\":[]");
}

/* ---- hands, resume, another screen ---- */

static void test_resume_keeps_hand(House *house, const void *data) {
    g_auto(Guest) host = enter(house, 'h');
    g_auto(Guest) guest = enter(house, 'a');
    hear_all(house, &guest);
    ask_and_expect(house, &guest, "room.hand", "\"raised\":true", "{\"type\":\"ok\"");
    hear_all(house, &host);
    fake_client_lose(&house->clients, guest.id);
    expect_later(house, &host, "\"away\":true", "\"hand\":1");
    fake_clients_pass_ms(&house->clients, 50 * 1000);
    come_again(house, &guest, 'a');
    ask_and_expect(house, &guest, "room.enter", ENTER, "\"hand\":1");
    expect_later(house, &host, "\"away\":false", "\"hand\":1");
    fake_clients_pass_ms(&house->clients, 50 * 1000); /* the minute starts anew */
    expect_nothing(house, &host);
    fake_client_lose(&house->clients, guest.id);
    hear_all(house, &host);
    fake_clients_pass_ms(&house->clients, 60 * 1000);
    fake_rooms_settle(&house->rooms);
    expect_later(house, &host, "\"left\":[", guest.session);
    g_autofree char *kinds = fake_rooms_kinds(&house->rooms);
    g_assert_cmpstr(kinds, ==, "entered entered hand left");
}

/* A seat that was resumed is away until it enters: its old line is told nothing. */
static void test_resumed_elsewhere(House *house, const void *data) {
    g_auto(Guest) host = enter(house, 'h');
    g_auto(Guest) guest = enter(house, 'a');
    WsId old = guest.id;
    hear_all(house, &guest);
    come_again(house, &guest, 'a');
    hear_all(house, &host);
    ask_and_expect(house, &host, "room.chat", "\"text\":\"x\"", "room.said");
    g_assert_cmpuint(fake_client_waiting(&house->clients, old), ==, 0);
    g_assert_cmpuint(fake_client_waiting(&house->clients, guest.id), ==, 0);
    ask_and_expect(house, &guest, "room.enter", ENTER, "\"text\":\"x\"");
    fake_client_lose(&house->clients, old); /* the service says it late */
    ask_and_expect(house, &host, "room.chat", "\"text\":\"y\"", "room.said");
    EXPECT(&house->clients, guest.id, "\"text\":\"y\"");
}

static void test_another_screen(House *house, const void *data) {
    g_auto(Guest) host = enter(house, 'h');
    g_auto(Guest) phone = enter(house, 'a');
    g_auto(Guest) tv = come(house, 'a');
    hear_all(house, &phone);
    ask_and_expect(house, &phone, "room.hand", "\"raised\":true", "{\"type\":\"ok\"");
    hear_all(house, &phone);
    hear_all(house, &host);
    ask_and_expect(house, &tv, "room.enter", ENTER, "\"code\":\"conflict\"");
    ask_and_expect(house, &tv, "room.enter", ENTER ",\"take_over\":true", "\"hand\":1");
    EXPECT(&house->clients, phone.id, "room.removed", "\"why\":\"moved\"");
    expect_later(house, &host, tv.session, phone.session);
    ask_and_expect(house, &phone, "room.chat", "\"text\":\"x\"", "\"code\":\"conflict\"");
}

static void test_leave(House *house, const void *data) {
    g_auto(Guest) host = enter(house, 'h');
    g_auto(Guest) guest = enter(house, 'a');
    SwitchboardStats stats;
    hear_all(house, &host);
    ask_and_expect(house, &guest, "room.leave", "", "{\"type\":\"ok\"");
    expect_later(house, &host, "\"left\":[", guest.session);
    fake_client_say(&house->clients, host.id, "{\"type\":\"bye\",\"id\":8}");
    fake_rooms_settle(&house->rooms);
    switchboard_get_stats(house->clients.board, &stats);
    g_assert_cmpuint(stats.rooms, ==, 0);
    g_autofree char *kinds = fake_rooms_kinds(&house->rooms);
    g_assert_cmpstr(kinds, ==, "entered entered left left");
}

/* ---- a vote ---- */

#define QUESTION                                                                                   \
    "\"question\":\"?\",\"choices\":[\"yes\",\"no\"],\"majority\":\"expected_half\","              \
    "\"quorum\":\"half\",\"tellers\":[],\"written\":[],\"secret\":"

static char *open_vote(House *house, const Guest *host, const char *is_secret) {
    g_autofree char *more = g_strconcat(QUESTION, is_secret, NULL);
    hear_all(house, host);
    ask_and_expect(house, host, "vote.open", more, "{\"type\":\"ok\"");
    const RoomFact *opened = house->rooms.facts->pdata[house->rooms.facts->len - 1];
    return g_strdup_printf("\"vote\":\"%s\"", opened->vote->id);
}

static void cast(House *house, const Guest *guest, const char *vote, const char *expected) {
    g_autofree char *more = g_strconcat(vote, ",\"choice\":0", NULL);
    ask_and_expect(house, guest, "vote.cast", more, expected);
}

static void test_vote(House *house, const void *data) {
    g_auto(Guest) host = enter(house, 'h');
    g_auto(Guest) a = enter(house, 'a');
    g_auto(Guest) b = enter(house, 'b');
    g_autofree char *vote = open_vote(house, &host, "false");
    hear_all(house, &a);
    hear_all(house, &b);
    cast(house, &host, vote, "\"code\":\"forbidden\"");
    cast(house, &a, vote, "{\"type\":\"ok\"");
    cast(house, &a, vote, "\"code\":\"conflict\"");
    cast(house, &b, vote, "{\"type\":\"ok\"");
    expect_later(house, &b, "\"n_voted\":2", "\"state\":\"open\"");
    hear_all(house, &host);
    ask_and_expect(house, &a, "vote.close", vote, "\"code\":\"forbidden\"");
    hear_all(house, &a);
    ask_and_expect(house, &host, "vote.close", vote, "{\"type\":\"ok\"");
    expect_later(house, &host, "\"result\":\"passed\"", "\"counts\":[{\"count\":2},{\"count\":0}]");
}

/* ---- pictures and sounds ---- */

static void test_media(House *house, const void *data) {
    g_auto(Guest) guest = enter(house, 'a');
    hear_all(house, &guest);
    ask(house, &guest, "media.publish", "\"sdp\":\"v=0\"");
    g_autofree char *offered = g_strdup_printf("publish %s held 4", guest.session);
    g_assert_cmpstr(house->rooms.media->pdata[house->rooms.media->len - 1], ==, offered);
    RoomMediaAnswer answer = {.ticket = house->rooms.last_offer,
                              .room = FAKE_ROOM,
                              .session = guest.session,
                              .peer = "p1",
                              .sdp = "v=0 answer"};
    switchboard_answer_media(house->clients.board, &answer);
    EXPECT(&house->clients, guest.id,
           "{\"type\":\"media.answer\",\"re\":7,\"peer\":\"p1\",\"sdp\":\"v=0 answer\"}");
    ask_and_expect(house, &guest, "media.show", "\"peer\":\"p2\",\"wishes\":[]", "not_found");
    ask_and_expect(house, &guest, "media.show", "\"peer\":\"p1\",\"wishes\":[]", "\"ok\"");
    RoomMediaEvent line = {.kind = ROOM_MEDIA_LINE,
                           .room = FAKE_ROOM,
                           .session = guest.session,
                           .peer = "p1",
                           .line = MEDIA_LINE_LOW,
                           .bps = 300000};
    switchboard_on_media(house->clients.board, &line);
    EXPECT(&house->clients, guest.id, "\"state\":\"low\",\"bps\":300000}");
    const char *const loud[] = {guest.session, NULL};
    RoomMediaEvent speakers = {.kind = ROOM_MEDIA_SPEAKERS, .room = FAKE_ROOM, .speakers = loud};
    switchboard_on_media(house->clients.board, &speakers);
    EXPECT(&house->clients, guest.id, "media.speakers", guest.session);
    ask_and_expect(house, &guest, "media.close", "\"peer\":\"p1\"", "\"ok\"");
    line.kind = ROOM_MEDIA_GONE; /* of what he closed himself */
    switchboard_on_media(house->clients.board, &line);
    g_assert_cmpuint(fake_client_waiting(&house->clients, guest.id), ==, 0);
    fake_client_lose(&house->clients, guest.id);
    g_ptr_array_set_size(house->rooms.media, 0);
    switchboard_answer_media(house->clients.board, &answer); /* came too late */
    g_autofree char *left = g_strdup_printf("leave %s p1", guest.session);
    g_assert_cmpstr(house->rooms.media->pdata[0], ==, left);
}

static void test_too_many_peers(House *house, const void *data) {
    g_auto(Guest) guest = enter(house, 'a');
    hear_all(house, &guest);
    for (unsigned i = 0; i < ROOM_HOUSE_MAX_PEERS; i++) {
        g_autofree char *peer = g_strdup_printf("p%u", i);
        ask(house, &guest, "media.view", "\"sdp\":\"v=0\"");
        RoomMediaAnswer answer = {.ticket = house->rooms.last_offer,
                                  .room = FAKE_ROOM,
                                  .session = guest.session,
                                  .peer = peer,
                                  .sdp = "v=0"};
        switchboard_answer_media(house->clients.board, &answer);
        EXPECT(&house->clients, guest.id, "media.answer");
    }
    ask_and_expect(house, &guest, "media.view", "\"sdp\":\"v=0\"", "\"code\":\"conflict\"");
}

/* ---- a crash ---- */

static void test_crash(House *house, const void *data) {
    g_auto(Guest) host = enter(house, 'h');
    g_auto(Guest) a = enter(house, 'a');
    g_auto(Guest) b = enter(house, 'b');
    g_autofree char *vote = open_vote(house, &host, "true");
    hear_all(house, &a);
    hear_all(house, &b);
    cast(house, &a, vote, "{\"type\":\"ok\"");
    ask_and_expect(house, &b, "room.hand", "\"raised\":true", "{\"type\":\"ok\"");
    ask_and_expect(house, &a, "room.chat", "\"text\":\"kept\"", "room.said");
    g_autofree char *mute = naming(&b, ",\"sources\":[\"camera\"],\"held\":true");
    hear_all(house, &host);
    ask_and_expect(house, &host, "room.mute", mute, "{\"type\":\"ok\"");
    ask_and_expect(house, &host, "room.lock", "\"locked\":true", "{\"type\":\"ok\"");
    fake_clients_clear(&house->clients);
    fake_rooms_start(&house->rooms, &house->clients);
    g_auto(Guest) b_again = come(house, 'b'); /* a new seat */
    ask(house, &b_again, "room.enter", ENTER);
    fake_rooms_settle(&house->rooms);
    EXPECT(&house->clients, b_again.id, "\"locked\":true", "\"text\":\"kept\"", "\"hand\":1",
           "\"held\":[\"camera\"]", "\"n_voted\":1", "\"away\":true", b_again.session);
    hear_all(house, &b_again);
    cast(house, &b_again, vote, "{\"type\":\"ok\"");
    g_auto(Guest) a_again = enter(house, 'a');
    cast(house, &a_again, vote, "\"code\":\"conflict\""); /* has voted */
    hear_all(house, &a_again);
    fake_clients_pass_ms(&house->clients, 60 * 1000); /* the host does not come back */
    fake_rooms_settle(&house->rooms);
    expect_later(house, &a_again, "\"left\":[", host.session);
}

/* ---- a talk ---- */

static void test_talk(House *house, const void *data) {
    g_auto(Guest) one = enter(house, 'h');
    g_auto(Guest) other = enter(house, 'a');
    g_auto(Guest) third = come(house, 'w');
    g_auto(Guest) late = come(house, 'b');
    ask_and_expect(house, &third, "room.enter", ENTER, "room.waiting");
    g_autofree char *admit = naming(&third, ",\"admitted\":true");
    hear_all(house, &one);
    hear_all(house, &other);
    ask_and_expect(house, &one, "room.admit", admit, "{\"type\":\"ok\"");
    g_assert_cmpuint(fake_client_waiting(&house->clients, third.id), ==, 0);
    ask_and_expect(house, &other, "room.admit", admit, "{\"type\":\"ok\"");
    EXPECT(&house->clients, third.id, "{\"type\":\"room\",\"room\":");
    ask_and_expect(house, &late, "room.enter", ENTER, "\"code\":\"not_found\"");
    hear_all(house, &one);
    ask_and_expect(house, &one, "room.chat", "\"text\":\"between us\"", "room.said");
    g_autofree char *kinds = fake_rooms_kinds(&house->rooms);
    g_assert_cmpstr(kinds, ==, "entered entered accepted accepted entered");
}

/* ---- nobody keeps rooms ---- */

static void test_unavailable(House *house, const void *data) {
    FakeClients clients;
    fake_clients_init(&clients, 10, 10);
    WsId id = fake_client_hello(&clients, FAKE_ACCOUNT_A, NULL, NULL, NULL);
    static const char *const TEXTS[] = {
        "{\"type\":\"room.enter\",\"id\":1," ENTER "}",
        "{\"type\":\"room.hand\",\"id\":1,\"raised\":true}",
        "{\"type\":\"room.chat\",\"id\":1,\"text\":\"x\"}",
        "{\"type\":\"vote.cast\",\"id\":1,\"vote\":\"" FAKE_ROOM "\",\"choice\":0}",
        "{\"type\":\"media.view\",\"id\":1,\"sdp\":\"v=0\"}",
        "{\"type\":\"media.close\",\"id\":1,\"peer\":\"p\"}",
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(TEXTS); i++) {
        fake_client_say(&clients, id, TEXTS[i]);
        EXPECT(&clients, id, "\"re\":1", "\"code\":\"unavailable\"");
    }
    fake_clients_clear(&clients);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    fake_clock_install();
    static const struct {
        const char *path;
        void (*run)(House *, const void *);
        RoomKind kind;
    } TESTS[] = {
        {"/rooms/enter", test_enter, ROOM_GROUP},
        {"/rooms/stored_before_told", test_stored_before_told, ROOM_GROUP},
        {"/rooms/lost_answer", test_lost_answer, ROOM_GROUP},
        {"/rooms/lobby", test_lobby, ROOM_GROUP},
        {"/rooms/refused_and_lost_in_lobby", test_refused_and_lost_in_lobby, ROOM_GROUP},
        {"/rooms/mute_and_remove", test_mute_and_remove, ROOM_GROUP},
        {"/rooms/lock_and_end", test_lock_and_end, ROOM_GROUP},
        {"/rooms/chat_off", test_chat_off, ROOM_GROUP},
        {"/rooms/unsaid", test_unsaid, ROOM_GROUP},
        {"/rooms/resume_keeps_hand", test_resume_keeps_hand, ROOM_GROUP},
        {"/rooms/resumed_elsewhere", test_resumed_elsewhere, ROOM_GROUP},
        {"/rooms/another_screen", test_another_screen, ROOM_GROUP},
        {"/rooms/leave", test_leave, ROOM_GROUP},
        {"/rooms/vote", test_vote, ROOM_GROUP},
        {"/rooms/media", test_media, ROOM_GROUP},
        {"/rooms/too_many_peers", test_too_many_peers, ROOM_GROUP},
        {"/rooms/crash", test_crash, ROOM_GROUP},
        {"/rooms/talk", test_talk, ROOM_TALK},
        {"/rooms/unavailable", test_unavailable, ROOM_GROUP},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(TESTS); i++)
        g_test_add(TESTS[i].path, House, GINT_TO_POINTER(TESTS[i].kind), set_up, TESTS[i].run,
                   tear_down);
    return g_test_run();
}
