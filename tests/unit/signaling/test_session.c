/* Seats: hello, resume, loss, the end; with a fake clock. */
#include <string.h>

#include "base/clock.h"
#include "base/ws_types.h"
#include "signaling/protocol/message.h"
#include "signaling/session/session.h"
#include "tests/support/fake_clients.h"

static void set_up(FakeClients *clients, const void *data) {
    fake_clients_init(clients, 10, 4);
}

static void tear_down(FakeClients *clients, const void *data) {
    fake_clients_clear(clients);
}

static unsigned n_sessions(FakeClients *clients) {
    SwitchboardStats stats;
    switchboard_get_stats(clients->board, &stats);
    return stats.sessions;
}

static unsigned n_links(FakeClients *clients) {
    SwitchboardStats stats;
    switchboard_get_stats(clients->board, &stats);
    return stats.links;
}

#define HELLO "{\"type\":\"hello\",\"id\":1,\"client\":\"tv\",\"locale\":\"en\"}"

static void test_hello(FakeClients *clients, const void *data) {
    SeatIdentity identity = {
        .account_id = FAKE_ACCOUNT_A,
        .name = "li",
        .display_name = "Li \"Lei\"",
        .roles = IDENTITY_ADMINISTRATOR | IDENTITY_MEMBER | IDENTITY_CLERK,
    };
    WsId id = fake_client_open_as(clients, &identity);
    fake_client_say(clients, id, HELLO);
    EXPECT(clients, id, "{\"type\":\"welcome\",\"re\":1,\"session\":\"", "\"resumed\":false",
           "\"resume_within_s\":60", "\"now_us\":", "\"ping_every_s\":25",
           "\"account\":{\"id\":\"" FAKE_ACCOUNT_A
           "\",\"name\":\"li\",\"display_name\":\"Li \\\"Lei\\\"\","
           "\"roles\":[\"administrator\",\"clerk\",\"member\"]}");
    g_assert_cmpuint(fake_client_waiting(clients, id), ==, 0);
}

static void test_screen(FakeClients *clients, const void *data) {
    SeatIdentity identity = {.account_id = FAKE_ACCOUNT_A,
                             .name = FAKE_ACCOUNT_A,
                             .display_name = "河东村 电视",
                             .roles = IDENTITY_SCREEN};
    WsId id = fake_client_open_as(clients, &identity);
    fake_client_say(clients, id, HELLO);
    EXPECT(clients, id, "\"roles\":[\"screen\"]}");
}

/* ---- notices ---- */

static const char NOTICE[] = "{\"type\":\"notice\",\"kind\":\"transfer.asked\"}";

static void notify(FakeClients *clients, const char *const *account_ids, const char *subject) {
    SwitchboardNotice notice = {.account_ids = account_ids,
                                .kind = message_notice_kind("transfer.asked"),
                                .subject = subject};
    switchboard_notify(clients->board, &notice);
}

static void test_notice(FakeClients *clients, const void *data) {
    WsId one = fake_client_hello(clients, FAKE_ACCOUNT_A, NULL, NULL, NULL);
    WsId two = fake_client_hello(clients, FAKE_ACCOUNT_A, NULL, NULL, NULL);
    WsId silent = fake_client_open(clients, FAKE_ACCOUNT_A);
    WsId other = fake_client_hello(clients, FAKE_ACCOUNT_B, NULL, NULL, NULL);
    notify(clients, (const char *const[]){FAKE_ACCOUNT_A, "nobody", NULL}, NULL);
    EXPECT(clients, one, NOTICE);
    EXPECT(clients, two, NOTICE);
    g_assert_cmpuint(fake_client_waiting(clients, silent), ==, 0);
    g_assert_cmpuint(fake_client_waiting(clients, other), ==, 0);
    notify(clients, (const char *const[]){FAKE_ACCOUNT_A, FAKE_ACCOUNT_B, NULL}, FAKE_ACCOUNT_B);
    EXPECT(clients, other,
           "{\"type\":\"notice\",\"kind\":\"transfer.asked\",\"subject\":\"" FAKE_ACCOUNT_B "\"}");
    EXPECT(clients, two, FAKE_ACCOUNT_B);
}

