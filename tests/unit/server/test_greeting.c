#include "server/greeting.h"

#include <string.h>

static void test_ready_line(void) {
    static const struct {
        ReadyLine ready;
        const char *line;
    } ROWS[] = {
        {{"127.0.0.1:0", 8080}, "READY http=127.0.0.1:8080"},
        {{"0.0.0.0:1", 8080, true}, "READY http=0.0.0.0:8080 https=0.0.0.0:8080"},
        {{"[::1]:1", 8080}, "READY http=[::1]:8080"},
        {{"127.0.0.1:0", 8080, .rtmp = "127.0.0.1:1935", .srt = "127.0.0.1:9000"},
         "READY http=127.0.0.1:8080 rtmp=127.0.0.1:1935 srt=127.0.0.1:9000"},
        {{"127.0.0.1:0", 8080, .rtc = "127.0.0.1:7000-7001"},
         "READY http=127.0.0.1:8080 rtc=127.0.0.1:7000-7001"},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autofree char *line = greeting_ready_line(&ROWS[i].ready);
        g_assert_cmpstr(line, ==, ROWS[i].line);
    }
}

static void test_nothing_to_say(void) {
    Greeting greeting = {.internal_url = "http://a", .public_url = "http://a"};
    g_autofree char *text = greeting_text(&greeting);
    g_assert_cmpstr(text, ==, "");
}

static void test_setup(void) {
    Greeting greeting = {
        .internal_url = "http://a:1", .public_url = "http://a:1", .setup_secret = "s3cret"};
    g_autofree char *text = greeting_text(&greeting);
    g_assert_nonnull(strstr(text, " http://a:1/setup#token=s3cret\n"));
}

static void test_demo(void) {
    DemoAccount demo[BOOTSTRAP_N_DEMO];
    for (unsigned i = 0; i < BOOTSTRAP_N_DEMO; i++)
        demo[i] = (DemoAccount){"demo-admin", (char *)"pass"};
    Greeting greeting = {.internal_url = "http://10.0.0.1:1",
                         .public_url = "https://m.cn",
                         .demo = demo,
                         .has_qr = true,
                         .colours = QR_PLAIN};
    g_autofree char *text = greeting_text(&greeting);
    g_assert_nonnull(strstr(text, "  http://10.0.0.1:1/\n  https://m.cn/\n"));
    g_assert_nonnull(strstr(text, "  demo-admin        pass\n"));
    g_autofree char *code = qr_terminal("http://10.0.0.1:1/", QR_PLAIN);
    g_assert_nonnull(strstr(text, code));
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/greeting/ready-line", test_ready_line);
    g_test_add_func("/greeting/nothing-to-say", test_nothing_to_say);
    g_test_add_func("/greeting/setup", test_setup);
    g_test_add_func("/greeting/demo", test_demo);
    return g_test_run();
}
