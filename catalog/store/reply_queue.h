/* Answers on their way from a database thread to the workers that asked: gathered for each worker,
 * one post for all that are ready, in order; kept while a mailbox is full. Owned by one thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "base/worker.h"

typedef struct ReplyQueue ReplyQueue;

/* Runs on the asking worker, or (`is_lost`) where the queue is freed or flushed when that worker
 * has stopped. Frees the answer. */
typedef void (*ReplyDeliverFn)(void *take_answer, bool is_lost);

ReplyQueue *reply_queue_new(ReplyDeliverFn deliver);
/* What was not delivered is lost. */
void reply_queue_free(ReplyQueue *queue);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ReplyQueue, reply_queue_free)

void reply_queue_push(ReplyQueue *queue, Worker *worker, void *take_answer);

/* Posts what waits. False when answers are left, because a mailbox is full: call again later. */
bool reply_queue_flush(ReplyQueue *queue);
