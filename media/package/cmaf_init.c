/* The initialization section: ftyp + moov (ISO/IEC 23000-19 §7.3). */
#include <string.h>

#include "media/package/cmaf.h"
#include "media/package/cmaf_box.h"
#include "base/language_table.h"

#define TRACK_ID 1

static void append_matrix(GByteArray *out) {
    static const uint32_t MATRIX[9] = {0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000};
    for (unsigned i = 0; i < G_N_ELEMENTS(MATRIX); i++)
        cmaf_box_u32(out, MATRIX[i]);
}

static void append_ftyp(GByteArray *out, MediaKind kind) {
    unsigned box = cmaf_box_begin(out, "ftyp");
    cmaf_box_bytes(out, "cmfc", 4);
    cmaf_box_u32(out, 0);
    cmaf_box_bytes(out, "cmfciso6mp41", 12);
    if (kind == MEDIA_AUDIO)
        cmaf_box_bytes(out, "caac", 4); /* the media profile of 23000-19 §10.4 */
    cmaf_box_end(out, box);
}

static void append_mvhd(GByteArray *out, const MediaGrid *grid) {
    unsigned box = cmaf_box_begin_full(out, "mvhd", 0, 0);
    cmaf_box_zeros(out, 8); /* times of creation and change */
    cmaf_box_u32(out, grid->timescale);
    cmaf_box_u32(out, 0);       /* duration: in fragments */
    cmaf_box_u32(out, 0x10000); /* rate */
    cmaf_box_u16(out, 0x100);   /* volume */
    cmaf_box_zeros(out, 10);
    append_matrix(out);
    cmaf_box_zeros(out, 24);
    cmaf_box_u32(out, TRACK_ID + 1);
    cmaf_box_end(out, box);
}

static void append_tkhd(GByteArray *out, const MediaTrack *track) {
    unsigned box = cmaf_box_begin_full(out, "tkhd", 0, 7); /* enabled, in movie, in preview */
    cmaf_box_zeros(out, 8);
    cmaf_box_u32(out, TRACK_ID);
    cmaf_box_zeros(out, 4 + 4 + 8 + 2 + 2);
    cmaf_box_u16(out, track->kind == MEDIA_AUDIO ? 0x100 : 0);
    cmaf_box_zeros(out, 2);
    append_matrix(out);
    cmaf_box_u32(out, track->kind == MEDIA_VIDEO ? track->width << 16 : 0);
    cmaf_box_u32(out, track->kind == MEDIA_VIDEO ? track->height << 16 : 0);
    cmaf_box_end(out, box);
}

static void append_language(GByteArray *out, const MediaTrack *track) {
    char code[LANGUAGE_TABLE_CODE3_BYTES] = "und";
    if (track->kind == MEDIA_AUDIO)
        language_table_code3(track->language, code);
    unsigned packed = 0;
    for (unsigned i = 0; i < 3; i++)
        packed = packed << 5 | ((unsigned)code[i] - 0x60);
    unsigned box = cmaf_box_begin_full(out, "mdhd", 0, 0);
    cmaf_box_zeros(out, 8);
    cmaf_box_u32(out, MEDIA_GRIDS[track->kind].timescale);
    cmaf_box_u32(out, 0);
    cmaf_box_u16(out, (uint16_t)packed);
    cmaf_box_u16(out, 0);
    cmaf_box_end(out, box);
    if (track->kind != MEDIA_AUDIO || !track->language[0])
        return;
    box = cmaf_box_begin_full(out, "elng", 0, 0);
    cmaf_box_bytes(out, track->language, strlen(track->language) + 1);
    cmaf_box_end(out, box);
}

static void append_hdlr(GByteArray *out, MediaKind kind) {
    unsigned box = cmaf_box_begin_full(out, "hdlr", 0, 0);
    cmaf_box_u32(out, 0);
    cmaf_box_bytes(out, kind == MEDIA_VIDEO ? "vide" : "soun", 4);
    cmaf_box_zeros(out, 12 + 1); /* reserved, empty name */
    cmaf_box_end(out, box);
}

static void append_media_header(GByteArray *out, MediaKind kind) {
    unsigned box = kind == MEDIA_VIDEO ? cmaf_box_begin_full(out, "vmhd", 0, 1)
                                       : cmaf_box_begin_full(out, "smhd", 0, 0);
    cmaf_box_zeros(out, kind == MEDIA_VIDEO ? 8 : 4);
    cmaf_box_end(out, box);
    box = cmaf_box_begin(out, "dinf");
    unsigned dref = cmaf_box_begin_full(out, "dref", 0, 0);
    cmaf_box_u32(out, 1);
    unsigned url = cmaf_box_begin_full(out, "url ", 0, 1); /* in the same file */
    cmaf_box_end(out, url);
    cmaf_box_end(out, dref);
    cmaf_box_end(out, box);
}

