#include "tests/support/relay/link_model.h"

#include <glib.h>

#define MAX_HELD     64u
#define BITS         8.0
#define US_PER_S     1e6
#define DEFAULT_HOLD 3
/* A domestic router's: long enough to hurt. */
#define DEFAULT_QUEUE_US INT64_C(300000)

typedef struct Entry {
    LinkPacket packet;
    bool is_reordered;
    int64_t due_us; /* on the line */
} Entry;

typedef struct Ring {
    Entry *entries;
    unsigned first, n;
} Ring;

typedef struct Held {
    LinkPacket packet;
    unsigned to_pass;
    int64_t until_us;
} Held;

typedef enum Draw {
    DRAW_LOSS,
    DRAW_BURST,
    DRAW_DUPLICATE,
    DRAW_REORDER,
    DRAW_JITTER,
    N_DRAWS
} Draw;

struct LinkModel {
    LinkSettings settings;
    LinkCounters counters;
    uint64_t random[N_DRAWS];
    bool is_in_burst;
    Ring queue;           /* before the bottleneck; its head is being sent */
    uint64_t queue_bytes; /* of the queue, the head as a whole */
    double head_bits;     /* of the head that are still to be sent … */
    int64_t head_at_us;   /* … at this time */
    Ring line;            /* behind the bottleneck, in order of due_us */
    int64_t last_due_us;
    Held held[MAX_HELD];
    unsigned n_held;
};

