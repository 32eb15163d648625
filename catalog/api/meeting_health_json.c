#include "catalog/api/meeting_health_json.h"

#include "base/json_table.h"
#include "catalog/api/wire.h"

typedef void (*AppendFn)(GString *out, const void *item);

static void add_name(GString *out, const char *name) {
    char last = out->len > 0 ? out->str[out->len - 1] : '{';
    if (last != '{' && last != '[')
        g_string_append_c(out, ',');
    g_string_append_printf(out, "\"%s\":", name);
}

static void add_text(GString *out, const char *name, const char *text) {
    add_name(out, name);
    json_append_string(out, text);
}

static void add_integer(GString *out, const char *name, int64_t number) {
    add_name(out, name);
    g_string_append_printf(out, "%" G_GINT64_FORMAT, number);
}

static void add_number(GString *out, const char *name, double number) {
    add_name(out, name);
    json_append_number(out, number);
}

static void add_bool(GString *out, const char *name, bool value) {
    add_name(out, name);
    g_string_append(out, value ? "true" : "false");
}

typedef struct List {
    const void *items;
    size_t item_bytes;
    unsigned n;
} List;

static void add_list(GString *out, const char *name, const List *list, AppendFn append) {
    add_name(out, name);
    g_string_append_c(out, '[');
    for (unsigned i = 0; i < list->n; i++) {
        g_string_append(out, i > 0 ? ",{" : "{");
        append(out, (const char *)list->items + i * list->item_bytes);
        g_string_append_c(out, '}');
    }
    g_string_append_c(out, ']');
}

static void append_input(GString *out, const void *item) {
    static const char *const STATES[INPUT_HEALTH_N_STATES] = {"off",    "connecting", "live",
                                                              "silent", "lost",       "refused"};
    const InputHealth *input = item;
    add_text(out, "input_id", input->input_id);
    add_text(out, "state", STATES[input->state]);
    add_text(out, "peer", input->peer);
    add_text(out, "encoder", input->encoder);
    add_text(out, "video_codec", input->video_codec);
    add_text(out, "audio_codec", input->audio_codec);
    add_integer(out, "width", input->width);
    add_integer(out, "height", input->height);
    add_number(out, "frame_rate", input->frame_rate);
    add_bool(out, "is_interlaced", input->is_interlaced);
    add_integer(out, "bit_rate", input->bit_rate);
    add_integer(out, "dropped_frames", input->dropped_frames);
    add_integer(out, "av_offset_ms", input->av_offset_ms);
    add_integer(out, "key_frame_age_ms", input->key_frame_age_ms);
    add_bool(out, "has_spare", input->has_spare);
    add_integer(out, "rtt_ms", input->rtt_ms);
    add_integer(out, "lost_packets", input->lost_packets);
    add_text(out, "message", input->message);
}

static void append_level(GString *out, const void *item) {
    const LevelHealth *level = item;
    add_text(out, "language", level->language);
    add_number(out, "momentary_lufs", level->momentary_lufs);
    add_number(out, "short_term_lufs", level->short_term_lufs);
    add_number(out, "peak_dbfs", level->peak_dbfs);
}

static void append_rung(GString *out, const void *item) {
    const RungHealth *rung = item;
    add_text(out, "name", rung->name);
    add_integer(out, "height", rung->height);
    add_integer(out, "bit_rate", rung->bit_rate);
    add_bool(out, "is_active", rung->is_active);
    add_integer(out, "dropped_frames", rung->dropped_frames);
}

static void append_refused(GString *out, const void *item) {
    const RefusedPublisher *refused = item;
    g_autofree char *at = wire_time(refused->at_us);
    add_text(out, "at", at ? at : "");
    add_text(out, "peer", refused->peer);
    add_text(out, "reason", refused->reason);
}

#define LIST_OF(array, count) (&(List){(array), sizeof((array)[0]), (count)})

char *meeting_health_json_write(const MeetingHealth *health, unsigned n_viewers) {
    static const MeetingHealth NOTHING;
    const MeetingHealth *of = health ? health : &NOTHING;
    GString *out = g_string_new("{");
    add_bool(out, "is_running", of->is_running);
    add_integer(out, "restarts", of->restarts);
    add_integer(out, "media_ms", of->media_ms);
    add_list(out, "inputs", LIST_OF(of->inputs, of->n_inputs), append_input);
    add_list(out, "levels", LIST_OF(of->levels, of->n_levels), append_level);
    add_list(out, "rungs", LIST_OF(of->rungs, of->n_rungs), append_rung);
    add_list(out, "refused", LIST_OF(of->refused, of->n_refused), append_refused);
    add_integer(out, "viewers", n_viewers);
    add_integer(out, "recorded_bytes", of->recorded_bytes);
    add_integer(out, "free_bytes", of->free_bytes);
    add_bool(out, "is_recording_stopped", of->is_recording_stopped);
    g_string_append_c(out, '}');
    return g_string_free(out, FALSE);
}
