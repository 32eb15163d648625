#include "tests/unit/rtc/line_sim.h"

#include <string.h>

#include "media/rtc/flow/twcc_make.h"
#include "media/rtc/wire/rtcp_feedback.h"
#include "media/rtc/wire/rtcp_report.h"

#define FRAME_MS     33
#define SOUND_MS     20
#define TICK_MS      100
#define SOUND_BYTES  140u /* 40 kbit/s and headers */
#define SOUND_BPS    (SOUND_BYTES * 8 * 1000 / SOUND_MS)
#define MTU          1200u
#define SPREAD_US    (13 * SIM_MS) /* a publisher paces at 2.5 times its rate */
#define KEY_FACTOR   4
#define KEY_AFTER_US (100 * SIM_MS) /* the publisher is asked, and encodes one */
#define FREEZE_US    (FRAME_MS * SIM_MS + 150 * SIM_MS)
#define PLI_US       (500 * SIM_MS)
#define MAX_NACKS    10
#define N_LAYERS     3
#define ROOM_BYTES   1200u

static const uint32_t LAYER_BPS[N_LAYERS] = {150000, 500000, 1600000};
static const uint16_t LAYER_PX[N_LAYERS] = {180, 360, 720};

typedef enum PacketKind { SOUND, MEDIA, PADDING } PacketKind;

typedef struct Packet {
    PacketKind kind;
    int64_t due_us; /* media: when the publisher's own pacer lets it go */
    uint32_t bytes;
    unsigned frame;  /* of frames; sound: its number */
    unsigned number; /* of media, as the viewer counts; of a repeat that of the first */
    uint16_t transport;
    bool is_numbered, is_double; /* sound: with the one before it */
} Packet;

typedef struct Frame {
    int layer;
    bool is_key, is_shown;
    unsigned n_packets, n_came;
    unsigned order; /* in which they were sent; 0: not */
    int64_t sent_us;
} Frame;

typedef struct Missing {
    unsigned number, n_asked;
    int64_t asked_us;
} Missing;

typedef enum MessageKind { RTCP, NACK, PLI } MessageKind;

typedef struct Message {
    MessageKind kind;
    unsigned number;
    size_t length;
    uint8_t bytes[ROOM_BYTES];
} Message;

struct LineSim {
    LineSimOptions options;
    LinkModel *down, *back;
    RtcLine *line;
    int64_t now_us;
    /* the server */
    int wanted, layer; /* -1: none */
    int64_t key_us[N_LAYERS];
    GArray *packets, *frames; /* Packet by tag, Frame */
    GArray *sent;             /* tags by number */
    GArray *due;              /* Packet, on its way from the publisher */
    unsigned n_sounds, order;
    /* the viewer */
    TwccMake twcc;
    GArray *missing, *by_order; /* Missing; frames (unsigned) by order */
    unsigned next_number, next_order;
    uint8_t *heard; /* by number of sound */
    unsigned heard_from;
    int64_t shown_us, sound_us, pli_us;
    int64_t wait_us; /* the jitter buffer: what the server says */
    uint64_t came_bytes, n_came, n_lost;
    int64_t told_us;
    LineSimSeen seen;
};

#define MAX_SOUNDS 100000u

static void on_told(RtcLineState state, uint64_t estimate_bps, void *user) {
    LineSim *sim = user;
    if (sim->told_us != 0)
        sim->seen.least_told_us = MIN(sim->seen.least_told_us, sim->now_us - sim->told_us);
    sim->told_us = sim->now_us;
    sim->seen.told = state;
    sim->seen.told_bps = estimate_bps;
    sim->seen.n_told++;
}

