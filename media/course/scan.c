#include "media/course/scan.h"

#include <math.h>
#include <stdlib.h>

#include <libavutil/display.h>
#include <libavutil/pixdesc.h>

#include "media/course/cuts.h"
#include "media/course/problem.h"

#define TICK_PACKETS 256u

typedef struct Reading {
    PictureScan *scan;
    GArray *times, *keys; /* int64_t, ticks of the file */
    uint64_t bytes, packets;
    int64_t last_duration;
    bool lacks_times, begins_late, is_first;
    int64_t key; /* the last one: frames before it in time make an open GOP */
} Reading;

/* ---- what the head says ---- */

static int turns_of(const AVStream *stream) {
    const uint8_t *bytes = av_stream_get_side_data(stream, AV_PKT_DATA_DISPLAYMATRIX, NULL);
    if (bytes == NULL)
        return 0;
    const int32_t *matrix = (const int32_t *)bytes;
    double angle = av_display_rotation_get(matrix);
    double flipped = (double)matrix[0] * matrix[4] - (double)matrix[1] * matrix[3];
    if (isnan(angle) || flipped < 0)
        return -1;
    int turns = (int)lround(-angle / 90.0);
    return fabs(-angle - turns * 90.0) > 1 ? -1 : ((turns % 4) + 4) % 4;
}

static void read_head(const Source *source, AVStream *stream, PictureFacts *facts) {
    const AVCodecParameters *codec = stream->codecpar;
    const AVPixFmtDescriptor *pixels = av_pix_fmt_desc_get(codec->format);
    AVRational sar = av_guess_sample_aspect_ratio(source->format, stream, NULL);
    facts->codec = codec->codec_id == AV_CODEC_ID_H264 ? PLAN_H264 : PLAN_OTHER_PICTURE;
    facts->profile = (unsigned)codec->profile & 0xffu;
    facts->level = (unsigned)MAX(codec->level, 0);
    facts->is_420_8_bit =
        codec->format == AV_PIX_FMT_YUV420P || codec->format == AV_PIX_FMT_YUVJ420P;
    facts->is_interlaced = codec->field_order > AV_FIELD_PROGRESSIVE;
    facts->is_hdr =
        codec->color_trc == AVCOL_TRC_SMPTE2084 || codec->color_trc == AVCOL_TRC_ARIB_STD_B67;
    facts->width = (unsigned)MAX(codec->width, 0);
    facts->height = (unsigned)MAX(codec->height, 0);
    facts->sar_num = facts->sar_den = 1;
    if (sar.num > 0 && sar.den > 0 && sar.num < 100 * sar.den && sar.den < 100 * sar.num) {
        facts->sar_num = (unsigned)sar.num;
        facts->sar_den = (unsigned)sar.den;
    }
    facts->quarter_turns = turns_of(stream);
    (void)pixels;
}

/* ---- packets ---- */

static void read_key(Reading *reading, const AVPacket *packet, int64_t time) {
    PictureScan *scan = reading->scan;
    bool is_idr = true;
    if (scan->form != NULL) {
        NalView view = nal_read(scan->form, packet->data, (size_t)packet->size, NULL);
        is_idr = view.is_idr;
        scan->facts.changes_parameters |= view.has_foreign_parameters || view.is_broken;
    }
    if (is_idr)
        g_array_append_val(reading->keys, time);
    else if (!reading->is_first)
        scan->facts.has_open_gop = true;
    reading->begins_late |= reading->is_first && !is_idr;
    reading->key = time;
}

static void read_packet(Reading *reading, const AVStream *stream, const AVPacket *packet) {
    PictureFacts *facts = &reading->scan->facts;
    int64_t time = source_ticks(stream, packet->pts);
    reading->packets++;
    if (time == AV_NOPTS_VALUE) {
        reading->lacks_times = true;
        time = source_ticks(stream, packet->dts);
    }
    if (time == AV_NOPTS_VALUE)
        return;
    bool is_key = (packet->flags & AV_PKT_FLAG_KEY) != 0;
    reading->begins_late |=
        (packet->flags & AV_PKT_FLAG_DISCARD) != 0 || (reading->is_first && !is_key);
    if (is_key)
        read_key(reading, packet, time);
    else if (time < reading->key)
        facts->has_open_gop = true;
    if ((packet->flags & AV_PKT_FLAG_DISCARD) == 0)
        g_array_append_val(reading->times, time);
    reading->is_first = false;
    reading->bytes += (uint64_t)packet->size;
    facts->largest_sample = MAX(facts->largest_sample, (uint64_t)packet->size);
    if (packet->duration > 0)
        reading->last_duration = source_ticks(stream, packet->duration);
}

