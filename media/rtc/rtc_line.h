/* What one viewer's line bears, and what goes over it: numbers of the transport and the feedback
 * about them, estimate, probes, pacing, the choice of layers. A line with room to spare costs a
 * number per packet; only a narrow one is paced. No clock, no I/O, no allocation after
 * rtc_line_new(). Private to media/rtc/; one thread. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "media/rtc/flow/layer_choice.h"
#include "media/rtc/flow/pacer.h"
#include "media/rtc/rtc_events.h"
#include "media/rtc/wire/rtcp.h"

#define RTC_LINE_NEWS_US INT64_C(1000000) /* between two news at the least */
/* Before anything is known of a line that tells what arrives: a middle layer and sound pass; the
 * first probe asks for three times as much at once. */
#define RTC_LINE_START_BPS UINT64_C(600000)
/* … and so long, unless a queue is seen, one picture at its least passes that costs no more than
 * this, sound included: a camera of one layer is seen at once, and what is sent of it is what the
 * line is measured with. */
#define RTC_LINE_FIRST_BPS UINT64_C(2500000)
#define RTC_LINE_FIRST_US  INT64_C(2000000) /* from the first packet on */
/* … that tells nothing but what it has lost. */
#define RTC_LINE_SILENT_BPS UINT64_C(50000000)

/* From rtc_line_share(), when the state or a fifth of the estimate has changed. */
typedef void (*RtcLineFn)(RtcLineState state, uint64_t estimate_bps, void *user);

typedef struct RtcLineOptions {
    int64_t now_us;
    unsigned n_streams; /* at most LAYER_CHOICE_MAX_STREAMS */
    bool has_feedback;  /* transport-wide feedback was negotiated */
    bool has_padding;   /* there is a stream that can carry some: else nothing is probed */
    RtcLineFn fn;       /* NULL: nobody listens */
    void *user;
} RtcLineOptions;

typedef struct RtcLine RtcLine;

RtcLine *rtc_line_new(const RtcLineOptions *options);
void rtc_line_free(RtcLine *line);

/* ---- sending ---- */

/* A packet leaves: its transport-wide sequence number. `bytes` with all headers down to IP; `probe`
 * of PacerItem. */
uint16_t rtc_line_number(RtcLine *line, int64_t now_us, uint32_t bytes, uint16_t probe);
/* False: pictures are sent as they come, without rtc_line_offer(). */
bool rtc_line_is_paced(const RtcLine *line);
/* Into the cache: what a packet that is not paced looks at. */
void rtc_line_fetch(const RtcLine *line);
/* As pacer_offer(). */
PacerAnswer rtc_line_offer(RtcLine *line, int64_t now_us, PacerItem *item);
/* Whether rtc_line_step() has anything to do: then every PACER_STEP_US. */
bool rtc_line_is_busy(const RtcLine *line);
/* As pacer_step(). */
size_t rtc_line_step(RtcLine *line, int64_t now_us, PacerItem *ret_items, size_t max);

/* ---- hearing ---- */

/* Any block of RTCP: transport-wide feedback and REMB are taken, others passed over. */
void rtc_line_take(RtcLine *line, int64_t now_us, const RtcpBlock *block);
/* What receiver reports say of all streams together, in 256ths; counts where there is no
 * transport-wide feedback. */
void rtc_line_take_loss(RtcLine *line, int64_t now_us, uint8_t fraction_lost);

/* ---- sharing out ---- */

/* One picture: the caller fills what is `in` before rtc_line_share() and obeys `chosen`. */
LayerStream *rtc_line_stream(RtcLine *line, unsigned index);
/* The stream shows something else from now on. */
void rtc_line_reset_stream(RtcLine *line, unsigned index);
/* About every 100 ms and when streams change. `sound_bps` of all sound that is sent. */
void rtc_line_share(RtcLine *line, int64_t now_us, uint64_t sound_bps);

uint64_t rtc_line_estimate_bps(const RtcLine *line);
/* So much is lost, or was a few seconds ago, that sound needs to be sent twice (RFC 2198). */
bool rtc_line_is_lossy(const RtcLine *line, int64_t now_us);
/* How long pictures are best held back there, so that one that lacks a packet whose repeat is
 * repeated too comes in its turn; 0 on a line that is not lossy. `round_trip_us` 0: unknown. */
unsigned rtc_line_wait_ms(const RtcLine *line, int64_t now_us, int64_t round_trip_us);
