#include "catalog/store/reply_queue.h"

#include "base/error.h"

/* All answers for one worker; goes to its mailbox as one post. */
typedef struct Bundle {
    Worker *worker;
    ReplyDeliverFn deliver;
    GPtrArray *answers; /* in order; delivered ones are NULL */
} Bundle;

struct ReplyQueue {
    ReplyDeliverFn deliver;
    GPtrArray *bundles; /* Bundle, owned; one for each worker that waits */
};

static void bundle_free(void *data) {
    Bundle *bundle = data;
    for (unsigned i = 0; i < bundle->answers->len; i++)
        if (bundle->answers->pdata[i])
            bundle->deliver(g_steal_pointer(&bundle->answers->pdata[i]), true);
    g_ptr_array_unref(bundle->answers);
    g_free(bundle);
}

static void deliver_bundle(void *data) {
    Bundle *bundle = data;
    for (unsigned i = 0; i < bundle->answers->len; i++)
        bundle->deliver(g_steal_pointer(&bundle->answers->pdata[i]), false);
}

ReplyQueue *reply_queue_new(ReplyDeliverFn deliver) {
    ReplyQueue *queue = g_new0(ReplyQueue, 1);
    queue->deliver = deliver;
    queue->bundles = g_ptr_array_new_with_free_func(bundle_free);
    return queue;
}

void reply_queue_free(ReplyQueue *queue) {
    if (!queue)
        return;
    g_ptr_array_unref(queue->bundles);
    g_free(queue);
}

static Bundle *bundle_of(ReplyQueue *queue, Worker *worker) {
    for (unsigned i = 0; i < queue->bundles->len; i++) {
        Bundle *bundle = queue->bundles->pdata[i];
        if (bundle->worker == worker)
            return bundle;
    }
    Bundle *bundle = g_new0(Bundle, 1);
    *bundle = (Bundle){worker, queue->deliver, g_ptr_array_new()};
    g_ptr_array_add(queue->bundles, bundle);
    return bundle;
}

void reply_queue_push(ReplyQueue *queue, Worker *worker, void *take_answer) {
    g_ptr_array_add(bundle_of(queue, worker)->answers, take_answer);
}

bool reply_queue_flush(ReplyQueue *queue) {
    for (unsigned i = 0; i < queue->bundles->len;) {
        g_autoptr(GError) error = NULL;
        Bundle *bundle = queue->bundles->pdata[i];
        if (worker_post(bundle->worker, deliver_bundle, bundle, bundle_free, &error))
            (void)g_ptr_array_steal_index_fast(queue->bundles, i); /* the mailbox owns it */
        else if (error_code(error) == ERROR_OVERLOADED)
            i++;
        else
            (void)g_ptr_array_remove_index_fast(queue->bundles, i); /* stopped: all lost */
    }
    return queue->bundles->len == 0;
}