static void test_notice_for_a_lost_seat(FakeClients *clients, const void *data) {
    WsId id = fake_client_hello(clients, FAKE_ACCOUNT_A, NULL, NULL, NULL);
    fake_client_lose(clients, id);
    notify(clients, (const char *const[]){FAKE_ACCOUNT_A, NULL}, NULL);
    notify(clients, (const char *const[]){NULL}, NULL);
    g_assert_cmpuint(fake_client_waiting(clients, id), ==, 0);
}

static void test_notice_kinds(FakeClients *clients, const void *data) {
    g_assert_cmpint(message_notice_kind("export.decided"), ==, 6);
    g_assert_cmpint(message_notice_kind("notice"), ==, -1);
}

static void test_clock(FakeClients *clients, const void *data) {
    WsId id = fake_client_hello(clients, FAKE_ACCOUNT_A, NULL, NULL, NULL);
    const char *text = "{\"type\":\"clock\",\"id\":2,\"t0\":123456789}";
    int64_t received_at_us = clock_monotonic_us();
    fake_clock_push_ms(3); /* it waited in the mailbox */
    switchboard_on_text(clients->board, id, text, strlen(text), received_at_us);
    g_autofree char *wanted =
        g_strdup_printf("{\"type\":\"clock\",\"re\":2,\"t0\":123456789,\"t1\":%" G_GINT64_FORMAT
                        ",\"t2\":%" G_GINT64_FORMAT ",\"wall_us\":%" G_GINT64_FORMAT "}",
                        received_at_us, received_at_us + 3000, clock_wall_us());
    g_autofree char *found = fake_client_take(clients, id);
    g_assert_cmpstr(found, ==, wanted);
}

static void test_no_hello(FakeClients *clients, const void *data) {
    WsId silent = fake_client_open(clients, FAKE_ACCOUNT_A);
    WsId wrong = fake_client_open(clients, FAKE_ACCOUNT_A);
    WsId right = fake_client_hello(clients, FAKE_ACCOUNT_A, NULL, NULL, NULL);
    fake_client_say(clients, wrong, "{\"type\":\"ping\",\"id\":3}");
    fake_clients_pass_ms(clients, LINK_HELLO_TIMEOUT_S * 1000 - 10);
    g_assert_cmpuint(fake_client_close_code(clients, silent), ==, 0);
    fake_clients_pass_ms(clients, 20);
    g_assert_cmpuint(fake_client_close_code(clients, silent), ==, CLOSE_SIGN_IN_NEEDED);
    g_assert_cmpuint(fake_client_close_code(clients, wrong), ==, CLOSE_SIGN_IN_NEEDED);
    fake_clients_pass_ms(clients, 600 * 1000);
    g_assert_cmpuint(fake_client_close_code(clients, right), ==, 0);
    fake_client_say(clients, silent, HELLO); /* too late */
    g_assert_cmpuint(n_sessions(clients), ==, 1);
}

/* ---- resume ---- */

static void test_resume(FakeClients *clients, const void *data) {
    g_autofree char *resume = NULL, *session = NULL, *resume2 = NULL, *session2 = NULL;
    WsId first = fake_client_hello(clients, FAKE_ACCOUNT_A, NULL, &resume, &session);
    fake_client_lose(clients, first);
    g_assert_cmpuint(n_links(clients), ==, 0);
    g_assert_cmpuint(n_sessions(clients), ==, 1);
    fake_clients_pass_ms(clients, SESSION_KEEP_S * 1000 - 100);
    fake_client_hello(clients, FAKE_ACCOUNT_A, resume, &resume2, &session2);
    g_assert_cmpstr(session2, ==, session);
    g_assert_cmpstr(resume2, !=, resume);
    fake_clients_pass_ms(clients, 10 * SESSION_KEEP_S * 1000);
    g_assert_cmpuint(n_sessions(clients), ==, 1);
}

