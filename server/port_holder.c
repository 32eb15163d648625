#include "server/port_holder.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define LINE_MAX_BYTES 256  /* those of the kernel have at most 150 */
#define STATE_LISTEN   0x0a /* TCP_LISTEN, net/tcp_states.h of Linux */

/* sl local:port remote:port st tx:rx tr:when retrnsmt uid timeout inode, proc(5) */
static uint64_t parse_line(const char *line, unsigned port) {
    unsigned line_port = 0, state = 0;
    unsigned long long inode = 0;
    int n = sscanf(line, " %*d: %*[0-9A-Fa-f]:%x %*[0-9A-Fa-f]:%*x %x %*s %*s %*s %*d %*d %llu",
                   &line_port, &state, &inode);
    return n == 3 && line_port == port && state == STATE_LISTEN ? inode : 0;
}

/* A busy server has tens of thousands of lines: each is copied, so that no function looks for the
 * end of the whole text again and again. */
uint64_t port_holder_parse(const char *text, unsigned port) {
    char line[LINE_MAX_BYTES];
    const char *end = text + strlen(text);
    uint64_t inode = 0;
    for (const char *at = text, *next; at < end && inode == 0; at = next) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        next = newline ? newline + 1 : end;
        g_snprintf(line, sizeof line, "%.*s", (int)MIN((size_t)(next - at), sizeof line - 1), at);
        inode = at == text ? 0 : parse_line(line, port);
    }
    return inode;
}

static uint64_t find_inode(unsigned port) {
    static const char *const FILES[] = {"/proc/net/tcp", "/proc/net/tcp6"};
    uint64_t inode = 0;
    for (unsigned i = 0; i < G_N_ELEMENTS(FILES) && inode == 0; i++) {
        g_autofree char *text = NULL;
        if (g_file_get_contents(FILES[i], &text, NULL, NULL))
            inode = port_holder_parse(text, port);
    }
    return inode;
}

static bool has_socket(const char *process, const char *socket) {
    g_autofree char *path = g_build_filename("/proc", process, "fd", NULL);
    GDir *folder = g_dir_open(path, 0, NULL);
    bool found = false;
    for (const char *name; folder && !found && (name = g_dir_read_name(folder));) {
        g_autofree char *link = g_build_filename(path, name, NULL);
        g_autofree char *target = g_file_read_link(link, NULL);
        found = target && g_str_equal(target, socket);
    }
    if (folder)
        g_dir_close(folder);
    return found;
}

static char *describe(const char *process) {
    g_autofree char *path = g_build_filename("/proc", process, "comm", NULL);
    g_autofree char *name = NULL;
    if (!g_file_get_contents(path, &name, NULL, NULL))
        name = g_strdup("a program");
    return g_strdup_printf("%s (process %s)", g_strchomp(name), process);
}

char *port_holder_find(unsigned port, int *ret_process) {
    uint64_t inode = find_inode(port);
    if (inode == 0)
        return NULL;
    g_autofree char *socket = g_strdup_printf("socket:[%" G_GUINT64_FORMAT "]", inode);
    GDir *processes = g_dir_open("/proc", 0, NULL);
    char *holder = NULL;
    for (const char *name; processes && !holder && (name = g_dir_read_name(processes));) {
        if (!g_ascii_isdigit(*name) || !has_socket(name, socket))
            continue;
        holder = describe(name);
        if (ret_process)
            *ret_process = (int)g_ascii_strtoll(name, NULL, 10);
    }
    if (processes)
        g_dir_close(processes);
    return holder;
}
