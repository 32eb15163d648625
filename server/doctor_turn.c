#include "server/doctor_checks.h"

#include <netdb.h>
#include <stdbool.h>
#include <string.h>

#include "base/clock.h"
#include "server/command.h"
#include "server/ice_servers.h"
#include "server/turn_probe.h"

#define EXAMPLE_SECRET "CHANGE-ME" /* deploy/turnserver.conf.example */
#define SECRET_MIN     16u         /* characters; "openssl rand -hex 32" has 64 */
#define LOOK_UP_US     (5 * CLOCK_US_PER_S)
#define ALL_US         (20 * CLOCK_US_PER_S) /* of all servers; the last one may go on */
#define HOST_MAX       256u
#define PORT           "3478" /* RFC 7065 §3.2 */
#define PORT_OF_TLS    "5349"

/* One of rtc.turn_urls, taken apart; ice_servers_check() has read it. */
typedef struct TurnUrl {
    char host[HOST_MAX], port[8];
    TurnTransport transport;
    bool is_dtls;
} TurnUrl;

static void read_url(const char *url, TurnUrl *ret_url) {
    bool is_secure = g_str_has_prefix(url, "turns:");
    const char *query = strchr(url, '?'), *host = strchr(url, ':') + 1;
    g_autofree char *authority = g_strndup(host, query ? (size_t)(query - host) : strlen(host));
    bool is_bracketed = *authority == '[';
    char *end = is_bracketed ? strchr(authority, ']') : NULL;
    char *colon = strrchr(end ? end : authority, ':');
    bool by_tcp = query ? g_str_has_suffix(query, "=tcp") : is_secure;
    g_strlcpy(ret_url->port,
              colon       ? colon + 1
              : is_secure ? PORT_OF_TLS
                          : PORT,
              sizeof ret_url->port);
    if (colon)
        *colon = '\0';
    if (end)
        *end = '\0';
    g_strlcpy(ret_url->host, authority + is_bracketed, sizeof ret_url->host);
    ret_url->is_dtls = is_secure && !by_tcp;
    ret_url->transport = !by_tcp ? TURN_BY_UDP : is_secure ? TURN_BY_TLS : TURN_BY_TCP;
}

/* ---- the name ---- */

/* A numeric address: the first one of the name. The look-up is a program's, for it can be stopped
 * in time. Caller frees; NULL: the name leads nowhere. */
static char *look_up(const char *host) {
    const char *const query[] = {"getent", "ahosts", host, NULL};
    g_autofree char *said = NULL;
    if (g_hostname_is_ip_address(host))
        return g_strdup(host);
    if (command_run(query, LOOK_UP_US, &said) != COMMAND_SUCCEEDED || !said)
        return NULL;
    size_t length = strcspn(said, " \t\n");
    return length > 0 ? g_strndup(said, length) : NULL;
}

/* ---- what a server does ---- */

static DoctorFinding judge(const char *url, TurnOutcome outcome) {
    switch (outcome) {
    case TURN_UNREACHABLE:
        return doctor_problem("Start it there, and open its port in the firewalls between.",
                              "Nobody listens at %s.", url);
    case TURN_SILENT:
        return doctor_problem("See that it is a TURN server and that firewalls let its port "
                              "through, by UDP too.",
                              "%s gives no answer of a TURN server.", url);
    case TURN_WITHOUT_TLS:
        return doctor_problem("Give it a certificate (coturn: cert, pkey), or announce it as "
                              "turn:…?transport=tcp.",
                              "%s is announced with TLS, and does not speak it.", url);
    case TURN_DISTRUSTED:
        return doctor_warning("Give it a certificate of this name that browsers believe; one of "
                              "our own authority must be installed on the devices.",
                              "%s answers, but this machine does not believe its certificate.",
                              url);
    default:
        return doctor_ok("%s answers.", url);
    }
}

static DoctorFinding ask(const char *text, const TurnUrl *url) {
    const struct addrinfo hints = {.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV};
    struct addrinfo *list = NULL;
    g_autofree char *address = look_up(url->host);
    if (!address || getaddrinfo(address, url->port, &hints, &list) != 0)
        return doctor_problem("Correct it in rtc.turn_urls, or in the name service; devices look "
                              "it up, too.",
                              "%s: the name %s leads to no address.", text, url->host);
    const TurnPlace place = {list->ai_addr, list->ai_addrlen, url->transport, url->host};
    TurnOutcome outcome = turn_probe_ask(&place);
    freeaddrinfo(list);
    return judge(text, outcome);
}

/* ---- all of it ---- */

static bool has_finding(const DoctorFinding *finding) {
    return finding->sentence && finding->status != DOCTOR_OK;
}

/* The first one with something to be done, problems before warnings. */
static DoctorFinding ask_all(const IceServers *servers) {
    int64_t until_us = clock_monotonic_us() + ALL_US;
    g_auto(DoctorFinding) worst = {0};
    unsigned n_asked = 0, n_all = g_strv_length((char **)servers->urls);
    for (unsigned i = 0; i < n_all && clock_monotonic_us() < until_us; i++) {
        TurnUrl url;
        read_url(servers->urls[i], &url);
        if (url.is_dtls)
            continue;
        DoctorFinding finding = ask(servers->urls[i], &url);
        n_asked++;
        if (has_finding(&finding) && finding.status > worst.status) {
            doctor_finding_clear(&worst);
            worst = finding;
        } else {
            doctor_finding_clear(&finding);
        }
    }
    if (has_finding(&worst)) {
        DoctorFinding told = worst;
        worst = (DoctorFinding){0};
        return told;
    }
    if (n_asked < n_all)
        return doctor_warning("Look at the others from a device: /check says whether TURN works.",
                              "%u of %u TURN servers answer; the others were not asked (DTLS, or "
                              "no time was left).",
                              n_asked, n_all);
    return doctor_ok("TURN: %s.", n_all == 1 ? "the server answers" : "all servers answer");
}

DoctorFinding doctor_turn_check(const Settings *settings) {
    IceServers servers;
    g_autoptr(GError) error = NULL;
    if (!ice_servers_check(settings, &error))
        return doctor_problem("Correct it in the configuration.", "%s.", error->message);
    if (!ice_servers_of(settings, &servers))
        return doctor_ok("No TURN server is set up: devices whose network lets neither UDP nor TCP "
                         "through to rtc.listen can see and hear nobody in rooms.");
    if (strcmp(servers.secret, EXAMPLE_SECRET) == 0)
        return doctor_problem("Make one with 'openssl rand -hex 32', here and at the TURN server.",
                              "rtc.turn_secret is that of the example, which everybody knows.");
    if (strlen(servers.secret) < SECRET_MIN)
        return doctor_warning("Make one with 'openssl rand -hex 32', here and at the TURN server.",
                              "rtc.turn_secret is so short that it can be guessed.");
    return ask_all(&servers);
}
