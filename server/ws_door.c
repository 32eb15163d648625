#include "server/ws_door.h"

#include <stdatomic.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "catalog/catalog_guests.h"
#include "server/gate_reply.h"
#include "signaling/ports/seat_identity.h"

struct WsDoor {
    Catalog *catalog;            /* borrowed */
    SignalingAdapter *signaling; /* borrowed */
    const Addresses *addresses;  /* borrowed; written before `gate` */
    _Atomic(Gate *) gate;        /* borrowed; NULL until the door is open */
    atomic_uint n_waiting;
};

/* ---- one question to the catalogue, shared by the held request and the answer ---- */

typedef struct Ticket {
    atomic_uint references;
    WsDoor *door;
    uint64_t key; /* fired when the answer is there */
    /* written before `is_answered` */
    SeatIdentity *seat; /* owned; NULL: nobody */
    bool is_unknown;    /* the catalogue could not tell */
    atomic_bool is_answered;
} Ticket;

static void ticket_unref(void *data) {
    Ticket *ticket = data;
    if (atomic_fetch_sub(&ticket->references, 1) != 1)
        return;
    atomic_fetch_sub(&ticket->door->n_waiting, 1);
    g_free(ticket->seat);
    g_free(ticket);
}

static Ticket *ticket_new(WsDoor *door, Gate *gate) {
    Ticket *ticket = g_new0(Ticket, 1);
    atomic_init(&ticket->references, 2); /* the request's and the question's */
    ticket->door = door;
    ticket->key = gate_new_key(gate);
    atomic_fetch_add(&door->n_waiting, 1);
    return ticket;
}

static SeatIdentity *seat_identity_of(const Identity *identity) {
    SeatIdentity *seat = g_new0(SeatIdentity, 1);
    g_strlcpy(seat->account_id, identity->account_id, sizeof seat->account_id);
    g_strlcpy(seat->session_id, identity->session_id[0] ? identity->session_id : identity->token_id,
              sizeof seat->session_id);
    g_strlcpy(seat->name, identity->name, sizeof seat->name);
    g_strlcpy(seat->display_name, identity->display_name, sizeof seat->display_name);
    seat->roles = identity->roles;
    seat->expires_at_us = identity->expires_at_us;
    return seat;
}

/* On the api thread. */
static void on_identity(const GError *error, const Identity *identity, void *data) {
    Ticket *ticket = data;
    ticket->seat = identity ? seat_identity_of(identity) : NULL;
    ticket->is_unknown = error != NULL;
    atomic_store(&ticket->is_answered, true);
    gate_fire(atomic_load(&ticket->door->gate), ticket->key);
}

/* ---- what the request says ---- */

static char *dup_field(const GateHead *head, const char *name) {
    GateText value;
    return gate_head_field(head, name, &value) ? g_strndup(value.at, value.length) : NULL;
}

static char *dup_cookie(const GateHead *head, const char *name) {
    GateText value;
    return gate_head_cookie(head, name, &value) ? g_strndup(value.at, value.length) : NULL;
}

/* ?as=screen: a paired PC may have somebody signed in besides; the page says whom it speaks for. */
static bool is_for_screen(const GateHead *head) {
    static const char wanted[] = "as=screen";
    GateText query = gate_head_query(head);
    return query.length == sizeof wanted - 1 && memcmp(query.at, wanted, query.length) == 0;
}

/* ?as=guest: by the pass that a link was changed for, without a question to the catalogue. */
static bool is_for_guest(const GateHead *head) {
    static const char wanted[] = "as=guest";
    GateText query = gate_head_query(head);
    return query.length == sizeof wanted - 1 && memcmp(query.at, wanted, query.length) == 0;
}

/* "Authorization: Bearer …", else the session cookie, or that of a screen. Caller frees; NULL when
 * there is none. */
