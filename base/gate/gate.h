/* The one port: accepts, ends TLS, parses the request head, then answers itself, holds the request
 * until an event fires, or hands it over to another server inside this process.
 *
 * Handlers see requests and give answers; they know neither sockets nor HTTP versions, so that the
 * same handler serves HTTP/1.1 and HTTP/2 streams. `base/` knows no domain word: routes are given.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/gate/gate_buffer.h"
#include "base/gate/gate_upstream.h"

#define GATE_HEAD_MAX_BYTES     8192u  /* request line and fields; more is 431 */
#define GATE_MAX_FIELDS         64u    /* header fields of one request; more is 431 */
#define GATE_RELAY_BUFFER_BYTES 98304u /* at most waiting per direction of one hand-over */
#define GATE_GATHER_MAX_BYTES   16384u /* of a body, see GATE_BODIES_GATHERED */
#define GATE_MAX_ROUTES         32u
#define GATE_MAX_ANSWER_FIELDS  16u

typedef struct Gate Gate;

/* ---- what a handler sees ---- */

typedef enum GateMethod {
    GATE_GET,
    GATE_HEAD,
    GATE_POST,
    GATE_PUT,
    GATE_PATCH,
    GATE_DELETE,
    GATE_OPTIONS,
} GateMethod;

/* A piece of the request head; not NUL-terminated. */
typedef struct GateText {
    const char *at;
    size_t length;
} GateText;

typedef struct GateHead GateHead; /* borrowed for the duration of on_request */

GateMethod gate_head_method(const GateHead *head);
GateText gate_head_path(const GateHead *head);  /* as sent, starts with "/", without query */
GateText gate_head_query(const GateHead *head); /* without "?"; empty when none */
/* First field of that name (any case); false when there is none. */
bool gate_head_field(const GateHead *head, const char *name, GateText *ret_value);
/* Value of one cookie (RFC 6265 §5.4); false when there is none. */
bool gate_head_cookie(const GateHead *head, const char *name, GateText *ret_value);
/* The client: numeric address, after trusted proxies. */
const char *gate_head_peer(const GateHead *head);
bool gate_head_is_secure(const GateHead *head); /* TLS here, or at a trusted proxy */

/* Why on_request runs. */
typedef enum GateTurn {
    GATE_TURN_FIRST,
    GATE_TURN_FIRED,     /* the key it was held for fired */
    GATE_TURN_MISSED,    /* a key fired, perhaps that one: too many did to know */
    GATE_TURN_TIMED_OUT, /* hold_until_us has passed */
    GATE_TURN_STOPPING,  /* the gate stops: answer now, a further hold becomes 503 */
} GateTurn;

/* ---- what a handler answers ---- */

typedef enum GateAction { GATE_ANSWER, GATE_HOLD, GATE_HAND_OVER } GateAction;

typedef struct GateField {
    const char *name; /* lower case, as HTTP/2 wants it */
    const char *value;
} GateField;

/* Zeroed by the gate before on_request. Strings are borrowed until on_request returns (static, or
 * owned by the handler); buffer and file references are taken. */
typedef struct GateAnswer {
    GateAction action;

    /* GATE_ANSWER. Body: `take_body`, or `take_file` from `file_offset` for `file_length`, or none.
     * HEAD, If-None-Match, Range and If-Range are served from these by the gate. */
    unsigned status; /* 200 to 599 */
    const char *content_type;
    const char *etag;          /* with its quotes; enables 304 and If-Range */
    const char *cache_control; /* NULL: "no-store" */
    const GateField *fields;   /* more fields, at most GATE_MAX_ANSWER_FIELDS */
    unsigned n_fields;
    bool accept_ranges;
    GateBuffer *take_body;
    GateFile *take_file;
    uint64_t file_offset, file_length;
    uint64_t tag;    /* given back to on_done; 0: on_done is not called. Each turn sets it anew */
    uint8_t urgency; /* RFC 9218: 1 to 7, lowest; 0: 3. Unless the client has named one */

    /* GATE_HOLD; with a tag, on_done tells when the client leaves before the next turn */
    uint64_t hold_key;
    int64_t hold_until_us; /* monotonic */

    /* GATE_HAND_OVER. For tunnels `context` is handed to adopt() and `protocol` is the one
     * subprotocol offered upstream. */
    const GateUpstream *upstream;
    void *take_context;
    GDestroyNotify free_context; /* when adopt() never took it */
    const char *protocol;

    /* Kept by the gate between the turns of one request, for the handler's own use. */
    uint64_t state[2];
} GateAnswer;