LineSim *line_sim_new(const LineSimOptions *options) {
    LineSim *sim = g_new0(LineSim, 1);
    const LinkSettings back = {.loss = options->down.loss, .delay_us = options->back_us};
    sim->options = *options;
    sim->now_us = 5 * SIM_S;
    sim->down = link_model_new(3);
    sim->back = link_model_new(4);
    link_model_set(sim->down, sim->now_us, &options->down);
    link_model_set(sim->back, sim->now_us, &back);
    const RtcLineOptions line = {.now_us = sim->now_us,
                                 .n_streams = 1,
                                 .has_feedback = !options->has_remb,
                                 .has_padding = true,
                                 .fn = on_told,
                                 .user = sim};
    sim->line = rtc_line_new(&line);
    sim->wanted = sim->layer = -1;
    sim->packets = g_array_new(FALSE, FALSE, sizeof(Packet));
    sim->frames = g_array_new(FALSE, FALSE, sizeof(Frame));
    sim->sent = g_array_new(FALSE, FALSE, sizeof(unsigned));
    sim->due = g_array_new(FALSE, FALSE, sizeof(Packet));
    sim->missing = g_array_new(FALSE, FALSE, sizeof(Missing));
    sim->by_order = g_array_new(FALSE, TRUE, sizeof(unsigned));
    sim->heard = g_new0(uint8_t, MAX_SOUNDS);
    sim->next_order = 1;
    twcc_make_init(&sim->twcc);
    sim->shown_us = sim->sound_us = sim->now_us;
    line_sim_clear(sim);
    return sim;
}

void line_sim_free(LineSim *sim) {
    LinkPacket left;
    while (link_model_drain(sim->back, &left))
        g_free(left.data);
    link_model_free(sim->down);
    link_model_free(sim->back);
    rtc_line_free(sim->line);
    g_array_unref(sim->packets);
    g_array_unref(sim->frames);
    g_array_unref(sim->sent);
    g_array_unref(sim->due);
    g_array_unref(sim->missing);
    g_array_unref(sim->by_order);
    g_free(sim->heard);
    g_free(sim);
}

static Packet *packet_at(LineSim *sim, unsigned tag) {
    return &g_array_index(sim->packets, Packet, tag);
}

static Frame *frame_at(LineSim *sim, unsigned frame) {
    return &g_array_index(sim->frames, Frame, frame);
}

/* ---- the server sends ---- */

static void put_on_link(LineSim *sim, unsigned tag, uint16_t probe) {
    Packet *packet = packet_at(sim, tag);
    if (packet->kind == MEDIA && !packet->is_numbered) {
        Frame *frame = frame_at(sim, packet->frame);
        if (frame->order == 0) {
            frame->order = ++sim->order;
            frame->sent_us = sim->now_us;
            g_array_set_size(sim->by_order, sim->order + 1);
            g_array_index(sim->by_order, unsigned, sim->order) = packet->frame;
        }
        packet->number = sim->sent->len;
        packet->is_numbered = true;
        g_array_append_val(sim->sent, tag);
    }
    packet->transport = rtc_line_number(sim->line, sim->now_us, packet->bytes, probe);
    (void)link_model_offer(sim->down, sim->now_us,
                           (LinkPacket){GSIZE_TO_POINTER((gsize)tag + 1), packet->bytes});
}

static void offer(LineSim *sim, PacerLane lane, const Packet *packet) {
    PacerItem item = {.tag = sim->packets->len, .bytes = packet->bytes, .lane = lane};
    g_array_append_val(sim->packets, *packet);
    if (!rtc_line_is_paced(sim->line) ||
        rtc_line_offer(sim->line, sim->now_us, &item) == PACER_SEND)
        put_on_link(sim, (unsigned)item.tag, item.probe);
    else
        sim->seen.n_paced++;
}

static void send_sound(LineSim *sim) {
    bool is_double = rtc_line_is_lossy(sim->line, sim->now_us);
    const Packet packet = {.kind = SOUND,
                           .bytes = SOUND_BYTES + (is_double ? SOUND_BYTES - 40 : 0),
                           .frame = sim->n_sounds++,
                           .is_double = is_double};
    g_assert_cmpuint(sim->n_sounds, <, MAX_SOUNDS);
    offer(sim, PACER_AUDIO, &packet);
}

