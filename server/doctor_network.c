#include "server/doctor_checks.h"

#include <errno.h>
#include <netdb.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <unistd.h>

#include "catalog/store/data_dir.h"
#include "server/addresses.h"
#include "server/media_places.h"
#include "server/port_holder.h"
#include "server/rtc_places.h"

/* 0 when the address is free, else the errno of binding; -1 when it is no numeric address. */
static int try_bind(const char *host, unsigned port, int type) {
    char service[8];
    g_snprintf(service, sizeof service, "%u", port);
    struct addrinfo hints = {.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE,
                             .ai_socktype = type};
    struct addrinfo *list = NULL;
    if (getaddrinfo(host, service, &hints, &list) != 0)
        return -1;
    int fd = socket(list->ai_family, type | SOCK_CLOEXEC, 0);
    int yes = 1;
    /* As the gate does: connections of a server that ended a moment ago do not count. */
    if (type == SOCK_STREAM)
        (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    bool is_free = bind(fd, list->ai_addr, list->ai_addrlen) == 0 &&
                   (type != SOCK_STREAM || listen(fd, 1) == 0);
    int outcome = is_free ? 0 : errno;
    freeaddrinfo(list);
    close(fd);
    return outcome;
}

/* The process id in the lock of the data directory: our server, if it runs; 0: none. */
static int lock_owner(const char *directory) {
    g_autofree char *path = g_build_filename(directory, DATA_DIR_LOCK_NAME, NULL);
    g_autofree char *text = NULL;
    return g_file_get_contents(path, &text, NULL, NULL) ? (int)g_ascii_strtoll(text, NULL, 10) : 0;
}

static DoctorFinding judge_used_port(const Settings *settings, const char *listen, unsigned port) {
    int process = 0;
    g_autofree char *holder = port_holder_find(port, &process);
    if (holder && process == lock_owner(settings->data_directory))
        return doctor_ok("This server runs on %s: %s.", listen, holder);
    return doctor_problem("Stop that program, or choose another port with --listen.",
                          "%s is in use by %s.", listen,
                          holder ? holder : "a program of another account");
}

DoctorFinding doctor_network_port(const Settings *settings) {
    g_autofree char *listen = settings_listen(settings);
    g_autofree char *host = NULL;
    unsigned port = 0;
    if (!addresses_split_listen(listen, &host, &port))
        return doctor_problem("Write it as ADDR:PORT.", "'%s' is no address to listen on.", listen);
    switch (try_bind(host, port, SOCK_STREAM)) {
    case 0:
        return doctor_ok("%s is free.", listen);
    case -1:
        return doctor_problem("Use a numeric address; 0.0.0.0 means all.",
                              "'%s' is no numeric address.", host);
    case EADDRINUSE:
        return judge_used_port(settings, listen, port);
    case EACCES:
        return doctor_problem("Run as root, give the program CAP_NET_BIND_SERVICE, or choose a "
                              "port from 1024 up.",
                              "Port %u needs a privilege this account does not have.", port);
    case EADDRNOTAVAIL:
        return doctor_problem("Use an address of this machine ('ip address' lists them), or "
                              "0.0.0.0 for all.",
                              "This machine does not have the address %s.", host);
    default:
        return doctor_problem(NULL, "Cannot listen on %s: %s.", listen, g_strerror(errno));
    }
}

/* ---- ports of encoders and of people's media ---- */

typedef struct MediaPort {
    const char *name;   /* of what comes there */
    const char *remedy; /* when another program has it */
    int type;           /* SOCK_STREAM, SOCK_DGRAM */
} MediaPort;

static const MediaPort RTMP = {"RTMP", "Stop that program, or set live.rtmp_listen.", SOCK_STREAM},
                       SRT = {"SRT", "Stop that program, or set live.srt_listen.", SOCK_DGRAM},
                       RTC = {"people's media", "Stop that program, or set rtc.listen.",
                              SOCK_DGRAM};

/* Is it our own server that has it? The lock is held only while one runs. */
static bool is_ours(const Settings *settings, unsigned port, int type) {
    int process = 0, owner = lock_owner(settings->data_directory);
    if (type == SOCK_DGRAM) /* no file of /proc tells the holders of UDP ports from connections */
        return owner > 0 && kill(owner, 0) == 0;
    g_autofree char *holder = port_holder_find(port, &process);
    return holder && process == owner;
}

/* `n_ports` side by side, beginning with that of `listen`. */
static DoctorFinding check_ports(const Settings *settings, const MediaPort *kind,
                                 const char *listen, unsigned n_ports) {
    const char *name = kind->name;
    g_autofree char *host = NULL;
    unsigned port = 0;
    int failure = 0;
    if (!listen)
        return doctor_ok("%s is off.", name);
    if (!addresses_split_listen(listen, &host, &port))
        return doctor_problem("Write it as ADDR:PORT, or off.",
                              "'%s' is no address to listen on for %s.", listen, name);
    unsigned last = port == 0 ? 0 : port + n_ports - 1;
    while ((failure = try_bind(host, port, kind->type)) == 0 && port < last)
        port++;
    if (failure == 0)
        return doctor_ok("%s is free for %s.", listen, name);
    if (failure == EADDRINUSE && is_ours(settings, port, kind->type))
        return doctor_ok("This server takes %s on %s.", name, listen);
    return doctor_problem(kind->remedy, "Cannot listen on port %u of %s for %s: %s.", port, host,
                          name, failure < 0 ? "it is no numeric address" : g_strerror(failure));
}

DoctorFinding doctor_network_rtmp(const Settings *settings) {
    g_autofree char *http = settings_listen(settings);
    g_autofree char *listen = media_places_rtmp(settings, http);
    return check_ports(settings, &RTMP, listen, 1);
}

DoctorFinding doctor_network_srt(const Settings *settings) {
    g_autofree char *http = settings_listen(settings);
    g_autofree char *listen = media_places_srt(settings, http);
    return check_ports(settings, &SRT, listen, 1);
}

DoctorFinding doctor_network_rtc(const Settings *settings) {
    g_autofree char *http = settings_listen(settings);
    g_autofree char *listen = rtc_places_listen(settings, http);
    return check_ports(settings, &RTC, listen, rtc_places_n_workers(settings));
}

/* ---- addresses ---- */

static bool is_own(const char *host, char *const *local) {
    return addresses_is_loopback(host) || g_strv_contains((const char *const *)local, host);
}

DoctorFinding doctor_network_addresses(const Settings *settings) {
    g_auto(GStrv) local = addresses_list_local();
    g_autofree char *joined = local[0] ? g_strjoinv(", ", local) : g_strdup("none");
    g_autofree char *host = NULL;
    if (!settings->address_internal)
        return doctor_ok("Addresses of this machine: %s. address.internal is not set: the first "
                         "is used.",
                         joined);
    if (!addresses_parse_url("address.internal", settings->address_internal, NULL, &host, NULL))
        return doctor_problem("Write it as http://HOST:PORT.",
                              "address.internal: '%s' is no address.", settings->address_internal);
    if (!g_hostname_is_ip_address(host) || is_own(host, local))
        return doctor_ok("Links inside the network lead to %s.", settings->address_internal);
    return doctor_warning("If it is not the address of a router or proxy in front, correct it.",
                          "address.internal is %s, but this machine has: %s.",
                          settings->address_internal, joined);
}