static void expect_new_seat(FakeClients *clients, const char *account_id, const char *resume,
                            const char *session) {
    g_autofree char *session2 = NULL;
    fake_client_hello(clients, account_id, resume, NULL, &session2);
    g_assert_cmpstr(session2, !=, session);
}

static void test_resume_too_late(FakeClients *clients, const void *data) {
    g_autofree char *resume = NULL, *session = NULL;
    WsId first = fake_client_hello(clients, FAKE_ACCOUNT_A, NULL, &resume, &session);
    fake_client_lose(clients, first);
    fake_clients_pass_ms(clients, SESSION_KEEP_S * 1000 + 10);
    g_assert_cmpuint(n_sessions(clients), ==, 0);
    expect_new_seat(clients, FAKE_ACCOUNT_A, resume, session);
}

static void test_resume_by_another(FakeClients *clients, const void *data) {
    g_autofree char *resume = NULL, *session = NULL;
    WsId first = fake_client_hello(clients, FAKE_ACCOUNT_A, NULL, &resume, &session);
    expect_new_seat(clients, FAKE_ACCOUNT_B, resume, session);
    g_assert_cmpuint(fake_client_close_code(clients, first), ==, 0);
}

static void test_resume_token_is_used_once(FakeClients *clients, const void *data) {
    g_autofree char *resume = NULL, *session = NULL;
    fake_client_lose(clients, fake_client_hello(clients, FAKE_ACCOUNT_A, NULL, &resume, &session));
    fake_client_lose(clients, fake_client_hello(clients, FAKE_ACCOUNT_A, resume, NULL, NULL));
    expect_new_seat(clients, FAKE_ACCOUNT_A, resume, session);
}

/* The server has not yet noticed that the old connection is dead. */
static void test_take_over(FakeClients *clients, const void *data) {
    g_autofree char *resume = NULL, *session = NULL, *session2 = NULL;
    WsId old = fake_client_hello(clients, FAKE_ACCOUNT_A, NULL, &resume, &session);
    WsId new = fake_client_hello(clients, FAKE_ACCOUNT_A, resume, NULL, &session2);
    g_assert_cmpstr(session2, ==, session);
    g_assert_cmpuint(fake_client_close_code(clients, old), ==, CLOSE_REPLACED);
    fake_client_say(clients, old, "{\"type\":\"ping\",\"id\":3}");
    g_assert_cmpuint(fake_client_waiting(clients, old), ==, 0);
    fake_client_lose(clients, old);
    fake_clients_pass_ms(clients, 2 * SESSION_KEEP_S * 1000);
    fake_client_say(clients, new, "{\"type\":\"ping\",\"id\":3}");
    EXPECT(clients, new, "pong");
}

static void test_bye(FakeClients *clients, const void *data) {
    g_autofree char *resume = NULL, *session = NULL;
    WsId id = fake_client_hello(clients, FAKE_ACCOUNT_A, NULL, &resume, &session);
    fake_client_say(clients, id, "{\"type\":\"bye\",\"id\":3}");
    EXPECT(clients, id, "{\"type\":\"ok\",\"re\":3}");
    g_assert_cmpuint(fake_client_close_code(clients, id), ==, WS_CLOSE_NORMAL);
    g_assert_cmpuint(n_sessions(clients), ==, 0);
    fake_client_lose(clients, id);
    expect_new_seat(clients, FAKE_ACCOUNT_A, resume, session);
}

/* ---- limits ---- */

static void test_limit_per_account(FakeClients *clients, const void *data) {
    WsId ids[4];
    for (unsigned i = 0; i < G_N_ELEMENTS(ids); i++)
        ids[i] = fake_client_hello(clients, FAKE_ACCOUNT_A, NULL, NULL, NULL);
    WsId refused = fake_client_open(clients, FAKE_ACCOUNT_A);
    fake_client_say(clients, refused, HELLO);
    EXPECT(clients, refused, "\"code\":\"overloaded\"", "\"re\":1");
    fake_client_hello(clients, FAKE_ACCOUNT_B, NULL, NULL, NULL); /* others are not concerned */
    fake_client_lose(clients, ids[2]);
    fake_client_say(clients, refused, HELLO); /* the lost seat makes room */
    EXPECT(clients, refused, "welcome");
    g_assert_cmpuint(n_sessions(clients), ==, 5);
}