static char *dup_credential(const GateHead *head, CredentialKind *ret_kind) {
    static const char scheme[] = "Bearer ";
    const size_t n_scheme = sizeof scheme - 1;
    GateText value;
    bool is_screen = is_for_screen(head);
    *ret_kind = is_screen ? CREDENTIAL_SCREEN : CREDENTIAL_BEARER;
    if (gate_head_field(head, "authorization", &value))
        return value.length > n_scheme && g_ascii_strncasecmp(value.at, scheme, n_scheme) == 0
                   ? g_strndup(value.at + n_scheme, value.length - n_scheme)
                   : NULL;
    if (is_screen)
        return dup_cookie(head, CATALOG_SCREEN_COOKIE);
    *ret_kind = CREDENTIAL_COOKIE;
    return dup_cookie(head, CATALOG_SESSION_COOKIE);
}

/* Browsers always send an Origin (RFC 6455 §4.1 no. 8); who sends none is no page of another site.
 * It must be the request's own, or a configured address: a proxy in front may have changed Host and
 * scheme. */
static bool is_own_origin(const WsDoor *door, const GateHead *head) {
    g_autofree char *host = dup_field(head, "host"), *origin = dup_field(head, "origin");
    const char *scheme = gate_head_is_secure(head) ? "https" : "http";
    g_autofree char *own = g_strdup_printf("%s://%s", scheme, host ? host : "");
    const char *const good[] = {own, addresses_url(door->addresses, ADDRESS_INTERNAL),
                                addresses_url(door->addresses, ADDRESS_PUBLIC)};
    for (unsigned i = 0; i < G_N_ELEMENTS(good); i++)
        if (!origin || g_ascii_strcasecmp(origin, good[i]) == 0)
            return true;
    return false;
}

static bool offers_protocol(const GateHead *head) {
    g_autofree char *offer = dup_field(head, "sec-websocket-protocol");
    g_auto(GStrv) words = g_strsplit_set(offer ? offer : "", ", ", -1);
    return g_strv_contains((const char *const *)words, WS_DOOR_PROTOCOL);
}

/* ---- answers ---- */

static void refuse_upgrade(GateAnswer *answer) {
    static const GateField FIELDS[] = {GATE_REPLY_NO_SNIFFING, {"upgrade", "websocket"}};
    gate_reply_problem(answer, ERROR_UNSUPPORTED,
                       "This address speaks WebSocket with subprotocol " WS_DOOR_PROTOCOL ".");
    answer->status = 426; /* RFC 9110 §15.5.22 */
    answer->fields = FIELDS;
    answer->n_fields = G_N_ELEMENTS(FIELDS);
}

static void refuse_now(GateAnswer *answer, const char *detail) {
    static const GateField FIELDS[] = {GATE_REPLY_NO_SNIFFING, {"retry-after", "1"}};
    gate_reply_problem(answer, ERROR_UNAVAILABLE, detail);
    answer->fields = FIELDS;
    answer->n_fields = G_N_ELEMENTS(FIELDS);
}

static void let_in(const WsDoor *door, SeatIdentity *take_seat, GateAnswer *answer) {
    answer->action = GATE_HAND_OVER;
    answer->upstream = signaling_adapter_upstream(door->signaling);
    answer->take_context = take_seat;
    answer->free_context = g_free;
    answer->protocol = WS_DOOR_PROTOCOL;
}

/* ---- turns ---- */

static void on_guest(WsDoor *door, const GateHead *head, GateAnswer *answer) {
    GuestPass pass;
    g_autofree char *text = dup_cookie(head, CATALOG_GUESTS_COOKIE);
    if (!text || !catalog_guests_read(door->catalog, text, &pass)) {
        gate_reply_problem(answer, ERROR_UNAUTHENTICATED, "Open the link of the meeting first.");
        return;
    }
    SeatIdentity *seat = g_new0(SeatIdentity, 1);
    g_strlcpy(seat->account_id, pass.guest_id, sizeof seat->account_id);
    g_strlcpy(seat->room, pass.meeting_id, sizeof seat->room);
    g_strlcpy(seat->link, pass.link_id, sizeof seat->link);
    g_strlcpy(seat->display_name, pass.name, sizeof seat->display_name);
    seat->roles = IDENTITY_GUEST;
    seat->expires_at_us = pass.expires_at_us;
    let_in(door, seat, answer);
}

