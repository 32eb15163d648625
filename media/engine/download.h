/* One meeting's recording as a file to take home: who may, what is in it, whether it is made. Shown
 * to the gate by the shelf. The package thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "media/engine/announcer.h"
#include "media/engine/download_maker.h"
#include "media/engine/live_order.h"
#include "media/engine/live_store.h"

/* After a failure it is tried again when somebody asks this much later. */
#define DOWNLOAD_RETRY_US INT64_C(5000000)

typedef struct Download Download;

typedef struct DownloadOptions { /* all are borrowed */
    DownloadMaker *maker;
    LiveStore *store;
    const char *id;
    Announcer *announcer;
    uint64_t hold_key;
    void (*fire)(uint64_t key, void *user);
    void *user;
} DownloadOptions;

Download *download_new(const DownloadOptions *options);
void download_free(Download *download); /* before the announcer; NULL is allowed */

/* What was made of other cuts, of another length, for others to have, is forgotten. */
void download_follow(Download *download, const LiveOrder *order, int64_t live_from_us);
/* Somebody waits for it: the hold key is fired, now or later. */
void download_wish(Download *download);
void download_told(Download *download, const DownloadNews *news);
