/* One pass over all packets of a source's picture: what the plan must know, and its time line. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "media/course/nal.h"
#include "media/course/plan.h"
#include "media/course/source.h"

typedef struct PictureScan {
    PictureFacts facts;
    int64_t origin;    /* ticks of the file at which the first frame is shown: our 0 */
    int64_t end;       /* ours */
    GArray *cuts;      /* for a copy; NULL: there are none */
    NalForm *form;     /* of H.264; may be NULL */
    uint64_t frames;   /* packets */
    bool has_no_times; /* frames follow each other at the rate of the facts, from 0 on */
} PictureScan;

/* Called now and then; false: stop. */
typedef bool (*ScanTickFn)(const Source *source, void *user);

PictureScan *scan_picture(Source *source, AVStream *stream, ScanTickFn on_tick, void *user,
                          GError **error);
void scan_free(PictureScan *scan); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PictureScan, scan_free)