/* splitmix64 (Steele, Lea, Flood 2014) as a number in [0, 1). */
static double draw(LinkModel *link, Draw kind) {
    uint64_t z = link->random[kind] += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return (double)((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

static Entry *ring_at(Ring *ring, unsigned i) {
    return &ring->entries[(ring->first + i) % LINK_MODEL_MAX_PACKETS];
}

static void ring_push(Ring *ring, Entry entry) {
    *ring_at(ring, ring->n++) = entry;
}

static Entry ring_pop(Ring *ring) {
    Entry entry = *ring_at(ring, 0);
    ring->first = (ring->first + 1) % LINK_MODEL_MAX_PACKETS;
    ring->n--;
    return entry;
}

LinkModel *link_model_new(uint64_t seed) {
    LinkModel *link = g_new0(LinkModel, 1);
    link->settings.queue_us = DEFAULT_QUEUE_US;
    link->settings.reorder_depth = DEFAULT_HOLD;
    link->queue.entries = g_new(Entry, LINK_MODEL_MAX_PACKETS);
    link->line.entries = g_new(Entry, LINK_MODEL_MAX_PACKETS);
    for (unsigned i = 0; i < N_DRAWS; i++)
        link->random[i] = (seed + 1) * UINT64_C(0xd1342543de82ef95) * (2 * i + 1);
    return link;
}

void link_model_free(LinkModel *link) {
    if (!link)
        return;
    g_free(link->queue.entries);
    g_free(link->line.entries);
    g_free(link);
}

const LinkSettings *link_model_settings(const LinkModel *link) {
    return &link->settings;
}

LinkCounters link_model_counters(const LinkModel *link) {
    LinkCounters counters = link->counters;
    counters.waiting = link->queue.n + link->line.n + link->n_held;
    return counters;
}

static void put_on_line(LinkModel *link, Entry entry, int64_t at_us) {
    double jitter_us = draw(link, DRAW_JITTER) * (double)link->settings.jitter_us;
    entry.due_us = MAX(at_us + link->settings.delay_us + (int64_t)jitter_us, link->last_due_us);
    link->last_due_us = entry.due_us;
    ring_push(&link->line, entry);
}

/* When the head of the queue will have been sent. */
static int64_t head_done_us(const LinkModel *link) {
    if (link->settings.rate_bps == 0)
        return link->head_at_us;
    double us = link->head_bits * US_PER_S / (double)link->settings.rate_bps;
    return link->head_at_us + (int64_t)(us + 0.5);
}

static void begin_head(LinkModel *link, int64_t at_us) {
    link->head_at_us = at_us;
    link->head_bits = link->queue.n > 0 ? ring_at(&link->queue, 0)->packet.bytes * BITS : 0;
}

static void advance(LinkModel *link, int64_t now_us) {
    while (link->queue.n > 0) {
        int64_t done_us = head_done_us(link);
        if (done_us > now_us)
            break;
        Entry entry = ring_pop(&link->queue);
        link->queue_bytes -= entry.packet.bytes;
        put_on_line(link, entry, done_us);
        begin_head(link, done_us);
    }
}

void link_model_set(LinkModel *link, int64_t now_us, const LinkSettings *settings) {
    advance(link, now_us);
    if (link->queue.n > 0) {
        double sent =
            (double)(now_us - link->head_at_us) * (double)link->settings.rate_bps / US_PER_S;
        link->head_bits = MAX(link->head_bits - sent, 0);
        link->head_at_us = now_us;
    }
    link->settings = *settings;
    advance(link, now_us);
}

static bool queue_takes(const LinkModel *link, uint32_t bytes) {
    const LinkSettings *settings = &link->settings;
    if (link->queue.n + link->line.n + link->n_held >= LINK_MODEL_MAX_PACKETS)
        return false;
    if (settings->rate_bps == 0 || link->queue.n == 0)
        return true;
    uint64_t would_be = link->queue_bytes + bytes;
    if (settings->queue_bytes > 0)
        return would_be <= settings->queue_bytes;
    return (double)would_be * BITS * US_PER_S <=
           (double)settings->queue_us * (double)settings->rate_bps;
}

bool link_model_has_room(LinkModel *link, int64_t now_us, uint32_t bytes) {
    advance(link, now_us);
    return queue_takes(link, bytes);
}

static unsigned enter(LinkModel *link, int64_t now_us, Entry entry) {
    if (!queue_takes(link, entry.packet.bytes)) {
        link->counters.dropped++;
        return 0;
    }
    ring_push(&link->queue, entry);
    link->queue_bytes += entry.packet.bytes;
    if (link->queue.n == 1)
        begin_head(link, now_us);
    return 1;
}

unsigned link_model_offer(LinkModel *link, int64_t now_us, LinkPacket packet) {
    const LinkSettings *settings = &link->settings;
    bool is_lost = draw(link, DRAW_LOSS) < settings->loss;
    double turn = draw(link, DRAW_BURST);
    bool is_twice = draw(link, DRAW_DUPLICATE) < settings->duplicate;
    bool is_reordered = draw(link, DRAW_REORDER) < settings->reorder;

    link->is_in_burst =
        link->is_in_burst ? turn >= settings->burst_leave : turn < settings->burst_enter;
    link->counters.offered++;
    link->counters.offered_bytes += packet.bytes;
    if (link->is_in_burst) {
        link->counters.burst_lost++;
        return 0;
    }
    if (is_lost) {
        link->counters.lost++;
        return 0;
    }
    advance(link, now_us);
    unsigned n_kept = enter(link, now_us, (Entry){packet, is_reordered, 0});
    if (is_twice) {
        link->counters.duplicated++;
        n_kept += enter(link, now_us, (Entry){packet, false, 0});
    }
    advance(link, now_us);
    return n_kept;
}

static bool take_held(LinkModel *link, int64_t now_us, LinkPacket *ret_packet) {
    for (unsigned i = 0; i < link->n_held; i++) {
        Held *held = &link->held[i];
        if (held->to_pass > 0 && held->until_us > now_us)
            continue;
        *ret_packet = held->packet;
        for (unsigned j = i + 1; j < link->n_held; j++)
            link->held[j - 1] = link->held[j];
        link->n_held--;
        return true;
    }
    return false;
}

static bool hold(LinkModel *link, const Entry *entry) {
    if (!entry->is_reordered || link->n_held == MAX_HELD || link->settings.reorder_depth == 0)
        return false;
    link->held[link->n_held++] =
        (Held){entry->packet, link->settings.reorder_depth, entry->due_us + LINK_MODEL_HOLD_US};
    link->counters.reordered++;
    return true;
}

static bool take_next(LinkModel *link, int64_t now_us, LinkPacket *ret_packet) {
    if (take_held(link, now_us, ret_packet))
        return true;
    while (link->line.n > 0 && ring_at(&link->line, 0)->due_us <= now_us) {
        Entry entry = ring_pop(&link->line);
        if (hold(link, &entry))
            continue;
        for (unsigned i = 0; i < link->n_held; i++)
            link->held[i].to_pass -= link->held[i].to_pass > 0;
        *ret_packet = entry.packet;
        return true;
    }
    return false;
}

bool link_model_take(LinkModel *link, int64_t now_us, LinkPacket *ret_packet) {
    advance(link, now_us);
    if (!take_next(link, now_us, ret_packet))
        return false;
    link->counters.delivered++;
    link->counters.delivered_bytes += ret_packet->bytes;
    return true;
}

int64_t link_model_next_us(const LinkModel *link) {
    int64_t next_us = LINK_MODEL_NEVER;
    if (link->queue.n > 0)
        next_us = head_done_us(link);
    if (link->line.n > 0)
        next_us = MIN(next_us, link->line.entries[link->line.first].due_us);
    for (unsigned i = 0; i < link->n_held; i++)
        next_us = MIN(next_us, link->held[i].to_pass == 0 ? 0 : link->held[i].until_us);
    return next_us;
}

bool link_model_drain(LinkModel *link, LinkPacket *ret_packet) {
    if (link->n_held > 0)
        *ret_packet = link->held[--link->n_held].packet;
    else if (link->line.n > 0)
        *ret_packet = ring_pop(&link->line).packet;
    else if (link->queue.n > 0)
        *ret_packet = ring_pop(&link->queue).packet;
    else
        return false;
    return true;
}