static void send_frame(LineSim *sim, int layer, bool is_key) {
    uint32_t bytes = LAYER_BPS[layer] / 8 * FRAME_MS / 1000 * (is_key ? KEY_FACTOR : 1);
    const Frame frame = {.layer = layer, .is_key = is_key, .n_packets = (bytes + MTU - 1) / MTU};
    unsigned number = sim->frames->len;
    int64_t spread_us = SPREAD_US * (is_key ? KEY_FACTOR : 1);
    g_array_append_val(sim->frames, frame);
    for (unsigned i = 0; i < frame.n_packets; i++) {
        const Packet packet = {.kind = MEDIA,
                               .due_us = sim->now_us + spread_us * i / frame.n_packets,
                               .bytes = bytes / frame.n_packets + 60,
                               .frame = number};
        g_array_append_val(sim->due, packet);
    }
}

static void send_due(LineSim *sim) {
    while (sim->due->len > 0 && g_array_index(sim->due, Packet, 0).due_us <= sim->now_us) {
        const Packet packet = g_array_index(sim->due, Packet, 0);
        g_array_remove_index(sim->due, 0);
        if (frame_at(sim, packet.frame)->layer == sim->layer)
            offer(sim, PACER_VIDEO, &packet);
    }
}

static void send_pictures(LineSim *sim) {
    for (int layer = 0; layer < N_LAYERS; layer++) {
        bool is_key = sim->key_us[layer] != 0 && sim->now_us >= sim->key_us[layer];
        if (is_key)
            sim->key_us[layer] = 0;
        if (is_key && layer == sim->wanted)
            sim->layer = layer;
        if (layer == sim->layer)
            send_frame(sim, layer, is_key);
    }
}

static void ask_key(LineSim *sim, int layer) {
    if (layer >= 0 && sim->key_us[layer] == 0)
        sim->key_us[layer] = sim->now_us + KEY_AFTER_US;
}

static void share(LineSim *sim) {
    LayerStream *stream = rtc_line_stream(sim->line, 0);
    bool is_lossy = rtc_line_is_lossy(sim->line, sim->now_us);
    stream->shown_px = 720;
    for (int i = 0; i < N_LAYERS; i++)
        if (!sim->options.is_single || i == N_LAYERS - 1)
            stream->layers[i] =
                (LayerSource){.height_px = LAYER_PX[i], .bps = {LAYER_BPS[i] * 21 / 20}};
    rtc_line_share(sim->line, sim->now_us, SOUND_BPS * (is_lossy ? 2 : 1));
    int64_t round_us = sim->options.down.delay_us + sim->options.back_us;
    sim->wait_us = rtc_line_wait_ms(sim->line, sim->now_us, round_us) * SIM_MS;
    int chosen = stream->chosen.spatial;
    if (chosen == sim->wanted)
        return;
    sim->wanted = chosen;
    bool is_too_much = sim->layer >= 0 &&
                       LAYER_BPS[sim->layer] * UINT64_C(2) > rtc_line_estimate_bps(sim->line) * 3;
    if (chosen < 0 || (chosen < sim->layer && is_too_much))
        sim->layer = -1;
    ask_key(sim, chosen);
}

static void step_pacer(LineSim *sim) {
    PacerItem items[32];
    size_t n = rtc_line_step(sim->line, sim->now_us, items, G_N_ELEMENTS(items));
    for (size_t i = 0; i < n; i++) {
        unsigned tag = (unsigned)items[i].tag;
        const Packet padding = {.kind = PADDING, .bytes = items[i].bytes};
        if (items[i].lane == PACER_PROBE) {
            tag = sim->packets->len;
            g_array_append_val(sim->packets, padding);
            sim->seen.n_padding++;
        } else if (items[i].lane == PACER_VIDEO &&
                   frame_at(sim, packet_at(sim, tag)->frame)->layer != sim->layer) {
            continue; /* a layer that is not sent any more */
        }
        put_on_link(sim, tag, items[i].probe);
    }
}

