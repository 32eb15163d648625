/* What a session description of a WebRTC peer says (RFC 8866, RFC 9429), as far as we use it: plain
 * data, bounded. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SDP_MAX_TEXT_BYTES        65536u
#define SDP_MAX_SECTIONS          128u
#define SDP_MAX_CODECS            96u /* per section: all payload types beside RTCP, RFC 5761 §4 */
#define SDP_MAX_RIDS              4u
#define SDP_MAX_SSRCS             16u /* per section */
#define SDP_MAX_SSRC_GROUPS       8u
#define SDP_MAX_GROUP_SSRCS       4u
#define SDP_MAX_MID_CHARS         16u /* RFC 8843 §15.2: our RTP extension carries it */
#define SDP_MAX_RID_CHARS         16u
#define SDP_MAX_FINGERPRINT_BYTES 64u

typedef enum SdpKind { SDP_AUDIO, SDP_VIDEO, SDP_OTHER } SdpKind;

/* Bits: sends, receives (RFC 8866 §6.7). */
typedef enum SdpDirection {
    SDP_INACTIVE = 0,
    SDP_SENDONLY = 1,
    SDP_RECVONLY = 2,
    SDP_SENDRECV = 3,
} SdpDirection;

typedef enum SdpSetup { SDP_SETUP_NONE, SDP_ACTPASS, SDP_ACTIVE, SDP_PASSIVE } SdpSetup;

typedef enum SdpCodecKind {
    SDP_CODEC_OTHER, /* not ours */
    SDP_CODEC_OPUS,  /* RFC 7587 */
    SDP_CODEC_RED,   /* of Opus, RFC 2198 */
    SDP_CODEC_VP8,   /* RFC 7741 */
    SDP_CODEC_H264,  /* RFC 6184 */
    SDP_CODEC_RTX,   /* RFC 4588 */
} SdpCodecKind;

/* Bits of rtcp-fb. */
typedef enum SdpFeedback {
    SDP_FEEDBACK_NACK = 1,  /* RFC 4585 §4.2 */
    SDP_FEEDBACK_PLI = 2,   /* nack pli */
    SDP_FEEDBACK_FIR = 4,   /* ccm fir, RFC 5104 §7.1 */
    SDP_FEEDBACK_TWCC = 8,  /* transport-cc */
    SDP_FEEDBACK_REMB = 16, /* goog-remb */
} SdpFeedback;

/* Header extensions we use (RFC 8285); index of SdpSection.extension_ids. */
typedef enum SdpExtension {
    SDP_EXTENSION_MID,           /* RFC 8843 §15 */
    SDP_EXTENSION_RID,           /* RFC 8852 */
    SDP_EXTENSION_REPAIRED_RID,  /* RFC 8852 */
    SDP_EXTENSION_ABS_SEND_TIME, /* of libwebrtc */
    SDP_EXTENSION_TWCC,          /* draft-holmer-rmcat-transport-wide-cc-extensions-01 */
    SDP_EXTENSION_AUDIO_LEVEL,   /* RFC 6464 */
    SDP_EXTENSION_PLAYOUT_DELAY, /* of libwebrtc */
} SdpExtension;

#define SDP_N_EXTENSIONS (SDP_EXTENSION_PLAYOUT_DELAY + 1)

typedef struct SdpCodec {
    uint8_t payload_type;
    uint8_t channels;   /* 1 when not said */
    uint8_t apt;        /* RTX: what it repeats; RED: what it carries; else 0 */
    bool is_packetized; /* H.264: packetization-mode=1 */
    SdpCodecKind kind;  /* OTHER also when the clock or the kind of media is not the usual */
    uint32_t clock_hz;
    uint32_t feedback;      /* SdpFeedback bits */
    uint32_t profile_level; /* H.264: profile-level-id, 24 bits; 0x420010 when not said */
} SdpCodec;

typedef struct SdpFingerprint {
    const char *hash; /* OpenSSL's name: "SHA256", "SHA384", "SHA512"; NULL: none */
    uint8_t length;
    uint8_t bytes[SDP_MAX_FINGERPRINT_BYTES];
} SdpFingerprint;

typedef struct SdpTransport {
    const char *ufrag, *password; /* NULL when not said */
    SdpFingerprint fingerprint;   /* RFC 8122 */
    SdpSetup setup;
} SdpTransport;

typedef struct SdpSsrcGroup {
    bool is_fid; /* RFC 5576 §4.2: a source and its RTX; else SIM, layers */
    uint8_t n;
    uint32_t ssrcs[SDP_MAX_GROUP_SSRCS];
} SdpSsrcGroup;

typedef struct SdpSection {
    SdpKind kind;
    const char *media, *protocol, *formats; /* as they were: a refusal repeats them */
    const char *mid;                        /* NULL when not said */
    bool is_rejected;                       /* port 0 without bundle-only */
    bool is_bundled;                        /* in the first BUNDLE group */
    bool has_rtcp_mux;
    bool is_slides;         /* a=content:slides, RFC 4796 §5 */
    SdpDirection direction; /* as the peer sees it */
    unsigned n_codecs, n_rids, n_ssrcs, n_groups;
    SdpCodec codecs[SDP_MAX_CODECS];         /* in the peer's order */
    uint8_t extension_ids[SDP_N_EXTENSIONS]; /* 1 to 14; 0: not offered */
    const char
        *rids[SDP_MAX_RIDS]; /* layers it would send, in the order of a=simulcast, RFC 8853 */
    uint32_t ssrcs[SDP_MAX_SSRCS];
    SdpSsrcGroup groups[SDP_MAX_SSRC_GROUPS];
    const char *msid, *cname; /* NULL when not said */
    SdpTransport transport;   /* of the session when it has none of its own */
} SdpSection;

typedef struct SdpSession {
    bool is_ice_lite;
    unsigned n_sections;
    SdpSection *sections;   /* owned */
    SdpTransport transport; /* of the bundle: of its first section that is not rejected */
    char *text;             /* owned; all texts are borrowed from it */
} SdpSession;
