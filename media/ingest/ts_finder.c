#include "media/ingest/ts_finder.h"

#include <stdbool.h>
#include <string.h>

#include <glib.h>

#define PID_ASSOCIATION   0u
#define TABLE_ASSOCIATION 0x00
#define TABLE_MAP         0x02
#define SECTION_HEAD      8u /* up to the first entry of an association */
#define MAP_HEAD          12u
#define CRC_BYTES         4u
#define PES_HEAD          9u

/* ---- packets ---- */

typedef struct Packet {
    unsigned pid;
    bool is_start;         /* payload_unit_start_indicator */
    bool is_random_access; /* §2.4.3.5 */
    const uint8_t *payload;
    size_t n_payload;
} Packet;

static Packet read_packet(const uint8_t *bytes) {
    Packet packet = {.pid = (bytes[1] & 0x1fu) << 8 | bytes[2], .is_start = bytes[1] & 0x40};
    bool is_broken = bytes[1] & 0x80, has_field = bytes[3] & 0x20, has_payload = bytes[3] & 0x10;
    size_t n_field = has_field ? 1u + bytes[4] : 0;
    if (is_broken || 4 + n_field > TS_PACKET_BYTES)
        return (Packet){.pid = packet.pid};
    packet.is_random_access = n_field > 1 && bytes[5] & 0x40;
    if (has_payload) {
        packet.payload = bytes + 4 + n_field;
        packet.n_payload = TS_PACKET_BYTES - 4 - n_field;
    }
    return packet;
}

static unsigned get16(const uint8_t *at) {
    return (unsigned)at[0] << 8 | at[1];
}

static size_t section_length(const uint8_t *section) {
    return 3 + (get16(section + 1) & 0xfff);
}

/* Where the first section of a payload begins (pointer_field); n: in none. */
static size_t section_at(const Packet *packet) {
    size_t at = packet->n_payload > 0 ? 1u + packet->payload[0] : 0;
    return MIN(at, packet->n_payload);
}

/* ---- tables ---- */

static void read_association(TsFinder *finder, const uint8_t *bytes, const Packet *packet) {
    size_t at = section_at(packet);
    const uint8_t *section = packet->payload + at;
    size_t n = packet->n_payload - at;
    if (!packet->is_start || n < SECTION_HEAD || section[0] != TABLE_ASSOCIATION ||
        section_length(section) < SECTION_HEAD + CRC_BYTES)
        return;
    size_t end = MIN(n + CRC_BYTES, section_length(section)) - CRC_BYTES;
    for (size_t i = SECTION_HEAD; i + 4 <= end; i += 4) {
        if (get16(section + i) == 0) /* the network's */
            continue;
        finder->map_pid = get16(section + i + 2) & 0x1fff;
        memcpy(finder->association, bytes, TS_PACKET_BYTES);
        return;
    }
}

typedef struct VideoType {
    unsigned stream_type;
    uint8_t first_shift, first_mask; /* how the byte behind a start code is read */
    uint64_t key_codes;              /* bits of values with which a key frame begins */
} VideoType;

#define BIT(n) (UINT64_C(1) << (n))

/* Table 2-34. Where no codes are, the indicator in the packet must say it. */
static const VideoType VIDEO_TYPES[] = {
    {0x01, 0, 0xff, 0},                                        /* MPEG-1: SEQUENCE_START */
    {0x02, 0, 0xff, 0},                                        /* MPEG-2 */
    {0x10, 0, 0xff, 0},                                        /* MPEG-4 */
    {0x1b, 0, 0x1f, BIT(5) | BIT(7)},                          /* H.264: IDR, SPS */
    {0x24, 1, 0x3f, BIT(32) | BIT(33) | UINT64_C(0x3f) << 16}, /* H.265: VPS, SPS, IRAP */
    {0x33, 0, 0, 0},                                           /* H.266 */
    {0x42, 0, 0, 0},                                           /* AVS */
    {0xd2, 0, 0, 0},                                           /* AVS2 */
    {0xd4, 0, 0, 0},                                           /* AVS3 */
    {0xea, 0, 0, 0},                                           /* VC-1 */
};

#define SEQUENCE_START 0xb3 /* MPEG-1 and 2; in MPEG-4 a group of pictures begins with it */

