/* Presence as clients see it: coalesced, bounded, blind to short breaks; with a fake clock. */
#include "signaling/room/presence_feed.h"

#include <string.h>

#include "base/clock.h"
#include "tests/support/fake_clients.h"

#define SUBSCRIBE   "{\"type\":\"presence.subscribe\",\"id\":5}"
#define UNSUBSCRIBE "{\"type\":\"presence.unsubscribe\",\"id\":6}"
#define AWAY        "{\"type\":\"presence.set\",\"id\":7,\"state\":\"away\"}"
#define ACTIVE      "{\"type\":\"presence.set\",\"id\":8,\"state\":\"active\"}"
#define BYE         "{\"type\":\"bye\",\"id\":9}"

static void set_up(FakeClients *clients, const void *data) {
    fake_clients_init(clients, 100000, 100000);
}

static void tear_down(FakeClients *clients, const void *data) {
    fake_clients_clear(clients);
}

static WsId watch(FakeClients *clients) {
    WsId id = fake_client_hello(clients, FAKE_ACCOUNT_A, NULL, NULL, NULL);
    fake_clients_pass_ms(clients, 2 * PRESENCE_FEED_INTERVAL_MS);
    fake_client_say(clients, id, SUBSCRIBE);
    EXPECT(clients, id, "{\"type\":\"presence\",\"re\":5,\"people\":[", "\"total\":");
    return id;
}

static void expect_nothing(FakeClients *clients, WsId id) {
    g_assert_cmpuint(fake_client_waiting(clients, id), ==, 0);
}

static void test_snapshot(FakeClients *clients, const void *data) {
    g_autofree char *session_a = NULL, *session_b = NULL;
    WsId a = fake_client_hello(clients, FAKE_ACCOUNT_A, NULL, NULL, &session_a);
    fake_client_hello(clients, FAKE_ACCOUNT_B, NULL, NULL, &session_b);
    fake_client_say(clients, a, SUBSCRIBE);
    g_autofree char *wanted = g_strdup_printf(
        "{\"type\":\"presence\",\"re\":5,\"people\":["
        "{\"session\":\"%s\",\"account\":\"%s\",\"display_name\":\"王芳\",\"client\":\"pc\","
        "\"state\":\"active\"},"
        "{\"session\":\"%s\",\"account\":\"%s\",\"display_name\":\"王芳\",\"client\":\"pc\","
        "\"state\":\"active\"}],\"total\":2}",
        session_a, FAKE_ACCOUNT_A, session_b, FAKE_ACCOUNT_B);
    g_autofree char *found = fake_client_take(clients, a);
    g_assert_cmpstr(found, ==, wanted);
}

/* Within 200 ms one message, whatever happens; all steps must be within one tick of the wheel. */
static void test_coalesced(FakeClients *clients, const void *data) {
    WsId watcher = watch(clients);
    g_autofree char *session_b = NULL, *session_c = NULL;
    WsId b = fake_client_hello(clients, FAKE_ACCOUNT_B, NULL, NULL, &session_b);
    fake_clients_pass_ms(clients, 100);
    WsId c = fake_client_hello(clients, FAKE_ACCOUNT_B, NULL, NULL, &session_c);
    fake_client_say(clients, b, AWAY);
    fake_client_say(clients, c, AWAY);
    fake_client_say(clients, c, ACTIVE);
    fake_clients_pass_ms(clients, 90);
    expect_nothing(clients, watcher);
    fake_clients_pass_ms(clients, 20);
    g_autofree char *joined_b = g_strdup_printf(
        "{\"type\":\"presence.changed\",\"joined\":[{\"session\":\"%s\"", session_b);
    EXPECT(clients, watcher, joined_b, session_c, "\"state\":\"away\"", "\"left\":[]",
           "\"changed\":[]", "\"total\":3}");
    expect_nothing(clients, watcher);

    fake_client_say(clients, b, ACTIVE);
    fake_client_say(clients, c, BYE);
    fake_clients_pass_ms(clients, 210);
    g_autofree char *rest =
        g_strdup_printf("\"joined\":[],\"left\":[\"%s\"],"
                        "\"changed\":[{\"session\":\"%s\",\"state\":\"active\"}],"
                        "\"total\":2}",
                        session_c, session_b);
    EXPECT(clients, watcher, rest);
    fake_clients_pass_ms(clients, 10000);
    expect_nothing(clients, watcher);
}

static void test_nothing_happened(FakeClients *clients, const void *data) {
    WsId watcher = watch(clients);
    WsId b = fake_client_hello(clients, FAKE_ACCOUNT_B, NULL, NULL, NULL);
    fake_client_say(clients, b, BYE);
    fake_clients_pass_ms(clients, 1000);
    expect_nothing(clients, watcher);
}

static void test_unsubscribe(FakeClients *clients, const void *data) {
    WsId watcher = watch(clients);
    fake_client_say(clients, watcher, UNSUBSCRIBE);
    EXPECT(clients, watcher, "{\"type\":\"ok\",\"re\":6}");
    fake_client_hello(clients, FAKE_ACCOUNT_B, NULL, NULL, NULL);
    fake_clients_pass_ms(clients, 1000);
    expect_nothing(clients, watcher);
}

