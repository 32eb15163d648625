/* One request of an HTTP/2 connection: its body as it comes, its way through the handler or a
 * relay, its answer as frames want it. Private to base/gate/. One owner thread. */
#pragma once

#include "base/gate/gate_h2_conn.h"
#include "base/gate/gate_relay.h"
#include "base/gate/gate_stream.h"

#define GATE_H2_RELAY_OUT_BYTES 65536u /* of a relayed answer, waiting for its turn */

struct GateH2Stream {
    GateH2 *h2;
    int32_t id;
    GateH2Stream *next, **link; /* of the connection's open or ending streams */
    GateH2Stream *next_to_pump, **pump_link;
    GateStream *stream;  /* owned; with its handler, or its answer is sent */
    GateRelay *relay;    /* owned; handed over */
    GateHead *kept_head; /* owned; waits for its body (GATE_BODIES_GATHERED) */
    GateBytes input;     /* of the body: came, was not used */
    GateBytes out;       /* of a relayed answer: came, was not sent */
    bool is_body_open;   /* more of the request's body may come */
    bool is_head_request;
    bool is_answered;  /* the final head was submitted */
    bool is_out_whole; /* nothing is to be added to the answer's body */
    bool is_waiting;   /* nghttp2 asks again only after nghttp2_session_resume_data() */
    bool is_end_sent;  /* END_STREAM */
    bool has_urgency;  /* the client named one */
    bool is_incremental;
    int64_t begun_at_us, taken_at_us;
};

/* A header block of a new request begins. */
GateH2Stream *gate_h2_stream_new(GateH2 *h2, int32_t id);
/* Among those whose relay is asked in this turn (nothing without a relay), and out of them. */
void gate_h2_stream_wants_pump(GateH2Stream *s);
void gate_h2_stream_forget_pump(GateH2Stream *s);

/* The answer of its handler; what it holds is taken. */
void gate_h2_stream_answer(GateH2Stream *s, const GateHead *head, GateAnswer *answer);
/* An answer of the gate's own, in the place of what was under way; its body is taken. */
void gate_h2_stream_answer_own(GateH2Stream *s, GateAnswer answer);
/* Submits the final head, or an interim one. False: it cannot be sent; the stream is reset. */
bool gate_h2_stream_submit(GateH2Stream *s, char *head, size_t length, bool has_body);
bool gate_h2_stream_submit_interim(GateH2Stream *s, char *head, size_t length);
/* More of the answer's body is there, or its end is known. */
void gate_h2_stream_resume(GateH2Stream *s);
void gate_h2_stream_reset(GateH2Stream *s, uint32_t code);
/* What came of the body is of no use. */
void gate_h2_stream_drop_body(GateH2Stream *s);

/* Of the answer's body: how much can be framed now, and writing of `length` bytes of that. False:
 * the file was cut. */
uint64_t gate_h2_stream_available(const GateH2Stream *s);
bool gate_h2_stream_read(GateH2Stream *s, uint8_t *ret_bytes, size_t length);
/* These bytes in memory, instead; NULL: they are in a file. To be followed by …_skip(). */
const uint8_t *gate_h2_stream_peek(const GateH2Stream *s);
void gate_h2_stream_skip(GateH2Stream *s, size_t length);

/* nghttp2 has closed it: moves to `ending` when it ended well, until its bytes are out. */
void gate_h2_stream_close(GateH2Stream *s, bool is_good);
void gate_h2_stream_free(GateH2Stream *s, GateOutcome outcome);
