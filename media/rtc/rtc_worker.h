/* One thread of the SFU: started, fed with datagrams, stopped. Any thread that owns it. */
#pragma once

#include "media/rtc/rtc_core.h"

typedef struct RtcWorkerOptions {
    uint32_t index; /* below ICE_MAX_WORKERS */
    ListenAddress address;
    const char *const *announced; /* numeric addresses of candidates, NULL-terminated, best first */
    DtlsDesk *desk;               /* borrowed, outlives the worker */
    const RtcEvents *events;      /* borrowed, outlives the worker */
    void *events_user;
} RtcWorkerOptions;

/* ERROR_IO when the port cannot be bound, ERROR_INTERNAL. */
RtcWorker *rtc_worker_start(const RtcWorkerOptions *options, GError **error);
/* Drops all peers, joins the thread. NULL is allowed. */
void rtc_worker_stop(RtcWorker *worker);
void rtc_worker_free(RtcWorker *worker);
