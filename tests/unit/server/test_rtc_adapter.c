/* The SFU as the settings say: ports side by side, what is busy, what is off, its numbers. */
#include "server/rtc_adapter.h"

#include <arpa/inet.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "server/rtc_metrics.h"
#include "tests/unit/server/temp_dir.h"

#define N_WORKERS  3u
#define DEADLINE_S 30

static TokenKeys *keys;

static Settings settings_of(const char *listen) {
    return (Settings){.http_listen = (char *)"127.0.0.1:0",
                      .rtc_listen = (char *)listen,
                      .rtc_workers = N_WORKERS};
}

static RtcAdapter *start(const Settings *settings, GError **error) {
    const RtcAdapterOptions options = {
        .settings = settings, .http_listen = settings->http_listen, .keys = keys};
    return rtc_adapter_start(&options, error);
}

static void test_ports(void) {
    Settings settings = settings_of(NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(RtcAdapter) adapter = start(&settings, &error);
    g_assert_no_error(error);
    const Rtc *rtc = rtc_adapter_rtc(adapter);
    unsigned first = rtc_port(rtc, 0);
    g_assert_cmpuint(rtc_n_workers(rtc), ==, N_WORKERS);
    for (unsigned i = 0; i < N_WORKERS; i++)
        g_assert_cmpuint(rtc_port(rtc, i), ==, first + i);
    g_autofree char *wanted = g_strdup_printf("127.0.0.1:%u-%u", first, first + N_WORKERS - 1);
    g_assert_cmpstr(rtc_adapter_ports(adapter), ==, wanted);
    rtc_adapter_stop(adapter);
}

/* The last of the ports is somebody else's: one sentence, and none of the others is kept. */
static void test_busy(void) {
    Settings settings = settings_of(NULL);
    g_autoptr(RtcAdapter) other = start(&settings, NULL);
    unsigned last = rtc_port(rtc_adapter_rtc(other), N_WORKERS - 1);
    g_autofree char *listen = g_strdup_printf("127.0.0.1:%u", last);
    settings.rtc_listen = listen;
    for (unsigned i = 0; i < 2; i++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(start(&settings, &error));
        g_assert_error(error, BASE_ERROR, ERROR_IO);
        g_assert_true(g_str_has_prefix(error->message, "rtc.listen '127.0.0.1:"));
        g_assert_nonnull(strstr(error->message, "Address already in use"));
    }
}

static void test_off(void) {
    Settings settings = settings_of("off");
    g_autoptr(RtcAdapter) adapter = start(&settings, NULL);
    g_assert_nonnull(adapter);
    g_assert_null(rtc_adapter_rtc(adapter));
    g_assert_null(rtc_adapter_ports(adapter));
    rtc_adapter_stop(adapter);
}

static void send_noise(unsigned port) {
    static const uint8_t noise[] = {0x55, 0xaa, 0x55, 0xaa};
    const struct sockaddr_in to = {.sin_family = AF_INET,
                                   .sin_port = htons((uint16_t)port),
                                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    g_assert_cmpint(sendto(fd, noise, sizeof noise, 0, (const struct sockaddr *)&to, sizeof to), ==,
                    sizeof noise);
    close(fd);
}

static void test_metrics(void) {
    Settings settings = settings_of(NULL);
    g_autoptr(RtcAdapter) adapter = start(&settings, NULL);
    const Rtc *rtc = rtc_adapter_rtc(adapter);
    RtcStats stats = {0};
    send_noise(rtc_port(rtc, 1));
    for (int64_t end_us = g_get_monotonic_time() + DEADLINE_S * G_USEC_PER_SEC;
         stats.malformed == 0 && g_get_monotonic_time() < end_us;) {
        g_usleep(10000);
        rtc_get_worker_stats(rtc, 1, &stats);
    }
    g_assert_cmpuint(stats.malformed, ==, 1);
    g_assert_cmpuint(stats.datagrams, ==, 1);
    g_assert_cmpuint(stats.datagram_bytes, ==, 4);
    g_autoptr(GString) text = g_string_new(NULL);
    rtc_metrics_write(rtc, text);
    g_assert_nonnull(strstr(text->str, "\ntongping_rtc_malformed_total{worker=\"0\"} 0\n"
                                       "tongping_rtc_malformed_total{worker=\"1\"} 1\n"));
    g_assert_nonnull(strstr(text->str, "\ntongping_rtc_peers{worker=\"2\"} 0\n"));
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/rtc_adapter/ports", test_ports);
    g_test_add_func("/rtc_adapter/busy", test_busy);
    g_test_add_func("/rtc_adapter/off", test_off);
    g_test_add_func("/rtc_adapter/metrics", test_metrics);
    char *folder = temp_dir_new();
    keys = token_keys_open(folder, NULL);
    int status = g_test_run();
    token_keys_free(keys);
    temp_dir_remove(folder);
    return status;
}