static void take_message(LineSim *sim, const Message *message) {
    RtcpWalk walk;
    RtcpBlock block;
    uint64_t before_bps = rtc_line_estimate_bps(sim->line);
    if (message->kind == NACK) {
        const Packet again = *packet_at(sim, g_array_index(sim->sent, unsigned, message->number));
        offer(sim, PACER_RTX, &again);
        if (!rtc_line_is_paced(sim->line) && rtc_line_is_lossy(sim->line, sim->now_us))
            offer(sim, PACER_RTX, &again);
    } else if (message->kind == PLI) {
        ask_key(sim, sim->wanted);
    }
    rtcp_walk_init(&walk, message->bytes, message->kind == RTCP ? message->length : 0);
    while (rtcp_walk_next(&walk, &block) == RTCP_STEP_BLOCK) {
        rtc_line_take(sim->line, sim->now_us, &block);
        if (block.type == RTCP_RR)
            rtc_line_take_loss(sim->line, sim->now_us, rtcp_report_get(&block, 0).fraction_lost);
    }
    if (rtc_line_estimate_bps(sim->line) * 100 < before_bps * 85)
        share(sim);
}

/* ---- the viewer ---- */

static void send_back(LineSim *sim, const Message *message) {
    LinkPacket packet = {g_memdup2(message, sizeof *message), 100};
    if (link_model_offer(sim->back, sim->now_us, packet) == 0)
        g_free(packet.data);
}

static void show(LineSim *sim, Frame *frame) {
    int64_t gap_us = sim->now_us - sim->shown_us;
    frame->is_shown = true;
    if (gap_us > FREEZE_US)
        sim->seen.frozen_us += gap_us;
    sim->shown_us = sim->now_us;
    sim->seen.n_frames++;
    sim->seen.layer = frame->layer;
    sim->next_order = frame->order + 1;
}

/* The next frame, or a later key frame that is whole. */
static void show_what_is_whole(LineSim *sim) {
    for (unsigned order = sim->next_order; order <= sim->order; order++) {
        Frame *frame = frame_at(sim, g_array_index(sim->by_order, unsigned, order));
        bool is_whole = frame->n_came >= frame->n_packets &&
                        sim->now_us >= frame->sent_us + sim->options.down.delay_us + sim->wait_us;
        if (is_whole && (order == sim->next_order || frame->is_key))
            show(sim, frame);
    }
}

static void take_media(LineSim *sim, const Packet *packet) {
    for (; sim->next_number <= packet->number; sim->next_number++) {
        const Missing missing = {.number = sim->next_number};
        g_array_append_val(sim->missing, missing);
    }
    for (unsigned i = 0; i < sim->missing->len; i++)
        if (g_array_index(sim->missing, Missing, i).number == packet->number) {
            g_array_remove_index(sim->missing, i);
            frame_at(sim, packet->frame)->n_came++;
            return;
        }
}

static void take_sound(LineSim *sim, const Packet *packet) {
    sim->heard[packet->frame] = 1;
    if (packet->is_double && packet->frame > 0)
        sim->heard[packet->frame - 1] = 1;
    sim->seen.sound_gap_us = MAX(sim->seen.sound_gap_us, sim->now_us - sim->sound_us);
    sim->sound_us = sim->now_us;
}

static int64_t stamp_us(const LineSim *sim) {
    int64_t step_us = sim->options.looks_us;
    return step_us > 0 ? (sim->now_us + step_us - 1) / step_us * step_us : sim->now_us;
}

static void arrive(LineSim *sim) {
    LinkPacket came;
    while (link_model_take(sim->down, sim->now_us, &came)) {
        const Packet packet = *packet_at(sim, (unsigned)(GPOINTER_TO_SIZE(came.data) - 1));
        twcc_make_take(&sim->twcc, packet.transport, stamp_us(sim));
        sim->came_bytes += packet.bytes;
        sim->n_came++;
        if (packet.kind == SOUND)
            take_sound(sim, &packet);
        else if (packet.kind == MEDIA)
            take_media(sim, &packet);
    }
    while (link_model_take(sim->back, sim->now_us, &came)) {
        take_message(sim, came.data);
        g_free(came.data);
    }
}

