/* rtcp: a datagram of RTCP. The walk ends within its bounds, and what each block says is read as
 * often as it can be asked for. */
#include <glib.h>

#include "media/rtc/wire/rtcp_feedback.h"
#include "media/rtc/wire/rtcp_report.h"
#include "media/rtc/wire/rtcp_source.h"
#include "media/rtc/wire/rtcp_twcc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_reports(const RtcpBlock *block) {
    RtcpSender sender;
    if (rtcp_report_get_sender(block, &sender))
        g_assert_cmpint(block->type, ==, RTCP_SR);
    for (unsigned i = 0; i < rtcp_report_count(block); i++) {
        RtcpReport report = rtcp_report_get(block, i);
        g_assert_cmpint(report.lost, <=, 0x7fffff);
        g_assert_cmpint(report.lost, >=, -0x800000);
        g_assert_cmpint(rtcp_report_round_trip_us(&report, 0), <=, 60000000);
    }
}

static void read_sources(const RtcpBlock *block) {
    RtcpSourceName names[RTCP_MAX_COUNT];
    unsigned n = rtcp_source_get_names(block, RTCP_MAX_COUNT, names), sum = 0;
    for (unsigned i = 0; i < n; i++)
        for (unsigned at = 0; at < names[i].length; at++)
            sum += names[i].text[at];
    for (unsigned i = 0; i < rtcp_source_count_leaving(block); i++)
        sum += rtcp_source_get_leaving(block, i) & 1;
    g_assert_cmpuint(sum, <, G_MAXUINT);
}

/* What was named is written and named again. */
static void read_feedback(const RtcpBlock *block) {
    static guint16 sequences[RTCP_FEEDBACK_MAX_NACKS];
    uint64_t bps;
    uint8_t counter;
    unsigned n = rtcp_feedback_get_nacks(block, RTCP_FEEDBACK_MAX_NACKS, sequences);
    g_assert_cmpuint(n, <=, RTCP_FEEDBACK_MAX_NACKS);
    for (unsigned i = 0; i < rtcp_feedback_count_firs(block); i++)
        rtcp_feedback_get_fir(block, i, &counter);
    if (rtcp_feedback_get_remb(block, &bps)) {
        uint8_t bytes[64];
        uint64_t again;
        RtcpWriter writer = {.bytes = bytes, .size = sizeof bytes};
        g_assert_true(rtcp_feedback_write_remb(&writer, 1, bps, NULL, 0));
        RtcpBlock own = {bytes + 4, writer.length - 4, RTCP_PAYLOAD, RTCP_PAYLOAD_REMB};
        g_assert_true(rtcp_feedback_get_remb(&own, &again));
        g_assert_true(again == bps || bps == UINT64_MAX);
    }
}

/* Arrivals that were read are written and read the same, as far as one message carries them. */
static void read_twcc(const RtcpBlock *block) {
    static int64_t arrived_us[RTCP_TWCC_MAX_WRITTEN];
    static uint8_t bytes[16384];
    RtcpTwccReader reader;
    RtcpTwccStatus status;
    unsigned n = 0, n_all = 0;
    if (!rtcp_twcc_reader_init(&reader, block))
        return;
    for (; rtcp_twcc_reader_next(&reader, &status); n_all++)
        if (n < RTCP_TWCC_MAX_WRITTEN)
            arrived_us[n++] = status.has_arrived
                                  ? status.arrived_us + G_GINT64_CONSTANT(1000000000000)
                                  : RTCP_TWCC_LOST;
    g_assert_cmpuint(n_all, ==, reader.head.n);
    RtcpWriter writer = {.bytes = bytes, .size = sizeof bytes};
    unsigned taken = rtcp_twcc_write(&writer, &reader.head, arrived_us, n);
    if (taken == 0)
        return;
    g_assert_cmpuint(taken, ==, n); /* deltas that were read can be written */
    RtcpBlock own = {bytes + 4, writer.length - 4, RTCP_TRANSPORT, RTCP_TRANSPORT_TWCC};
    g_assert_true(rtcp_twcc_reader_init(&reader, &own));
    for (unsigned i = 0; rtcp_twcc_reader_next(&reader, &status); i++)
        g_assert_true(status.has_arrived == (arrived_us[i] != RTCP_TWCC_LOST));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    RtcpWalk walk;
    RtcpBlock block;
    unsigned n = 0;
    rtcp_walk_init(&walk, data, size);
    for (; rtcp_walk_next(&walk, &block) == RTCP_STEP_BLOCK; n++) {
        g_assert_true(block.body >= data && block.body + block.length <= data + size);
        read_reports(&block);
        read_sources(&block);
        read_feedback(&block);
        read_twcc(&block);
    }
    g_assert_cmpuint(n, <=, RTCP_MAX_BLOCKS);
    return 0;
}
