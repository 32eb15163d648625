#include "server/probes.h"

#include <stdatomic.h>
#include <string.h>

#include <openssl/crypto.h>

#include "server/addresses.h"
#include "server/gate_reply.h"
#include "server/metrics_text.h"

#define METRICS_EXPECTED_BYTES 16384

struct Probes {
    Networks *allow;
    char *token;            /* NULL: none */
    MetricsSources sources; /* written before `state` becomes PROBES_READY */
    _Atomic ProbesState state;
};

Probes *probes_new(const char *const *allow, const char *token, GError **error) {
    Networks *networks = networks_parse(allow, error);
    if (!networks)
        return NULL;
    Probes *probes = g_new0(Probes, 1);
    probes->allow = networks;
    probes->token = token && *token ? g_strdup(token) : NULL;
    return probes;
}

void probes_free(Probes *probes) {
    if (!probes)
        return;
    networks_free(probes->allow);
    g_free(probes->token);
    g_free(probes);
}

void probes_set_sources(Probes *probes, const MetricsSources *sources) {
    probes->sources = *sources;
}

void probes_set_state(Probes *probes, ProbesState state) {
    atomic_store(&probes->state, state);
}

static void on_health(const GateHead *head, GateTurn turn, GateAnswer *answer, void *user) {
    if (gate_reply_only_reads(head, answer))
        gate_reply_text(answer, 200, "ok");
}

static void on_ready(const GateHead *head, GateTurn turn, GateAnswer *answer, void *user) {
    static const struct {
        unsigned status;
        const char *text;
    } ANSWERS[] = {
        [PROBES_STARTING] = {503, "starting"},
        [PROBES_READY] = {200, "ready"},
        [PROBES_STOPPING] = {503, "stopping"},
    };
    const Probes *probes = user;
    ProbesState state = atomic_load(&probes->state);
    if (gate_reply_only_reads(head, answer))
        gate_reply_text(answer, ANSWERS[state].status, ANSWERS[state].text);
}

/* ---- metrics ---- */

static bool has_token(const Probes *probes, const GateHead *head) {
    static const char scheme[] = "Bearer ";
    const size_t n_scheme = sizeof scheme - 1;
    GateText field;
    if (!probes->token || !gate_head_field(head, "authorization", &field))
        return false;
    return field.length == n_scheme + strlen(probes->token) &&
           g_ascii_strncasecmp(field.at, scheme, n_scheme) == 0 &&
           CRYPTO_memcmp(field.at + n_scheme, probes->token, strlen(probes->token)) == 0;
}

/* A proxy that is not trusted hides its clients: everybody would seem to come from its address. */
static bool is_forwarded(const GateHead *head) {
    GateText ignored;
    return gate_head_field(head, "x-forwarded-for", &ignored) ||
           gate_head_field(head, "forwarded", &ignored);
}

static bool may_read(const Probes *probes, const GateHead *head) {
    if (has_token(probes, head))
        return true;
    return !is_forwarded(head) && networks_contains(probes->allow, gate_head_peer(head));
}

static GateBuffer *write_metrics(const Probes *probes) {
    GString *text = g_string_sized_new(METRICS_EXPECTED_BYTES);
    metrics_write(&probes->sources, text);
    gsize length = text->len;
    return gate_buffer_new_take(g_string_free(text, FALSE), length, g_free);
}

static void on_metrics(const GateHead *head, GateTurn turn, GateAnswer *answer, void *user) {
    const Probes *probes = user;
    if (!gate_reply_only_reads(head, answer))
        return;
    if (!may_read(probes, head)) {
        gate_reply_problem(answer, ERROR_FORBIDDEN, "metrics.allow does not name your address.");
        return;
    }
    if (atomic_load(&probes->state) != PROBES_READY) {
        gate_reply_problem(answer, ERROR_UNAVAILABLE, "The server is starting or stopping.");
        return;
    }
    g_autoptr(GateBuffer) buffer = write_metrics(probes);
    gate_reply_buffer(answer, 200, METRICS_TEXT_TYPE, buffer);
}

GateHandler probes_health_handler(Probes *probes) {
    return (GateHandler){.on_request = on_health, .user = probes};
}

GateHandler probes_ready_handler(Probes *probes) {
    return (GateHandler){.on_request = on_ready, .user = probes};
}

GateHandler probes_metrics_handler(Probes *probes) {
    return (GateHandler){.on_request = on_metrics, .user = probes};
}
