#include "media/course/picture_copy.h"

#include <string.h>

#include "media/course/problem.h"
#include "media/course/rung_writer.h"

static bool describe(const PictureJob *job, MediaTrack *ret_track) {
    const PlanRung *rung = &job->plan->rungs[0];
    g_autoptr(GByteArray) config = g_byte_array_new();
    MediaTrack track = {.kind = MEDIA_VIDEO, .width = rung->width, .height = rung->height};
    nal_append_avcc(job->scan->form, config);
    nal_codec_name(job->scan->form, track.codec, sizeof track.codec);
    g_strlcpy(track.name, rung->name, sizeof track.name);
    if (config->len > sizeof track.config)
        return false;
    memcpy(track.config, config->data, config->len);
    track.config_length = config->len;
    *ret_track = track;
    return true;
}

static bool copy_packet(const PictureJob *job, RungWriter *writer, const AVPacket *packet,
                        GByteArray *sample, GError **error) {
    g_byte_array_set_size(sample, 0);
    NalView view = nal_read(job->scan->form, packet->data, (size_t)packet->size, sample);
    int64_t time = source_ticks(job->stream, packet->pts) - job->scan->origin;
    if (sample->len == 0)
        return true;
    return rung_writer_add(writer, time, view.is_idr, sample->data, sample->len, error);
}

static bool copy_packets(const PictureJob *job, RungWriter *writer, GError **error) {
    AVPacket *packet = av_packet_alloc();
    g_autoptr(GByteArray) sample = g_byte_array_new();
    bool is_good = true;
    int code;
    while (is_good && (code = source_read(job->source, job->stream, packet)) != 0) {
        is_good = code > 0 ? copy_packet(job, writer, packet, sample, error)
                           : problem_set_av(error, code, PROBLEM_DAMAGED);
        av_packet_unref(packet);
        if (is_good && !pass_tick(job->pass, source_permille(job->source)))
            is_good = problem_set(error, PROBLEM_STOPPED);
    }
    av_packet_free(&packet);
    return is_good;
}

bool picture_copy_make(const PictureJob *job, GError **error) {
    MediaTrack track;
    bool is_done;
    if (!describe(job, &track))
        return problem_set(error, PROBLEM_INTERNAL);
    g_autoptr(RungWriter) writer =
        rung_writer_open(job->folder, &track, job->cuts, &is_done, error);
    if (writer == NULL)
        return is_done;
    source_choose(job->source, job->stream);
    if (!source_rewind(job->source, error) || !copy_packets(job, writer, error) ||
        !rung_writer_finish(writer, error))
        return false;
    return pass_count_bytes(job->pass, asset_index_bytes(rung_writer_index(writer))) ||
           problem_set(error, PROBLEM_OUTPUT);
}