static bool read_packets(Source *source, AVStream *stream, Reading *reading, ScanTickFn on_tick,
                         void *user, GError **error) {
    g_autoptr(GError) unused = NULL;
    AVPacket *packet = av_packet_alloc();
    int code;
    uint64_t n = 0;
    bool goes_on = true;
    source_choose(source, stream);
    while (goes_on && (code = source_read(source, stream, packet)) == 1) {
        read_packet(reading, stream, packet);
        av_packet_unref(packet);
        goes_on = ++n % TICK_PACKETS != 0 || on_tick == NULL || on_tick(source, user);
    }
    av_packet_free(&packet);
    if (!goes_on)
        return problem_set(error, PROBLEM_STOPPED);
    return code == 0 || problem_set_av(error, code, PROBLEM_DAMAGED);
}

/* ---- times ---- */

static int compare_times(const void *one, const void *other) {
    int64_t a = *(const int64_t *)one, b = *(const int64_t *)other;
    return a < b ? -1 : a > b;
}

/* The last one that is near enough; NULL: none. */
static const AVRational *usual_rate(double rate, double tolerance) {
    static const AVRational USUAL[] = {
        {24000, 1001}, {24, 1}, {25, 1}, {30000, 1001}, {30, 1}, {48, 1},  {50, 1}, {60000, 1001},
        {60, 1},       {12, 1}, {15, 1}, {10, 1},       {5, 1},  {100, 1}, {120, 1}};
    const AVRational *found = NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(USUAL); i++) {
        if (fabs(rate / av_q2d(USUAL[i]) - 1) < tolerance)
            found = &USUAL[i];
    }
    return found;
}

static void set_rate(PictureFacts *facts, double rate) {
    const AVRational *usual = usual_rate(rate, 0.0006);
    AVRational found = usual != NULL ? *usual : av_d2q(CLAMP(rate, 1, 1000), 100000);
    facts->rate_num = (unsigned)found.num;
    facts->rate_den = (unsigned)found.den;
}

/* Raw streams, and files whose writer knew no times. */
static void make_times(Reading *reading) {
    PictureScan *scan = reading->scan;
    g_array_set_size(reading->times, 0);
    g_array_set_size(reading->keys, 0);
    for (uint64_t i = 0; i < reading->packets; i++) {
        int64_t time = cuts_frame_time(i, scan->facts.rate_num, scan->facts.rate_den);
        g_array_append_val(reading->times, time);
    }
    scan->has_no_times = scan->facts.is_variable = true;
    reading->last_duration = 0;
}

/* The usual distance is the median one; a picture is steady when few frames are off it. One that is
 * not is given the rate at which nine of ten frames can be shown. */
static void judge_times(Reading *reading) {
    const int64_t *times = (const int64_t *)(void *)reading->times->data;
    unsigned n = reading->times->len, n_off = 0;
    PictureFacts *facts = &reading->scan->facts;
    if (n < 2)
        return;
    g_autofree int64_t *steps = g_new(int64_t, n - 1);
    for (unsigned i = 1; i < n; i++)
        steps[i - 1] = times[i] - times[i - 1];
    qsort(steps, n - 1, sizeof *steps, compare_times);
    int64_t usual = MAX(steps[(n - 1) / 2], 1);
    /* Containers round to milliseconds. */
    int64_t slack = 100 + usual / 25;
    double sum = 0;
    unsigned n_near = 0;
    for (unsigned i = 0; i < n - 1; i++) {
        bool is_off = steps[i] < usual - slack || steps[i] > usual + slack;
        n_off += is_off;
        sum += is_off ? 0 : (double)steps[i];
        n_near += !is_off;
    }
    facts->is_variable = reading->lacks_times || steps[0] <= 0 || n_off * 50 > n;
    double frame = facts->is_variable ? (double)MAX(steps[(n - 1) / 10], CUTS_A_SECOND / 60)
                   : n_near > 0       ? sum / n_near
                                      : (double)usual;
    set_rate(facts, CUTS_A_SECOND / frame);
}

/* AVI knows the numbers of frames, not their times: some writers leave out those before 0, so that
 * a picture runs too fast at first and ends long before its sound. Evenly spread over the sound,
 * its frames have a usual rate again. */
