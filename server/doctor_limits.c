#include "server/doctor_checks.h"

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "server/tls_files.h"

#define OWN_DESCRIPTORS       512   /* files, pages, threads' event fds */
#define DESCRIPTORS_PER_PAIR  2     /* to the api thread, or to the ws thread behind TLS */
#define BACKLOG_WANTED        1024  /* a county that opens its pages in the same second */
#define KERNEL_BYTES_PER_PEER 16384 /* measured 7.5 to 10 KiB of an idle connection, both ends */
#define MIB                   (INT64_C(1) << 20)
#define MEMORY_PROBLEM_BYTES  (256 * MIB)
#define MEMORY_WARNING_BYTES  (1024 * MIB)

/* The `index`-th number of a file in /proc; -1 when it cannot be told. */
static int64_t read_number(const char *path, unsigned index) {
    g_autofree char *text = NULL;
    if (!g_file_get_contents(path, &text, NULL, NULL))
        return -1;
    g_auto(GStrv) words = g_strsplit_set(g_strstrip(text), " \t\n", -1);
    for (unsigned i = 0; words[i]; i++)
        if (*words[i] && index-- == 0)
            return g_ascii_strtoll(words[i], NULL, 10);
    return -1;
}

/* A plain WebSocket takes its connection's own descriptor along. */
static int64_t count_pairs(const Settings *settings) {
    g_autoptr(TlsFiles) files = tls_files_find(settings, NULL);
    bool is_plain = files && files->source == TLS_NONE;
    return settings->api_max_requests + (is_plain ? 0 : settings->ws_max_connections);
}

DoctorFinding doctor_limits_descriptors(const Settings *settings) {
    struct rlimit limit = {0};
    getrlimit(RLIMIT_NOFILE, &limit);
    int64_t needed = settings->gate_max_connections + DESCRIPTORS_PER_PAIR * count_pairs(settings) +
                     OWN_DESCRIPTORS;
    if (limit.rlim_max == RLIM_INFINITY || (int64_t)limit.rlim_max >= needed)
        return doctor_ok("Enough file descriptors: %" G_GINT64_FORMAT " are needed at most.",
                         needed);
    return doctor_warning("Set LimitNOFILE in the systemd unit (or 'ulimit -Hn'), or lower "
                          "gate.max_connections and ws.max_connections.",
                          "The settings allow connections that need %" G_GINT64_FORMAT
                          " file descriptors, the system allows %" G_GINT64_FORMAT ".",
                          needed, (int64_t)limit.rlim_max);
}

DoctorFinding doctor_limits_backlog(const Settings *settings) {
    int64_t backlog = read_number("/proc/sys/net/core/somaxconn", 0);
    if (backlog < 0)
        return doctor_ok("How many connections may wait to be accepted cannot be told here.");
    if (backlog >= BACKLOG_WANTED)
        return doctor_ok("%" G_GINT64_FORMAT " connections may wait to be accepted.", backlog);
    return doctor_warning("Run: sysctl -w net.core.somaxconn=4096, and keep it in /etc/sysctl.d/.",
                          "Only %" G_GINT64_FORMAT " connections may wait to be accepted.",
                          backlog);
}

DoctorFinding doctor_limits_socket_memory(const Settings *settings) {
    int64_t max_pages = read_number("/proc/sys/net/ipv4/tcp_mem", 2);
    int64_t needed = settings->gate_max_connections * KERNEL_BYTES_PER_PEER;
    if (max_pages < 0)
        return doctor_ok("The kernel's memory for connections cannot be told here.");
    if (max_pages * sysconf(_SC_PAGESIZE) >= needed)
        return doctor_ok("The kernel has enough memory for connections.");
    return doctor_warning("Lower gate.max_connections, add memory, or raise net.ipv4.tcp_mem.",
                          "The kernel gives connections at most %" G_GINT64_FORMAT
                          " MiB; gate.max_connections may need %" G_GINT64_FORMAT " MiB.",
                          max_pages * sysconf(_SC_PAGESIZE) / MIB, needed / MIB);
}

static int64_t available_memory_bytes(void) {
    g_autofree char *text = NULL;
    if (!g_file_get_contents("/proc/meminfo", &text, NULL, NULL))
        return -1;
    static const char label[] = "MemAvailable:";
    const char *at = strstr(text, label);
    return at ? g_ascii_strtoll(at + sizeof label - 1, NULL, 10) * 1024 : -1;
}

DoctorFinding doctor_limits_memory(const Settings *settings) {
    int64_t bytes = available_memory_bytes();
    if (bytes < 0)
        return doctor_ok("The free memory cannot be told here.");
    if (bytes < MEMORY_PROBLEM_BYTES)
        return doctor_problem("Stop other programs or add memory.",
                              "Only %" G_GINT64_FORMAT " MiB of memory are free.", bytes / MIB);
    if (bytes < MEMORY_WARNING_BYTES)
        return doctor_warning("Fine for a small county; meetings with a studio need 4 GiB.",
                              "%" G_GINT64_FORMAT " MiB of memory are free.", bytes / MIB);
    return doctor_ok("%" G_GINT64_FORMAT " MiB of memory are free.", bytes / MIB);
}

DoctorFinding doctor_limits_kernel_tls(const Settings *settings) {
    if (g_file_test("/proc/net/tls_stat", G_FILE_TEST_EXISTS))
        return doctor_ok("The kernel can encrypt for connections (kTLS).");
    return doctor_ok("The kernel does not encrypt for connections (kTLS); the server does it "
                     "itself. 'modprobe tls' may switch it on.");
}