typedef enum GateOutcome { GATE_COMPLETE, GATE_ABORTED } GateOutcome;

typedef struct GateHandler {
    /* On any gate worker, several at once: must not block, allocate little, take no lock. */
    void (*on_request)(const GateHead *head, GateTurn turn, GateAnswer *answer, void *user);
    /* After the last byte of an answer with a tag was given to the kernel, or the client left.
     * `body_bytes` counts body bytes only. May be NULL. */
    void (*on_done)(uint64_t tag, uint64_t body_bytes, GateOutcome outcome, void *user);
    void *user;
} GateHandler;

/* When a request with a body is shown to its handler. */
typedef enum GateBodies {
    GATE_BODIES_COME_LATER, /* at once; the body follows */
    /* A body of at most GATE_GATHER_MAX_BYTES is there completely, within the header timeout: one
     * that drips takes no place in the server behind the gate. Larger ones follow. */
    GATE_BODIES_GATHERED,
} GateBodies;

/* Requests whose path starts with `prefix` go to `handler`; the longest prefix wins. "/x/" does not
 * match "/x"; a prefix without final "/" matches that path, and below it only after "/". */
typedef struct GateRoute {
    const char *prefix;
    GateHandler handler;
    GateBodies bodies;
} GateRoute;

/* ---- the gate ---- */

typedef struct GateTlsFiles {
    const char *certificate; /* PEM chain; NULL: plain only */
    const char *key;         /* PEM */
} GateTlsFiles;

typedef struct GateOptions {
    const char *const
        *listen;        /* ADDR:PORT or [V6]:PORT, NULL-terminated; port 0 picks a free one */
    unsigned n_workers; /* 0: one per core */
    unsigned max_connections;
    unsigned max_connections_per_address;
    int64_t header_timeout_us; /* from accept or first byte to the end of the head */
    int64_t idle_timeout_us;   /* between requests */
    int64_t write_timeout_us;  /* without a byte taken by the client */
    int64_t relay_timeout_us;  /* without a byte from or to the upstream of a GATE_UPSTREAM_HTTP */
    const char *const *trusted_proxies; /* numeric addresses or CIDR, NULL-terminated */
    GateTlsFiles tls;
    const GateRoute *routes; /* ended by a row with prefix NULL; copied */
} GateOptions;

/* Binds and starts; handlers may be called before it returns. ERROR_IO "cannot listen on ADDR:PORT:
 * address in use …", ERROR_CONFIG for a bad certificate. */
Gate *gate_start(const GateOptions *options, GError **error);

/* Stops accepting, lets answers finish until `grace_us` has passed, then closes. */
void gate_stop(Gate *gate, int64_t grace_us);
void gate_free(Gate *gate);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Gate, gate_free)

/* The port really bound by listen[index]; 0 when there is no such index. */
unsigned gate_port(const Gate *gate, unsigned index);

/* A key that nobody else uses. Any thread. */
uint64_t gate_new_key(Gate *gate);

/* Gives every request held for `key` another turn. Any thread; cheap when nobody waits. */
void gate_fire(Gate *gate, uint64_t key);

/* Reads certificate and key again; the old ones stay in use when the new ones are bad. */
bool gate_reload_tls(Gate *gate, GError **error);

/* Sum over workers, for /metrics; any thread, no lock. */
typedef struct GateStats {
    uint64_t accepted, refused_total, refused_address, tls_handshakes, tls_failures;
    uint64_t requests, answers_1xx_5xx[6]; /* index = status / 100 */
    uint64_t body_bytes, held, fired, handed_over, timeouts, malformed;
    uint64_t h2_connections, h2_resets,
        h2_calmed; /* calmed: ended because the client was a flood */
    unsigned connections, holding, relaying;
    unsigned given; /* of the connections: their sockets have been given away */
} GateStats;
void gate_get_stats(Gate *gate, GateStats *ret_stats);
unsigned gate_n_workers(const Gate *gate);
void gate_get_worker_stats(Gate *gate, unsigned index, GateStats *ret_stats);
