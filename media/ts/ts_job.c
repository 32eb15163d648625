#include "media/ts/ts_maker.h"

TsJob *ts_job_new(void) {
    return g_new0(TsJob, 1);
}

void ts_job_free(TsJob *job) {
    if (!job)
        return;
    for (unsigned i = 0; i < 2; i++) {
        TsSource *source = i == 0 ? &job->video : &job->audio;
        gate_file_unref(source->file);
        gate_file_unref(source->spill);
    }
    g_free(job);
}
