#include "media/ingest/srt_caller.h"

#include <glib.h>

#include "base/clock.h"

SrtCaller *srt_caller_new(SRTSOCKET take_socket, uint64_t id, int64_t now_us) {
    SrtCaller *caller = g_new0(SrtCaller, 1);
    caller->socket = take_socket;
    caller->id = id;
    caller->media_at_us = caller->report_at_us = now_us;
    ts_source_init(&caller->source);
    return caller;
}

void srt_caller_close(SrtCaller *caller) {
    if (caller->socket != SRT_INVALID_SOCK)
        srt_close(caller->socket);
    caller->socket = SRT_INVALID_SOCK;
    ts_source_close(&caller->source);
}

void srt_caller_free(SrtCaller *caller) {
    srt_caller_close(caller);
    ts_source_clear(&caller->source);
    g_free(caller);
}

static SrtCallerResult write_batch(SrtCaller *caller, const uint8_t *batch, size_t n,
                                   int64_t now_us) {
    if (caller->aligner.is_foreign)
        return SRT_CALLER_FOREIGN;
    uint32_t now_ms = (uint32_t)(now_us / CLOCK_US_PER_MS);
    return ts_source_take(&caller->source, batch, n, now_ms) == SOURCE_PIPE_BROKEN
               ? SRT_CALLER_BROKEN
               : SRT_CALLER_GOES_ON;
}

SrtCallerResult srt_caller_read(SrtCaller *caller, uint8_t *batch, int64_t now_us,
                                uint64_t *ret_bytes) {
    char message[SRT_MESSAGE_MAX_BYTES];
    size_t n_batch = 0;
    bool has_failed = false;
    *ret_bytes = 0;
    while (!has_failed && SRT_BATCH_BYTES - n_batch >= SRT_MESSAGE_MAX_BYTES + TS_PACKET_BYTES) {
        int n = srt_recvmsg(caller->socket, message, sizeof message);
        if (n <= 0 && srt_getlasterror(NULL) == SRT_EASYNCRCV)
            break;
        has_failed = n <= 0;
        if (has_failed)
            break;
        *ret_bytes += (uint64_t)n;
        n_batch +=
            ts_aligner_take(&caller->aligner, (const uint8_t *)message, (size_t)n, batch + n_batch);
    }
    caller->bytes += *ret_bytes;
    if (*ret_bytes > 0)
        caller->media_at_us = now_us;
    SrtCallerResult result = write_batch(caller, batch, n_batch, now_us);
    return has_failed ? SRT_CALLER_GONE : result;
}

void srt_caller_measure(SrtCaller *caller, int64_t now_us, IngestStats *ret_stats) {
    SRT_TRACEBSTATS trace;
    int64_t span_us = MAX(now_us - caller->report_at_us, 1);
    uint64_t bits = (caller->bytes - caller->bytes_at_report) * 8;
    *ret_stats = (IngestStats){
        .bytes = caller->bytes,
        .bits_per_second = (unsigned)(bits * 1000000u / (uint64_t)span_us),
        .dropped_bytes = caller->source.pipe.dropped_bytes,
    };
    caller->bytes_at_report = caller->bytes;
    caller->report_at_us = now_us;
    if (srt_bstats(caller->socket, &trace, 0) != 0)
        return;
    ret_stats->rtt_us = (unsigned)(trace.msRTT * 1000);
    ret_stats->lost_packets = (uint64_t)trace.pktRcvLossTotal;
    ret_stats->retransmitted_packets = (uint64_t)trace.pktRcvRetrans;
}