static void ask(WsDoor *door, Gate *gate, const Credential *credential, GateAnswer *answer) {
    Ticket *ticket = ticket_new(door, gate);
    CatalogQuestion question = {
        .credential = *credential, .fn = on_identity, .data = ticket, .free_data = ticket_unref};
    if (!catalog_authenticate_async(door->catalog, &question, NULL)) {
        ticket_unref(ticket);
        ticket_unref(ticket);
        refuse_now(answer, "The server is busy.");
        return;
    }
    answer->action = GATE_HOLD;
    answer->hold_key = ticket->key;
    answer->hold_until_us = clock_monotonic_us() + WS_DOOR_WAIT_US;
    answer->tag = answer->state[0] = (uint64_t)(uintptr_t)ticket;
}

static void on_first_turn(WsDoor *door, const GateHead *head, GateAnswer *answer) {
    GateText upgrade;
    CredentialKind kind;
    Gate *gate = atomic_load(&door->gate);
    if (!gate_head_field(head, "upgrade", &upgrade) || !offers_protocol(head)) {
        refuse_upgrade(answer);
        return;
    }
    if (!gate) {
        refuse_now(answer, "The server is starting.");
        return;
    }
    bool is_guest = is_for_guest(head);
    g_autofree char *secret = is_guest ? NULL : dup_credential(head, &kind);
    if (!secret && !is_guest) {
        gate_reply_problem(answer, ERROR_UNAUTHENTICATED, "Sign in first.");
        return;
    }
    if (!is_own_origin(door, head)) {
        gate_reply_problem(answer, ERROR_FORBIDDEN, "Pages of other sites may not connect.");
        return;
    }
    if (is_guest) {
        on_guest(door, head, answer);
        return;
    }
    if (atomic_load(&door->n_waiting) >= WS_DOOR_MAX_WAITING) {
        refuse_now(answer, "Too many connect at once.");
        return;
    }
    Credential credential = {.kind = kind, .secret = secret, .peer = gate_head_peer(head)};
    ask(door, gate, &credential, answer);
}

static void on_later_turn(WsDoor *door, Ticket *ticket, GateAnswer *answer) {
    if (!atomic_load(&ticket->is_answered) || ticket->is_unknown)
        refuse_now(answer, "The server could not check the sign-in in time.");
    else if (!ticket->seat)
        gate_reply_problem(answer, ERROR_UNAUTHENTICATED, "The sign-in has ended.");
    else
        let_in(door, g_steal_pointer(&ticket->seat), answer);
    answer->state[0] = 0;
    ticket_unref(ticket);
}

static void on_request(const GateHead *head, GateTurn turn, GateAnswer *answer, void *user) {
    WsDoor *door = user;
    Ticket *ticket = (Ticket *)(uintptr_t)answer->state[0];
    if (ticket)
        on_later_turn(door, ticket, answer);
    else
        on_first_turn(door, head, answer);
}

/* The client left while its request was held. */
static void on_done(uint64_t tag, uint64_t body_bytes, GateOutcome outcome, void *user) {
    ticket_unref((Ticket *)(uintptr_t)tag);
}

/* ---- life ---- */

WsDoor *ws_door_new(Catalog *catalog, SignalingAdapter *signaling) {
    WsDoor *door = g_new0(WsDoor, 1);
    door->catalog = catalog;
    door->signaling = signaling;
    return door;
}

void ws_door_free(WsDoor *door) {
    g_free(door);
}

void ws_door_open(WsDoor *door, Gate *gate, const Addresses *addresses) {
    door->addresses = addresses;
    atomic_store(&door->gate, gate);
}

GateHandler ws_door_handler(WsDoor *door) {
    return (GateHandler){.on_request = on_request, .on_done = on_done, .user = door};
}
