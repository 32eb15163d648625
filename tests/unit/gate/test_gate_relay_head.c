#include "base/gate/gate_relay_head.h"

#include <string.h>

static void parse(const char *text, GateHead *head) {
    HttpScan scan = {0};
    HttpRefusal refusal;
    size_t used;
    g_assert_cmpint(http_head_parse(&scan, text, strlen(text), head, &used, &refusal), ==,
                    HTTP_PARSE_DONE);
    g_strlcpy(head->peer, "192.0.2.7", sizeof head->peer);
}

static void assert_written(const char *request, const char *expected) {
    GateHead head;
    parse(request, &head);
    char text[RELAY_REQUEST_HEAD_MAX_BYTES];
    size_t length = gate_relay_head_write(text, sizeof text, &head);
    g_autofree char *copy = g_strndup(text, length);
    g_assert_cmpstr(copy, ==, expected);
}

static void test_request_heads(void) {
    assert_written("GET /api/v1/x?y=1 HTTP/1.1\r\nHost: a:1\r\nConnection: keep-alive, X-Hop\r\n"
                   "X-Hop: 1\r\nKeep-Alive: 5\r\nTE: trailers\r\nUpgrade: h2c\r\n"
                   "X-Forwarded-For: 6.6.6.6\r\nx-forwarded-proto: https\r\nX-Forwarded-Evil: 1\r\n"
                   "Forwarded: for=6.6.6.6\r\nX-Real-IP: 6.6.6.6\r\nCookie: c=d\r\n\r\n",
                   "GET /api/v1/x?y=1 HTTP/1.1\r\nHost: a:1\r\nCookie: c=d\r\n"
                   "X-Forwarded-For: 192.0.2.7\r\nX-Forwarded-Proto: http\r\n"
                   "Connection: close\r\n\r\n");
    assert_written("POST http://b/x HTTP/1.1\r\nHost: a\r\nContent-Length: 7\r\n\r\n",
                   "POST /x HTTP/1.1\r\nHost: b\r\nContent-Length: 7\r\n"
                   "X-Forwarded-For: 192.0.2.7\r\nX-Forwarded-Proto: http\r\n"
                   "Connection: close\r\n\r\n");
    assert_written("GET /x HTTP/1.0\r\n\r\n",
                   "GET /x HTTP/1.1\r\nHost: gate\r\n"
                   "X-Forwarded-For: 192.0.2.7\r\nX-Forwarded-Proto: http\r\n"
                   "Connection: close\r\n\r\n");
    assert_written("GET /x HTTP/1.1\r\nHost: a\r\nConnection: X-A\r\nConnection: close, X-B\r\n"
                   "X-A: 1\r\nX-B: 2\r\nX-C: 3\r\n\r\n",
                   "GET /x HTTP/1.1\r\nHost: a\r\nX-C: 3\r\n"
                   "X-Forwarded-For: 192.0.2.7\r\nX-Forwarded-Proto: http\r\n"
                   "Connection: close\r\n\r\n");
    assert_written("POST /x HTTP/1.0\r\nHost: a\r\n\r\n",
                   "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n"
                   "X-Forwarded-For: 192.0.2.7\r\nX-Forwarded-Proto: http\r\n"
                   "Connection: close\r\n\r\n");
}

static void test_too_long(void) {
    GateHead head;
    parse("GET / HTTP/1.1\r\nHost: a\r\n\r\n", &head);
    char text[64];
    g_assert_cmpuint(gate_relay_head_write(text, sizeof text, &head), ==, 0);
}

typedef struct UpgradeCase {
    const char *request;
    GateUpgrade expected;
} UpgradeCase;

#define KEY     "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
#define UPGRADE "Host: a\r\nUpgrade: WebSocket\r\nConnection: keep-alive, upgrade\r\n"
#define VERSION "Sec-WebSocket-Version: 13\r\n"

static void test_upgrades(void) {
    static const UpgradeCase cases[] = {
        {"GET /ws HTTP/1.1\r\n" UPGRADE VERSION KEY "\r\n", GATE_UPGRADE_GOOD},
        {"GET /ws HTTP/1.1\r\nHost: a\r\n\r\n", GATE_UPGRADE_NONE},
        {"GET /ws HTTP/1.1\r\n" UPGRADE "Sec-WebSocket-Version: 8\r\n" KEY "\r\n",
         GATE_UPGRADE_NONE},
        {"GET /ws HTTP/1.1\r\n" UPGRADE VERSION "\r\n", GATE_UPGRADE_BAD},
        {"GET /ws HTTP/1.1\r\n" UPGRADE VERSION "Sec-WebSocket-Key: x\r\n\r\n", GATE_UPGRADE_BAD},
        {"GET /ws HTTP/1.0\r\n" UPGRADE VERSION KEY "\r\n", GATE_UPGRADE_BAD},
        {"POST /ws HTTP/1.1\r\n" UPGRADE VERSION KEY "\r\n", GATE_UPGRADE_BAD},
        {"GET /ws HTTP/1.1\r\n" UPGRADE VERSION KEY "Content-Length: 1\r\n\r\n", GATE_UPGRADE_BAD},
        {"GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n" VERSION KEY "\r\n",
         GATE_UPGRADE_BAD},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        GateHead head;
        parse(cases[i].request, &head);
        g_assert_cmpint(gate_relay_head_check_upgrade(&head), ==, cases[i].expected);
    }
    GateHead head;
    char text[RELAY_REQUEST_HEAD_MAX_BYTES];
    parse("GET /ws?x HTTP/1.1\r\nCookie: secret=1\r\nSec-WebSocket-Extensions: "
          "permessage-deflate\r\n" UPGRADE VERSION KEY "\r\n",
          &head);
    size_t length = gate_relay_head_write_upgrade(text, sizeof text, &head, "tongping.v1");
    g_autofree char *copy = g_strndup(text, length);
    g_assert_cmpstr(
        copy, ==,
        "GET /ws HTTP/1.1\r\nHost: gate\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" VERSION
            KEY "Sec-WebSocket-Protocol: tongping.v1\r\n\r\n");
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/gate_relay_head/request-heads", test_request_heads);
    g_test_add_func("/gate_relay_head/too-long", test_too_long);
    g_test_add_func("/gate_relay_head/upgrades", test_upgrades);
    return g_test_run();
}