/* 14496-15 §5.4.2. The colour space is in the SPS; square pixels are the programme's. */
static void append_avc1(GByteArray *out, const MediaTrack *track) {
    unsigned entry = cmaf_box_begin(out, "avc1");
    cmaf_box_zeros(out, 6);
    cmaf_box_u16(out, 1);
    cmaf_box_zeros(out, 16);
    cmaf_box_u16(out, (uint16_t)track->width);
    cmaf_box_u16(out, (uint16_t)track->height);
    cmaf_box_u32(out, 0x480000); /* 72 dpi */
    cmaf_box_u32(out, 0x480000);
    cmaf_box_u32(out, 0);
    cmaf_box_u16(out, 1); /* one frame in a sample */
    cmaf_box_zeros(out, 32);
    cmaf_box_u16(out, 24);
    cmaf_box_u16(out, 0xffff);
    unsigned box = cmaf_box_begin(out, "avcC");
    cmaf_box_bytes(out, track->config, track->config_length);
    cmaf_box_end(out, box);
    box = cmaf_box_begin(out, "pasp");
    cmaf_box_u32(out, 1);
    cmaf_box_u32(out, 1);
    cmaf_box_end(out, box);
    cmaf_box_end(out, entry);
}

/* A descriptor's tag and its length in the form of four bytes (14496-1 §8.3.3). */
static void append_descriptor(GByteArray *out, uint8_t tag, unsigned length) {
    cmaf_box_u8(out, tag);
    for (int shift = 21; shift > 0; shift -= 7)
        cmaf_box_u8(out, (uint8_t)(0x80 | (length >> shift & 0x7f)));
    cmaf_box_u8(out, (uint8_t)(length & 0x7f));
}

/* 14496-14 §5.6, 14496-1 §7.2.6. */
static void append_esds(GByteArray *out, const MediaTrack *track) {
    enum { HEADER = 5, DECODER = 13, SL = 1 };
    unsigned decoder = DECODER + HEADER + track->config_length;
    unsigned box = cmaf_box_begin_full(out, "esds", 0, 0);
    append_descriptor(out, 3, 3 + HEADER + decoder + HEADER + SL);
    cmaf_box_u16(out, 0); /* ES_ID: 0 in files */
    cmaf_box_u8(out, 0);
    append_descriptor(out, 4, decoder);
    cmaf_box_u8(out, 0x40); /* MPEG-4 audio */
    cmaf_box_u8(out, 0x15); /* AudioStream */
    cmaf_box_zeros(out, 3);
    cmaf_box_u32(out, track->bit_rate);
    cmaf_box_u32(out, track->bit_rate);
    append_descriptor(out, 5, track->config_length);
    cmaf_box_bytes(out, track->config, track->config_length);
    append_descriptor(out, 6, SL);
    cmaf_box_u8(out, 2); /* as in MP4 files */
    cmaf_box_end(out, box);
}

static void append_mp4a(GByteArray *out, const MediaTrack *track) {
    unsigned entry = cmaf_box_begin(out, "mp4a");
    cmaf_box_zeros(out, 6);
    cmaf_box_u16(out, 1);
    cmaf_box_zeros(out, 8);
    cmaf_box_u16(out, (uint16_t)track->channels);
    cmaf_box_u16(out, 16);
    cmaf_box_u32(out, 0);
    cmaf_box_u32(out, MEDIA_GRIDS[MEDIA_AUDIO].timescale << 16);
    append_esds(out, track);
    cmaf_box_end(out, entry);
}

static void append_stbl(GByteArray *out, const MediaTrack *track) {
    static const char EMPTY[][5] = {"stts", "stsc", "stsz", "stco"};
    unsigned stbl = cmaf_box_begin(out, "stbl");
    unsigned stsd = cmaf_box_begin_full(out, "stsd", 0, 0);
    cmaf_box_u32(out, 1);
    if (track->kind == MEDIA_VIDEO)
        append_avc1(out, track);
    else
        append_mp4a(out, track);
    cmaf_box_end(out, stsd);
    for (unsigned i = 0; i < G_N_ELEMENTS(EMPTY); i++) {
        unsigned box = cmaf_box_begin_full(out, EMPTY[i], 0, 0);
        cmaf_box_zeros(out, strcmp(EMPTY[i], "stsz") == 0 ? 8 : 4);
        cmaf_box_end(out, box);
    }
    cmaf_box_end(out, stbl);
}

static void append_trak(GByteArray *out, const MediaTrack *track) {
    unsigned trak = cmaf_box_begin(out, "trak");
    append_tkhd(out, track);
    unsigned mdia = cmaf_box_begin(out, "mdia");
    append_language(out, track);
    append_hdlr(out, track->kind);
    unsigned minf = cmaf_box_begin(out, "minf");
    append_media_header(out, track->kind);
    append_stbl(out, track);
    cmaf_box_end(out, minf);
    cmaf_box_end(out, mdia);
    cmaf_box_end(out, trak);
}

static void append_mvex(GByteArray *out) {
    unsigned mvex = cmaf_box_begin(out, "mvex");
    unsigned trex = cmaf_box_begin_full(out, "trex", 0, 0);
    cmaf_box_u32(out, TRACK_ID);
    cmaf_box_u32(out, 1); /* sample description */
    cmaf_box_zeros(out, 12);
    cmaf_box_end(out, trex);
    cmaf_box_end(out, mvex);
}

void cmaf_append_init(GByteArray *out, const MediaTrack *track) {
    g_return_if_fail(track->config_length > 0 && track->config_length <= MEDIA_CONFIG_MAX_BYTES);
    append_ftyp(out, track->kind);
    unsigned moov = cmaf_box_begin(out, "moov");
    append_mvhd(out, &MEDIA_GRIDS[track->kind]);
    append_trak(out, track);
    append_mvex(out);
    cmaf_box_end(out, moov);
}