static bool is_hurried(const Source *source, const Reading *reading, double *ret_rate) {
    const PictureFacts *facts = &reading->scan->facts;
    int64_t longest = 0;
    if (!g_str_equal(source->format->iformat->name, "avi") || !facts->is_variable)
        return false;
    for (unsigned i = 0; i < source->format->nb_streams; i++) {
        const AVStream *stream = source->format->streams[i];
        if (stream->codecpar->codec_type == AVMEDIA_TYPE_AUDIO)
            longest = MAX(longest, source_ticks(stream, stream->duration));
    }
    const int64_t *times = (const int64_t *)(void *)reading->times->data;
    int64_t shown = times[reading->times->len - 1] - times[0];
    *ret_rate = (double)reading->packets * CUTS_A_SECOND / (double)MAX(longest, 1);
    return longest > shown + CUTS_A_SECOND && usual_rate(*ret_rate, 0.01) != NULL;
}

static bool conclude(Reading *reading, const Source *source, const AVStream *stream,
                     GError **error) {
    PictureScan *scan = reading->scan;
    double guess = av_q2d(stream->avg_frame_rate);
    set_rate(&scan->facts, guess > 0 && isfinite(guess) ? guess : 25);
    if (reading->packets == 0)
        return problem_set(error, PROBLEM_DAMAGED);
    if (reading->times->len < reading->packets / 2)
        make_times(reading);
    qsort(reading->times->data, reading->times->len, sizeof(int64_t), compare_times);
    if (!scan->has_no_times)
        judge_times(reading);
    double rate;
    if (is_hurried(source, reading, &rate)) {
        set_rate(&scan->facts, av_q2d(*usual_rate(rate, 0.01)));
        make_times(reading);
    }
    int64_t last = g_array_index(reading->times, int64_t, reading->times->len - 1);
    int64_t frame = cuts_frame_time(1, scan->facts.rate_num, scan->facts.rate_den);
    if (scan->facts.is_variable && reading->last_duration > frame)
        frame = MIN(reading->last_duration, 5 * CUTS_A_SECOND);
    scan->origin = g_array_index(reading->times, int64_t, 0);
    scan->end = last + frame - scan->origin;
    if (scan->end > SOURCE_MAX_US / 1000 * 90)
        return problem_set(error, PROBLEM_TOO_LONG);
    scan->frames = reading->times->len;
    scan->facts.bit_rate = reading->bytes * 8 * CUTS_A_SECOND / (uint64_t)scan->end;
    for (unsigned i = 0; i < reading->keys->len; i++)
        g_array_index(reading->keys, int64_t, i) -= scan->origin;
    bool begins = !reading->begins_late && reading->keys->len > 0 &&
                  g_array_index(reading->keys, int64_t, 0) == 0;
    scan->facts.begins_with_idr = begins;
    if (begins)
        scan->cuts = cuts_from_keys((const int64_t *)(void *)reading->keys->data,
                                    reading->keys->len, scan->end);
    scan->facts.has_cuts = scan->cuts != NULL;
    return true;
}

PictureScan *scan_picture(Source *source, AVStream *stream, ScanTickFn on_tick, void *user,
                          GError **error) {
    g_autoptr(PictureScan) scan = g_new0(PictureScan, 1);
    Reading reading = {.scan = scan, .is_first = true, .key = INT64_MIN};
    read_head(source, stream, &scan->facts);
    if (scan->facts.codec == PLAN_H264)
        scan->form =
            nal_form_new(stream->codecpar->extradata, (size_t)stream->codecpar->extradata_size);
    scan->facts.changes_parameters = scan->facts.codec == PLAN_H264 && scan->form == NULL;
    reading.times = g_array_new(FALSE, FALSE, sizeof(int64_t));
    reading.keys = g_array_new(FALSE, FALSE, sizeof(int64_t));
    bool is_good = source_rewind(source, error) &&
                   read_packets(source, stream, &reading, on_tick, user, error) &&
                   conclude(&reading, source, stream, error);
    g_array_unref(reading.times);
    g_array_unref(reading.keys);
    return is_good ? g_steal_pointer(&scan) : NULL;
}

void scan_free(PictureScan *scan) {
    if (scan == NULL)
        return;
    if (scan->cuts != NULL)
        g_array_unref(scan->cuts);
    nal_form_free(scan->form);
    g_free(scan);
}
