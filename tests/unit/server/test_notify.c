#include "server/notify.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <glib.h>

#include "tests/unit/server/temp_dir.h"

/* Listens as systemd does, on a file or (with '@') on an abstract name. */
static int listen_on(const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    g_strlcpy(address.sun_path, path, sizeof address.sun_path);
    if (path[0] == '@')
        address.sun_path[0] = '\0';
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    socklen_t length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(path));
    g_assert_cmpint(bind(fd, (struct sockaddr *)&address, length), ==, 0);
    return fd;
}

static void assert_told(const char *path) {
    char text[64] = "";
    int fd = listen_on(path);
    g_setenv("NOTIFY_SOCKET", path, TRUE);
    notify_state("READY=1");
    g_assert_cmpint(recv(fd, text, sizeof text - 1, 0), ==, 7);
    g_assert_cmpstr(text, ==, "READY=1");
    close(fd);
}

static void test_told(void) {
    char *folder = temp_dir_new();
    g_autofree char *path = g_build_filename(folder, "notify", NULL);
    g_autofree char *name = g_strdup_printf("@tongping-test-%d", (int)getpid());
    assert_told(path);
    assert_told(name);
    temp_dir_remove(folder);
}

/* Whatever stands there, nothing happens. */
static void test_silent(void) {
    g_autofree char *long_path = g_strnfill(300, '/');
    const char *const names[] = {"", "relative", long_path, "/nowhere/notify"};
    for (unsigned i = 0; i < G_N_ELEMENTS(names); i++) {
        g_setenv("NOTIFY_SOCKET", names[i], TRUE);
        notify_state("READY=1");
    }
    g_unsetenv("NOTIFY_SOCKET");
    notify_state("READY=1");
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/notify/told", test_told);
    g_test_add_func("/notify/silent", test_silent);
    return g_test_run();
}
