/* What a TURN server that knows the secret computes, and what a client is told of it. */
#include "server/ice_servers.h"

#define NOW_S INT64_C(1700000000)

static const char *const URLS[] = {"turn:192.0.2.1", NULL};
static const IceServers SERVERS = {URLS, "north"};

/* Made by Python's hmac. */
static void test_credential(void) {
    IceCredential credential, later, other;
    ice_servers_credential(&SERVERS, "account-1", NOW_S, &credential);
    g_assert_cmpstr(credential.username, ==, "1700043200:8723eca3323e");
    g_assert_cmpstr(credential.password, ==, "yV02vbgx1+Q8d+cwOajGyvHIFCM=");
    ice_servers_credential(&SERVERS, "account-1", NOW_S + 1, &later);
    g_assert_cmpstr(later.username, ==, "1700043201:8723eca3323e");
    g_assert_cmpstr(later.password, !=, credential.password);
    ice_servers_credential(&SERVERS, "account-2", NOW_S, &other);
    g_assert_cmpstr(other.username, !=, credential.username);
}

static void test_link(void) {
    const IceCredential credential = {"1:a", "b="};
    g_autofree char *link =
        ice_servers_link("turns:turn.example.cn:443?transport=tcp", &credential);
    g_assert_cmpstr(link, ==,
                    "<turns:turn.example.cn:443?transport=tcp>; rel=\"ice-server\"; "
                    "username=\"1:a\"; credential=\"b=\"; credential-type=\"password\"");
}

static void test_off(void) {
    char *none[] = {NULL};
    IceServers servers;
    g_assert_false(ice_servers_of(&(Settings){.rtc_turn_urls = none}, &servers));
    g_assert_false(ice_servers_of(&(Settings){0}, &servers));
    g_assert_true(ice_servers_of(
        &(Settings){.rtc_turn_urls = (char **)URLS, .rtc_turn_secret = (char *)"s"}, &servers));
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/server/ice_servers/credential", test_credential);
    g_test_add_func("/server/ice_servers/link", test_link);
    g_test_add_func("/server/ice_servers/off", test_off);
    return g_test_run();
}
