#include "media/ts/ts_tables.h"

#include <string.h>

#include "base/language_table.h"

#define TABLE_ASSOCIATION   0x00
#define TABLE_MAP           0x02
#define PROGRAMME           1
#define STREAM_H264         0x1B
#define STREAM_AAC_ADTS     0x0F
#define DESCRIPTOR_LANGUAGE 0x0A
#define CURRENT             0xC1 /* reserved bits, version 0, current_next_indicator */
#define SECTION_SYNTAX      0xB0
#define HEADER_BYTES        8u
#define CRC_BYTES           4u
#define CRC_POLYNOMIAL      0x04C11DB7u

/* Annex A: not reflected, begins with ones. */
static uint32_t crc_of(const uint8_t *bytes, size_t length) {
    uint32_t crc = UINT32_MAX;
    for (size_t i = 0; i < length; i++) {
        crc ^= (uint32_t)bytes[i] << 24;
        for (unsigned bit = 0; bit < 8; bit++)
            crc = crc & 0x80000000u ? crc << 1 ^ CRC_POLYNOMIAL : crc << 1;
    }
    return crc;
}

static uint8_t *put16(uint8_t *at, unsigned value) {
    at[0] = (uint8_t)(value >> 8);
    at[1] = (uint8_t)value;
    return at + 2;
}

/* Writes the header around the body that is there already, and the CRC. */
static size_t finish(uint8_t *section, uint8_t table, size_t body) {
    size_t length = HEADER_BYTES + body;
    section[0] = table;
    put16(section + 1, (unsigned)(SECTION_SYNTAX << 8 | (length - 3 + CRC_BYTES)));
    put16(section + 3, PROGRAMME);
    section[5] = CURRENT;
    section[6] = section[7] = 0; /* section 0 of 0 */
    uint32_t crc = crc_of(section, length);
    put16(put16(section + length, crc >> 16), crc & 0xFFFF);
    return length + CRC_BYTES;
}

size_t ts_tables_association(uint8_t ret_section[TS_TABLES_MAX_BYTES]) {
    uint8_t *at = put16(ret_section + HEADER_BYTES, PROGRAMME);
    put16(at, 0xE000 | TS_TABLES_PMT_PID);
    return finish(ret_section, TABLE_ASSOCIATION, 4);
}

static uint8_t *put_stream(uint8_t *at, uint8_t kind, unsigned pid, unsigned descriptor_bytes) {
    *at++ = kind;
    at = put16(at, 0xE000 | pid);
    return put16(at, 0xF000 | descriptor_bytes);
}

size_t ts_tables_map(uint8_t ret_section[TS_TABLES_MAX_BYTES], const char *language) {
    enum { LANGUAGE_BYTES = 4 };
    uint8_t *at = put16(ret_section + HEADER_BYTES, 0xE000 | TS_TABLES_VIDEO_PID);
    at = put16(at, 0xF000); /* no descriptor of the programme */
    at = put_stream(at, STREAM_H264, TS_TABLES_VIDEO_PID, 0);
    at = put_stream(at, STREAM_AAC_ADTS, TS_TABLES_AUDIO_PID, 2 + LANGUAGE_BYTES);
    *at++ = DESCRIPTOR_LANGUAGE;
    *at++ = LANGUAGE_BYTES;
    language_table_code3(language, (char *)at);
    at[3] = 0; /* audio_type: undefined */
    at += LANGUAGE_BYTES;
    return finish(ret_section, TABLE_MAP, (size_t)(at - ret_section) - HEADER_BYTES);
}