static void ask_again(LineSim *sim) {
    int64_t round_us = sim->options.back_us + sim->options.down.delay_us + 20 * SIM_MS;
    for (unsigned i = 0; i < sim->missing->len; i++) {
        Missing *missing = &g_array_index(sim->missing, Missing, i);
        if (missing->n_asked >= MAX_NACKS || sim->now_us - missing->asked_us < round_us)
            continue;
        missing->n_asked++;
        missing->asked_us = sim->now_us;
        send_back(sim, &(Message){.kind = NACK, .number = missing->number});
    }
    if (sim->now_us - sim->shown_us < PLI_US || sim->now_us - sim->pli_us < PLI_US)
        return;
    sim->pli_us = sim->now_us;
    send_back(sim, &(Message){.kind = PLI});
}

/* Half as much again as comes, as a browser without transport-wide feedback. */
static void write_remb(LineSim *sim, RtcpWriter *writer) {
    uint32_t ssrc = 1;
    uint64_t bps = sim->came_bytes * 8 * 1000 / TICK_MS * 3 / 2 + 10000;
    uint64_t rate_bps = link_model_settings(sim->down)->rate_bps;
    if (rate_bps > 0)
        bps = MIN(bps, rate_bps * 9 / 10);
    const RtcpReport report = {.ssrc = 1};
    rtcp_report_write_receiver(writer, 2, &report, 1);
    rtcp_feedback_write_remb(writer, 2, bps, &ssrc, 1);
}

static void report(LineSim *sim) {
    Message message = {.kind = RTCP};
    RtcpWriter writer = {.bytes = message.bytes, .size = ROOM_BYTES};
    if (sim->options.has_remb)
        write_remb(sim, &writer);
    else if (twcc_make_has_news(&sim->twcc))
        twcc_make_write(&sim->twcc, &writer, 1, 0);
    sim->came_bytes = 0;
    message.length = writer.length;
    if (message.length > 0)
        send_back(sim, &message);
}

static void judge_sound(LineSim *sim) {
    for (; sim->heard_from + 1000 / SOUND_MS < sim->n_sounds; sim->heard_from++) {
        sim->seen.n_sounds++;
        sim->seen.n_concealed += sim->heard[sim->heard_from] == 0;
    }
}

/* ---- time ---- */

static void step(LineSim *sim) {
    sim->now_us += SIM_MS;
    int64_t ms = sim->now_us / SIM_MS;
    arrive(sim);
    if (ms % TICK_MS == 0)
        share(sim);
    if (ms % TICK_MS == 50)
        report(sim);
    if (ms % SOUND_MS == 0)
        send_sound(sim);
    if (ms % FRAME_MS == 0)
        send_pictures(sim);
    send_due(sim);
    if (ms % (PACER_STEP_US / SIM_MS) == 0 && rtc_line_is_busy(sim->line))
        step_pacer(sim);
    ask_again(sim);
    show_what_is_whole(sim);
    judge_sound(sim);
}

void line_sim_run(LineSim *sim, int64_t us) {
    for (int64_t end_us = sim->now_us + us; sim->now_us < end_us;)
        step(sim);
}

int64_t line_sim_until(LineSim *sim, int layer, bool is_up, int64_t limit_us) {
    int64_t began_us = sim->now_us;
    while (sim->now_us - began_us < limit_us &&
           !(is_up ? sim->seen.layer >= layer : sim->seen.layer == layer))
        step(sim);
    return sim->now_us - began_us;
}

void line_sim_set_rate(LineSim *sim, uint64_t rate_bps) {
    LinkSettings settings = *link_model_settings(sim->down);
    settings.rate_bps = rate_bps;
    link_model_set(sim->down, sim->now_us, &settings);
}

void line_sim_clear(LineSim *sim) {
    int layer = sim->seen.n_frames > 0 ? sim->seen.layer : -1;
    sim->seen = (LineSimSeen){.layer = layer,
                              .told = sim->seen.told,
                              .told_bps = sim->seen.told_bps,
                              .least_told_us = INT64_MAX};
    sim->sound_us = sim->shown_us = sim->now_us;
}

const LineSimSeen *line_sim_seen(LineSim *sim) {
    return &sim->seen;
}

RtcLine *line_sim_line(LineSim *sim) {
    return sim->line;
}

int64_t line_sim_wait_us(LineSim *sim) {
    return sim->wait_us;
}
