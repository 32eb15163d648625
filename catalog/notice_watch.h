/* Short messages between requests: queues them, gives them out one batch at a time, notes what came
 * of it. */
#pragma once

#include "catalog/api/api_env.h"
#include "catalog/meeting/notice_port.h"

typedef struct NoticeWatch {
    NoticePort port;
    Store *store;        /* borrowed */
    Worker *worker;      /* the api thread; borrowed */
    const char *address; /* base URL of links, or NULL; borrowed */
    atomic_bool is_busy; /* a batch is out */
} NoticeWatch;

/* Every few seconds, any thread. */
void notice_watch_tick(NoticeWatch *watch);
