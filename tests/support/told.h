/* What another thread tells a test: a queue whose order ThreadSanitizer sees, too. GLib's own lock
 * is unseen (tsan.supp), so whatever is handed over by it alone looks like a race. */
#pragma once

#include <glib.h>

static unsigned told_count; /* atomic; of one file's queues */

/* On any thread. */
static inline void told_push(GAsyncQueue *queue, void *data) {
    __atomic_add_fetch(&told_count, 1, __ATOMIC_RELEASE);
    g_async_queue_push(queue, data);
}

/* NULL: nothing came within `wait_us`; 0: it does not wait. */
static inline void *told_pop(GAsyncQueue *queue, guint64 wait_us) {
    void *data =
        wait_us > 0 ? g_async_queue_timeout_pop(queue, wait_us) : g_async_queue_try_pop(queue);
    (void)__atomic_load_n(&told_count, __ATOMIC_ACQUIRE);
    return data;
}