static void test_subscription_ends_with_the_socket(FakeClients *clients, const void *data) {
    g_autofree char *resume = NULL;
    WsId old = fake_client_hello(clients, FAKE_ACCOUNT_A, NULL, &resume, NULL);
    fake_client_say(clients, old, SUBSCRIBE);
    EXPECT(clients, old, "presence");
    fake_client_lose(clients, old);
    WsId new = fake_client_hello(clients, FAKE_ACCOUNT_A, resume, NULL, NULL);
    fake_client_hello(clients, FAKE_ACCOUNT_B, NULL, NULL, NULL);
    fake_clients_pass_ms(clients, 1000);
    expect_nothing(clients, old);
    expect_nothing(clients, new);
}

static void test_short_break(FakeClients *clients, const void *data) {
    WsId watcher = watch(clients);
    g_autofree char *resume = NULL;
    WsId b = fake_client_hello(clients, FAKE_ACCOUNT_B, NULL, &resume, NULL);
    fake_clients_pass_ms(clients, 300);
    EXPECT(clients, watcher, "\"total\":2");
    fake_client_lose(clients, b);
    fake_clients_pass_ms(clients, PRESENCE_BREAK_S * 1000 - 20);
    fake_client_hello(clients, FAKE_ACCOUNT_B, resume, NULL, NULL);
    fake_clients_pass_ms(clients, 60 * 1000);
    expect_nothing(clients, watcher);
}

static void test_long_break(FakeClients *clients, const void *data) {
    WsId watcher = watch(clients);
    g_autofree char *resume = NULL, *session = NULL;
    WsId b = fake_client_hello(clients, FAKE_ACCOUNT_B, NULL, &resume, &session);
    fake_clients_pass_ms(clients, 300);
    EXPECT(clients, watcher, "\"total\":2");
    fake_client_lose(clients, b);
    fake_clients_pass_ms(clients, PRESENCE_BREAK_S * 1000 + 300);
    g_autofree char *left = g_strdup_printf("\"left\":[\"%s\"]", session);
    EXPECT(clients, watcher, left, "\"total\":1");
    fake_clients_pass_ms(clients, 20 * 1000);
    fake_client_hello(clients, FAKE_ACCOUNT_B, resume, NULL, NULL); /* his seat waited */
    fake_clients_pass_ms(clients, 300);
    EXPECT(clients, watcher, "\"joined\":[{", session, "\"total\":2");
}

/* Many watchers: the interval grows, so that the number of messages a second does not. */
static void test_many_watchers(FakeClients *clients, const void *data) {
    const unsigned n_watchers = 3000; /* 600 ms */
    g_autofree WsId *watchers = g_new(WsId, n_watchers);
    for (unsigned i = 0; i < n_watchers; i++)
        watchers[i] = fake_client_hello(clients, FAKE_ACCOUNT_A, NULL, NULL, NULL);
    for (unsigned i = 0; i < n_watchers; i++)
        fake_client_say(clients, watchers[i], SUBSCRIBE);
    fake_clients_pass_ms(clients, 1000);
    for (unsigned i = 0; i < n_watchers; i++)
        while (fake_client_waiting(clients, watchers[i]) > 0)
            g_free(fake_client_take(clients, watchers[i]));
    for (unsigned i = 0; i < 180; i++) { /* each among the visible ones, within 1.8 s */
        fake_client_say(clients, watchers[i], AWAY);
        fake_clients_pass_ms(clients, 10);
    }
    unsigned n_told = fake_client_waiting(clients, watchers[n_watchers - 1]);
    g_assert_cmpuint(n_told, >=, 2);
    g_assert_cmpuint(n_told, <=, 3);
}

static void test_crowd(FakeClients *clients, const void *data) {
    WsId watcher = watch(clients);
    for (unsigned i = 0; i < 2 * PRESENCE_VISIBLE_MAX; i++)
        fake_client_hello(clients, FAKE_ACCOUNT_B, NULL, NULL, NULL);
    fake_clients_pass_ms(clients, 300);
    g_autofree char *changed = fake_client_take(clients, watcher);
    g_autofree char *total = g_strdup_printf("\"total\":%d}", 2 * PRESENCE_VISIBLE_MAX + 1);
    g_assert_nonnull(strstr(changed, total));
    unsigned n_joined = 0;
    for (const char *p = changed; (p = strstr(p, "\"session\"")); p++)
        n_joined++;
    g_assert_cmpuint(n_joined, ==, PRESENCE_VISIBLE_MAX - 1); /* the watcher himself is one */
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    fake_clock_install();
    static const struct {
        const char *path;
        void (*run)(FakeClients *, const void *);
    } TESTS[] = {
        {"/presence_feed/snapshot", test_snapshot},
        {"/presence_feed/coalesced", test_coalesced},
        {"/presence_feed/nothing_happened", test_nothing_happened},
        {"/presence_feed/unsubscribe", test_unsubscribe},
        {"/presence_feed/subscription_ends_with_the_socket",
         test_subscription_ends_with_the_socket},
        {"/presence_feed/short_break", test_short_break},
        {"/presence_feed/long_break", test_long_break},
        {"/presence_feed/many_watchers", test_many_watchers},
        {"/presence_feed/crowd", test_crowd},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(TESTS); i++)
        g_test_add(TESTS[i].path, FakeClients, NULL, set_up, TESTS[i].run, tear_down);
    return g_test_run();
}
