#include "waiter.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <glib.h>

void waiter_init(Waiter *waiter) {
    waiter->fd = eventfd(0, EFD_CLOEXEC | EFD_SEMAPHORE);
    g_assert_cmpint(waiter->fd, >=, 0);
}

void waiter_clear(Waiter *waiter) {
    close(waiter->fd);
}

void waiter_signal(Waiter *waiter) {
    g_assert_cmpint(eventfd_write(waiter->fd, 1), ==, 0);
}

void waiter_wait(Waiter *waiter, unsigned n) {
    for (unsigned i = 0; i < n; i++) {
        struct pollfd wait = {.fd = waiter->fd, .events = POLLIN};
        eventfd_t ignored;
        if (poll(&wait, 1, WAITER_DEADLINE_MS) != 1)
            g_error("waited in vain: %u of %u signals", i, n);
        g_assert_cmpint(eventfd_read(waiter->fd, &ignored), ==, 0);
    }
}
