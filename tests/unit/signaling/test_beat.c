/* The message beat: what goes to the port, and where its answer ends. */
#include "tests/support/fake_clients.h"

#include <string.h>

#include "base/error.h"

#define CONTACT "BkQ2hBMA2AeEwq9mTZ5w"
#define VIEWING "01890a5d-ac96-774b-bcce-b302099a8003"
#define ONE(sequence)                                                                              \
    "{\"sequence\":" #sequence ",\"state\":\"hidden\",\"position_ms\":10,\"rate\":1.5,"            \
    "\"language\":\"zh-CN\",\"latency_ms\":-1,\"seen\":[{\"from_ms\":0,\"to_ms\":10}],"            \
    "\"is_final\":false}"
#define BEAT(id, more, beats)                                                                      \
    "{\"type\":\"beat\",\"id\":" #id ",\"viewing\":\"" VIEWING "\"," more "\"beats\":[" beats "]}"

static void set_up(FakeClients *clients, const void *data) {
    fake_clients_init(clients, 100, 100);
}

static void tear_down(FakeClients *clients, const void *data) {
    fake_clients_clear(clients);
}

static void answer(FakeClients *clients, const SeatTicket *ticket, const GError *error) {
    const SeatBeatsAnswer stored = {error, 2, CONTACT, true, -1};
    switchboard_answer_beat(clients->board, ticket, &stored);
}

static void test_stored(FakeClients *clients, const void *data) {
    WsId id = fake_client_hello(clients, FAKE_ACCOUNT_A, NULL, NULL, NULL);
    fake_client_say(clients, id, BEAT(5, "", ONE(1) "," ONE(2)));
    g_assert_cmpuint(fake_client_waiting(clients, id), ==, 0);
    g_assert_cmpstr(clients->beats->pdata[0], ==, FAKE_ACCOUNT_A " " VIEWING " - 2 2 3 10");
    fake_client_say(clients, id, BEAT(6, "\"token\":\"abc\",", ONE(3)));
    g_assert_cmpstr(clients->beats->pdata[1], ==, FAKE_ACCOUNT_A " " VIEWING " abc 1 3 3 10");
    answer(clients, &clients->last_ticket, NULL);
    EXPECT(clients, id,
           "{\"type\":\"beat_stored\",\"re\":6,\"sequence\":2,\"contact\":\"" CONTACT
           "\",\"is_elsewhere\":true}");
    const SeatBeatsAnswer credited = {NULL, 3, CONTACT, false, 1380000};
    fake_client_say(clients, id, BEAT(7, "", ONE(3)));
    switchboard_answer_beat(clients->board, &clients->last_ticket, &credited);
    EXPECT(clients, id, "\"re\":7", "\"is_elsewhere\":false,\"credited_ms\":1380000}");
}

static void test_refused(FakeClients *clients, const void *data) {
    WsId id = fake_client_hello(clients, FAKE_ACCOUNT_A, NULL, NULL, NULL);
    g_autoptr(GError) error =
        g_error_new_literal(BASE_ERROR, ERROR_NOT_FOUND, "cannot find this viewing");
    fake_client_say(clients, id, BEAT(5, "", ONE(1)));
    answer(clients, &clients->last_ticket, error);
    EXPECT(clients, id, "\"re\":5", "\"code\":\"not_found\"", "cannot find this viewing\"}");
    g_autoptr(GError) full = g_error_new_literal(BASE_ERROR, ERROR_OVERLOADED, "too many");
    answer(clients, &clients->last_ticket, full);
    EXPECT(clients, id, "\"re\":5", "\"code\":\"overloaded\"", "\"retry_after_ms\":2001");
    clients->refuses_beats = true;
    fake_client_say(clients, id, BEAT(6, "", ONE(1)));
    EXPECT(clients, id, "\"re\":6", "\"code\":\"overloaded\"");
    fake_client_say(clients, id, BEAT(7, "", ""));
    EXPECT(clients, id, "\"code\":\"invalid\"");
    g_assert_cmpuint(clients->beats->len, ==, 1);
}

/* The seat may be lost, resumed elsewhere, or a stranger's by the time the answer comes. */
static void test_gone(FakeClients *clients, const void *data) {
    g_autofree char *resume = NULL;
    WsId id = fake_client_hello(clients, FAKE_ACCOUNT_A, NULL, &resume, NULL);
    fake_client_say(clients, id, BEAT(5, "", ONE(1)));
    SeatTicket ticket = clients->last_ticket;
    fake_client_lose(clients, id);
    answer(clients, &ticket, NULL);
    WsId next = fake_client_hello(clients, FAKE_ACCOUNT_A, resume, NULL, NULL);
    answer(clients, &ticket, NULL);
    g_assert_cmpuint(fake_client_waiting(clients, next), ==, 0);
    WsId other = fake_client_hello(clients, FAKE_ACCOUNT_B, NULL, NULL, NULL);
    ticket.link = other; /* the same number, another seat */
    answer(clients, &ticket, NULL);
    g_assert_cmpuint(fake_client_waiting(clients, other), ==, 0);
}

static void test_closing(FakeClients *clients, const void *data) {
    WsId id = fake_client_hello(clients, FAKE_ACCOUNT_A, NULL, NULL, NULL);
    fake_client_say(clients, id, BEAT(5, "", ONE(1)));
    switchboard_drop(clients->board, FAKE_ACCOUNT_A, NULL);
    answer(clients, &clients->last_ticket, NULL);
    g_assert_cmpuint(fake_client_waiting(clients, id), ==, 0);
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    fake_clock_install();
    g_test_add("/beat/stored", FakeClients, NULL, set_up, test_stored, tear_down);
    g_test_add("/beat/refused", FakeClients, NULL, set_up, test_refused, tear_down);
    g_test_add("/beat/gone", FakeClients, NULL, set_up, test_gone, tear_down);
    g_test_add("/beat/closing", FakeClients, NULL, set_up, test_closing, tear_down);
    return g_test_run();
}