static const VideoType *find_type(unsigned stream_type) {
    for (size_t i = 0; i < G_N_ELEMENTS(VIDEO_TYPES); i++)
        if (VIDEO_TYPES[i].stream_type == stream_type)
            return &VIDEO_TYPES[i];
    return NULL;
}

/* True: other streams than before. */
static bool read_map(TsFinder *finder) {
    const uint8_t *section = finder->section;
    size_t end = section_length(section) - CRC_BYTES;
    unsigned pid = 0, type = 0;
    if (section[0] != TABLE_MAP)
        return false;
    for (size_t at = MAP_HEAD + (get16(section + 10) & 0xfff); at + 5 <= end && pid == 0;
         at += 5 + (get16(section + at + 3) & 0xfff)) {
        if (!find_type(section[at]))
            continue;
        type = section[at];
        pid = get16(section + at + 1) & 0x1fff;
    }
    bool is_other = pid != finder->video_pid || type != finder->video_type;
    finder->video_pid = pid;
    finder->video_type = type;
    memcpy(finder->tables.bytes, finder->association, TS_PACKET_BYTES);
    memcpy(finder->tables.bytes + TS_PACKET_BYTES, finder->map.bytes, finder->map.n);
    finder->tables.n = TS_PACKET_BYTES + finder->map.n;
    return is_other;
}

static TsFound collect_map(TsFinder *finder, const uint8_t *bytes, const Packet *packet) {
    size_t at = 0;
    if (packet->is_start) {
        finder->map.n = finder->n_section = 0;
        at = section_at(packet);
    } else if (finder->map.n == 0) {
        return TS_FOUND_NOTHING;
    }
    if (finder->map.n == TS_FINDER_MAP_PACKETS * TS_PACKET_BYTES) {
        finder->map.n = 0;
        return TS_FOUND_NOTHING;
    }
    memcpy(finder->map.bytes + finder->map.n, bytes, TS_PACKET_BYTES);
    finder->map.n += TS_PACKET_BYTES;
    size_t n = MIN(packet->n_payload - at, TS_FINDER_SECTION_BYTES - finder->n_section);
    if (n > 0)
        memcpy(finder->section + finder->n_section, packet->payload + at, n);
    finder->n_section += n;
    if (finder->n_section < 3 || finder->n_section < section_length(finder->section))
        return TS_FOUND_NOTHING;
    bool is_other = section_length(finder->section) >= MAP_HEAD + CRC_BYTES && read_map(finder);
    finder->map.n = 0;
    return is_other ? TS_FOUND_OTHER : TS_FOUND_NOTHING;
}

/* ---- key frames ---- */

static bool is_key_code(const VideoType *type, uint8_t code) {
    if (type->first_mask == 0xff)
        return code == SEQUENCE_START;
    return type->key_codes & BIT(code >> type->first_shift & type->first_mask);
}

/* Within the first packet of a picture. */
static bool has_key_code(const VideoType *type, const Packet *packet) {
    const uint8_t *at = packet->payload;
    if (packet->n_payload < PES_HEAD || at[0] != 0 || at[1] != 0 || at[2] != 1)
        return false;
    for (size_t i = PES_HEAD + at[8]; i + 4 <= packet->n_payload; i++)
        if (at[i] == 0 && at[i + 1] == 0 && at[i + 2] == 1 && is_key_code(type, at[i + 3]))
            return true;
    return false;
}

TsFound ts_finder_look(TsFinder *finder, const uint8_t *packet_bytes) {
    Packet packet = read_packet(packet_bytes);
    if (packet.n_payload == 0)
        return TS_FOUND_NOTHING;
    if (packet.pid == PID_ASSOCIATION)
        read_association(finder, packet_bytes, &packet);
    else if (packet.pid == finder->map_pid)
        return collect_map(finder, packet_bytes, &packet);
    else if (packet.pid == finder->video_pid && packet.is_start) {
        const VideoType *type = find_type(finder->video_type);
        bool is_key = packet.is_random_access || (type && has_key_code(type, &packet));
        return is_key ? TS_FOUND_KEY : TS_FOUND_NOTHING;
    }
    return TS_FOUND_NOTHING;
}
