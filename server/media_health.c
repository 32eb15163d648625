#include "server/media_health.h"

#include "base/clock.h"

G_STATIC_ASSERT((int)INPUT_HEALTH_REFUSED == (int)LIVE_FEED_REFUSED);

static void copy_text(char *ret_text, const char *text) {
    g_strlcpy(ret_text, text, MEETING_HEALTH_TEXT_BYTES);
}

static void copy_input(const LiveInputHealth *from, InputHealth *ret_input) {
    g_strlcpy(ret_input->input_id, from->input_id, sizeof ret_input->input_id);
    ret_input->state = (InputHealthState)from->state;
    copy_text(ret_input->peer, from->peer);
    copy_text(ret_input->encoder, from->encoder);
    copy_text(ret_input->video_codec, from->video_codec);
    copy_text(ret_input->audio_codec, from->audio_codec);
    copy_text(ret_input->message, from->message);
    ret_input->width = from->width;
    ret_input->height = from->height;
    ret_input->frame_rate = from->frame_rate;
    ret_input->is_interlaced = from->is_interlaced;
    ret_input->bit_rate = (int64_t)from->bit_rate;
    ret_input->dropped_frames = (int64_t)from->dropped_frames;
    ret_input->av_offset_ms = from->av_offset_ms;
    ret_input->key_frame_age_ms = from->key_frame_age_ms;
    ret_input->has_spare = from->has_spare;
    ret_input->rtt_ms = from->rtt_ms;
    ret_input->lost_packets = (int64_t)from->lost_packets;
}

static void copy_level(const LiveLevel *from, LevelHealth *ret_level) {
    g_strlcpy(ret_level->language, from->language, sizeof ret_level->language);
    ret_level->momentary_lufs = from->momentary;
    ret_level->short_term_lufs = from->short_term;
    ret_level->peak_dbfs = from->peak;
}

static void copy_rung(const LiveRung *from, RungHealth *ret_rung) {
    copy_text(ret_rung->name, from->name);
    ret_rung->height = from->height;
    ret_rung->bit_rate = from->bit_rate;
    ret_rung->is_active = from->is_active;
    ret_rung->dropped_frames = from->dropped_frames;
}

static void copy_refused(const LiveRefused *from, RefusedPublisher *ret_refused) {
    ret_refused->at_us = from->at_us;
    copy_text(ret_refused->peer, from->peer);
    copy_text(ret_refused->reason, from->reason);
}

static void copy_lists(const LiveHealth *live, MeetingHealth *ret_health) {
    ret_health->n_inputs = MIN(live->inputs->len, MEETING_HEALTH_MAX_INPUTS);
    for (unsigned i = 0; i < ret_health->n_inputs; i++)
        copy_input(&g_array_index(live->inputs, LiveInputHealth, i), &ret_health->inputs[i]);
    ret_health->n_levels = MIN(live->levels->len, MEETING_HEALTH_MAX_LEVELS);
    for (unsigned i = 0; i < ret_health->n_levels; i++)
        copy_level(&g_array_index(live->levels, LiveLevel, i), &ret_health->levels[i]);
    ret_health->n_rungs = MIN(live->rungs->len, MEETING_HEALTH_MAX_RUNGS);
    for (unsigned i = 0; i < ret_health->n_rungs; i++)
        copy_rung(&g_array_index(live->rungs, LiveRung, i), &ret_health->rungs[i]);
    ret_health->n_refused = MIN(live->refused->len, MEETING_HEALTH_MAX_REFUSED);
    for (unsigned i = 0; i < ret_health->n_refused; i++)
        copy_refused(&g_array_index(live->refused, LiveRefused, i), &ret_health->refused[i]);
}

/* What was asked, until the engine has answered. */
typedef struct Pending {
    MeetingHealthAnswerFn answer;
    void *data;
    GDestroyNotify free_data;
} Pending;

static void free_pending(void *data) {
    Pending *pending = data;
    if (pending->free_data)
        pending->free_data(pending->data);
    g_free(pending);
}

/* On the api thread. */
static void on_health(const LiveHealth *live, void *data) {
    Pending *pending = data;
    if (!live) {
        pending->answer(NULL, pending->data);
        return;
    }
    g_autofree MeetingHealth *health = g_new0(MeetingHealth, 1);
    health->is_running = live->is_running;
    health->restarts = live->restarts;
    health->media_ms = live->media_us / CLOCK_US_PER_MS;
    health->recorded_bytes = (int64_t)live->recorded_bytes;
    health->free_bytes = (int64_t)live->free_bytes;
    health->is_recording_stopped = live->is_recording_stopped;
    copy_lists(live, health);
    pending->answer(health, pending->data);
}

bool media_health_ask(MediaEngine *engine, Worker *api, const MeetingHealthQuestion *question) {
    Pending *pending = g_new(Pending, 1);
    *pending = (Pending){question->answer, question->data, question->free_data};
    HealthQuestion asked = {
        .reply_to = api, .fn = on_health, .data = pending, .free_data = free_pending};
    g_strlcpy(asked.meeting_id, question->meeting_id, sizeof asked.meeting_id);
    if (media_engine_ask_health(engine, &asked, NULL))
        return true;
    g_free(pending);
    return false;
}