static void test_limit_of_all(FakeClients *clients, const void *data) {
    g_autofree char *resume_lost_first = NULL, *resume_lost_last = NULL;
    WsId lost_first = 0, lost_last = 0;
    for (unsigned i = 0; i < 10; i++) {
        g_autofree char *account_id = g_strdup_printf("01890a5d-ac96-774b-bcce-00000000000%u", i);
        WsId id = fake_client_hello(clients, account_id, NULL,
                                    i == 7   ? &resume_lost_first
                                    : i == 3 ? &resume_lost_last
                                             : NULL,
                                    NULL);
        lost_first = i == 7 ? id : lost_first;
        lost_last = i == 3 ? id : lost_last;
    }
    WsId refused = fake_client_open(clients, FAKE_ACCOUNT_A);
    fake_client_say(clients, refused, HELLO);
    EXPECT(clients, refused, "\"code\":\"overloaded\"");
    fake_client_lose(clients, lost_first);
    fake_client_lose(clients, lost_last);
    fake_client_say(clients, refused, HELLO); /* the seat that was lost first makes room */
    EXPECT(clients, refused, "welcome");
    g_assert_cmpuint(n_sessions(clients), ==, 10);
    WsId back = fake_client_open(clients, "01890a5d-ac96-774b-bcce-000000000003");
    g_autofree char *hello =
        g_strdup_printf("{\"type\":\"hello\",\"id\":1,\"client\":\"tv\",\"locale\":\"en\","
                        "\"resume\":\"%s\"}",
                        resume_lost_last);
    fake_client_say(clients, back, hello);
    EXPECT(clients, back, "\"resumed\":true");
}

static void test_a_flood_of_lost_seats_is_bounded(FakeClients *clients, const void *data) {
    for (unsigned i = 0; i < 1000; i++)
        fake_client_lose(clients, fake_client_hello(clients, FAKE_ACCOUNT_A, NULL, NULL, NULL));
    g_assert_cmpuint(n_sessions(clients), ==, 4);
    g_assert_cmpuint(n_links(clients), ==, 0);
}

/* ---- the end of a sign-in ---- */

static void test_drop(FakeClients *clients, const void *data) {
    SeatIdentity phone = {.account_id = FAKE_ACCOUNT_A, .session_id = "phone"};
    SeatIdentity pc = {.account_id = FAKE_ACCOUNT_A, .session_id = "pc"};
    g_autofree char *resume = NULL;
    WsId on_phone = fake_client_open_as(clients, &phone);
    WsId on_pc = fake_client_open_as(clients, &pc);
    WsId before_hello = fake_client_open_as(clients, &phone);
    WsId lost = fake_client_hello(clients, FAKE_ACCOUNT_A, NULL, &resume, NULL);
    WsId other = fake_client_hello(clients, FAKE_ACCOUNT_B, NULL, NULL, NULL);
    fake_client_say(clients, on_phone, HELLO);
    fake_client_say(clients, on_pc, HELLO);
    fake_client_lose(clients, lost);
    g_assert_cmpuint(n_sessions(clients), ==, 4);

    switchboard_drop(clients->board, FAKE_ACCOUNT_A, "phone");
    g_assert_cmpuint(fake_client_close_code(clients, on_phone), ==, CLOSE_SIGN_IN_NEEDED);
    g_assert_cmpuint(fake_client_close_code(clients, before_hello), ==, CLOSE_SIGN_IN_NEEDED);
    g_assert_cmpuint(fake_client_close_code(clients, on_pc), ==, 0);
    g_assert_cmpuint(n_sessions(clients), ==, 3);
    fake_client_lose(clients, on_phone);

    switchboard_drop(clients->board, FAKE_ACCOUNT_A, NULL);
    g_assert_cmpuint(fake_client_close_code(clients, on_pc), ==, CLOSE_SIGN_IN_NEEDED);
    g_assert_cmpuint(fake_client_close_code(clients, other), ==, 0);
    g_assert_cmpuint(n_sessions(clients), ==, 1); /* the lost seat cannot be resumed either */
    switchboard_drop(clients->board, "nobody", NULL);
}

