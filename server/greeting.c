#include "server/greeting.h"

#include <string.h>

static void add_demo(const Greeting *greeting, GString *out) {
    g_string_append(out, "The sample county is running.\n\n");
    g_string_append_printf(out, "  %s/\n", greeting->internal_url);
    if (!g_str_equal(greeting->internal_url, greeting->public_url))
        g_string_append_printf(out, "  %s/\n", greeting->public_url);
    g_string_append(out, "\n  account           password\n");
    for (unsigned i = 0; i < BOOTSTRAP_N_DEMO; i++)
        g_string_append_printf(out, "  %-18s%s\n", greeting->demo[i].name,
                               greeting->demo[i].password);
    g_string_append_c(out, '\n');
}

/* The secret stands in the fragment, which browsers do not send: no proxy logs it. */
static void add_setup(const Greeting *greeting, GString *out) {
    g_string_append_printf(out,
                           "There is no account yet. This link makes the first administrator; it "
                           "works once and until the next start:\n\n  %s/setup#token=%s\n\n",
                           greeting->internal_url, greeting->setup_secret);
}

char *greeting_text(const Greeting *greeting) {
    GString *out = g_string_new(NULL);
    if (greeting->demo)
        add_demo(greeting, out);
    if (greeting->setup_secret)
        add_setup(greeting, out);
    if (greeting->has_qr) {
        g_autofree char *url = g_strconcat(greeting->internal_url, "/", NULL);
        g_autofree char *code = qr_terminal(url, greeting->colours);
        if (code)
            g_string_append_printf(out, "%s%s\n\n", code, url);
    }
    return g_string_free(out, FALSE);
}

char *greeting_ready_line(const ReadyLine *line) {
    const char *colon = strrchr(line->listen, ':');
    int n_host = colon ? (int)(colon - line->listen) : (int)strlen(line->listen);
    GString *out = g_string_new(NULL);
    g_string_append_printf(out, "READY http=%.*s:%u", n_host, line->listen, line->port);
    if (line->has_tls)
        g_string_append_printf(out, " https=%.*s:%u", n_host, line->listen, line->port);
    if (line->rtmp)
        g_string_append_printf(out, " rtmp=%s", line->rtmp);
    if (line->srt)
        g_string_append_printf(out, " srt=%s", line->srt);
    if (line->rtc)
        g_string_append_printf(out, " rtc=%s", line->rtc);
    return g_string_free(out, FALSE);
}