static void test_sign_in_ends(FakeClients *clients, const void *data) {
    SeatIdentity identity = {
        .account_id = FAKE_ACCOUNT_A,
        .expires_at_us = clock_wall_us() + 90 * CLOCK_US_PER_S,
    };
    WsId id = fake_client_open_as(clients, &identity);
    fake_client_say(clients, id, HELLO);
    fake_clients_pass_ms(clients, 89 * 1000);
    g_assert_cmpuint(fake_client_close_code(clients, id), ==, 0);
    fake_clients_pass_ms(clients, 2 * 1000);
    g_assert_cmpuint(fake_client_close_code(clients, id), ==, CLOSE_SIGN_IN_NEEDED);
}

/* ---- the end of the server ---- */

static void test_moved(FakeClients *clients, const void *data) {
    WsId id = fake_client_hello(clients, FAKE_ACCOUNT_A, NULL, NULL, NULL);
    WsId late = fake_client_open(clients, FAKE_ACCOUNT_A);
    switchboard_move(clients->board, "wss://b.example/ws");
    EXPECT(clients, id, "{\"type\":\"moved\",\"url\":\"wss://b.example/ws\"}");
    fake_client_say(clients, late, HELLO);
    EXPECT(clients, late, "{\"type\":\"moved\",\"url\":\"wss://b.example/ws\"}");
    g_assert_cmpuint(fake_client_close_code(clients, late), ==, WS_CLOSE_NORMAL);
    switchboard_move(clients->board, NULL);
    fake_client_hello(clients, FAKE_ACCOUNT_A, NULL, NULL, NULL);
    g_assert_cmpuint(fake_client_waiting(clients, id), ==, 0);
}

static void test_stopping(FakeClients *clients, const void *data) {
    WsId id = fake_client_hello(clients, FAKE_ACCOUNT_A, NULL, NULL, NULL);
    WsId before_hello = fake_client_open(clients, FAKE_ACCOUNT_A);
    switchboard_say_stopping(clients->board);
    EXPECT(clients, id, "{\"type\":\"stopping\"}");
    g_assert_cmpuint(fake_client_waiting(clients, before_hello), ==, 0);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    fake_clock_install();
    static const struct {
        const char *path;
        void (*run)(FakeClients *, const void *);
    } TESTS[] = {
        {"/session/hello", test_hello},
        {"/session/screen", test_screen},
        {"/session/notice", test_notice},
        {"/session/notice_for_a_lost_seat", test_notice_for_a_lost_seat},
        {"/session/notice_kinds", test_notice_kinds},
        {"/session/clock", test_clock},
        {"/session/no_hello", test_no_hello},
        {"/session/resume", test_resume},
        {"/session/resume_too_late", test_resume_too_late},
        {"/session/resume_by_another", test_resume_by_another},
        {"/session/resume_token_is_used_once", test_resume_token_is_used_once},
        {"/session/take_over", test_take_over},
        {"/session/bye", test_bye},
        {"/session/limit_per_account", test_limit_per_account},
        {"/session/limit_of_all", test_limit_of_all},
        {"/session/a_flood_of_lost_seats_is_bounded", test_a_flood_of_lost_seats_is_bounded},
        {"/session/drop", test_drop},
        {"/session/sign_in_ends", test_sign_in_ends},
        {"/session/moved", test_moved},
        {"/session/stopping", test_stopping},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(TESTS); i++)
        g_test_add(TESTS[i].path, FakeClients, NULL, set_up, TESTS[i].run, tear_down);
    return g_test_run();
}
