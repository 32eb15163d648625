#include "server/pairing_door.h"

#include <stdatomic.h>
#include <string.h>

#include "base/error.h"
#include "base/id.h"
#include "catalog/attendance/roll_code.h"
#include "catalog/screen/user_code.h"
#include "server/gate_reply.h"
#include "server/qr.h"
#include "signaling/protocol/message_camera.h"

/* A held request's key is a hash of its pairing's id: no table of waiting requests is needed, and
 * the gate's own keys, which count from 1, never reach the upper half.
 *
 * A decision that falls between a screen's question and its hold must not be lost: it is noted in
 * `decided` first, then fired. A turn that does not find the note is over before its worker sees
 * the fired key, for keys come by the same mailbox. What is overwritten costs a screen one wait. */
#define OWN_KEYS (UINT64_C(1) << 63)

struct PairingDoor {
    char *base_url;       /* or NULL */
    _Atomic(Gate *) gate; /* borrowed; NULL until the door is open */
    atomic_uint_fast64_t decided[PAIRING_DOOR_N_DECIDED]; /* by the key's low bits */
};

/* FNV-1a. Two screens with one key would wake each other, no more. */
static uint64_t key_of(const char *id, size_t length) {
    uint64_t hash = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (uint8_t)id[i]) * UINT64_C(1099511628211);
    return hash | OWN_KEYS;
}

static atomic_uint_fast64_t *note_of(PairingDoor *door, uint64_t key) {
    G_STATIC_ASSERT((PAIRING_DOOR_N_DECIDED & (PAIRING_DOOR_N_DECIDED - 1)) == 0);
    return &door->decided[key & (PAIRING_DOOR_N_DECIDED - 1)];
}

void pairing_door_decided(PairingDoor *door, const char *pairing_id) {
    Gate *gate = atomic_load(&door->gate);
    uint64_t key = key_of(pairing_id, strlen(pairing_id));
    atomic_store(note_of(door, key), key);
    if (gate)
        gate_fire(gate, key);
}

/* ---- /pairing/{id}/wait ---- */

static bool is_wait(GateText path, GateText *ret_id) {
    static const char prefix[] = PAIRING_DOOR_PREFIX, suffix[] = "/wait";
    const size_t n_prefix = sizeof prefix - 1, n_suffix = sizeof suffix - 1;
    const size_t n_id = ID_TEXT_BYTES - 1;
    if (path.length != n_prefix + n_id + n_suffix ||
        memcmp(path.at + n_prefix + n_id, suffix, n_suffix) != 0)
        return false;
    char id[ID_TEXT_BYTES] = {0};
    memcpy(id, path.at + n_prefix, n_id);
    *ret_id = (GateText){path.at + n_prefix, n_id};
    return id_is_uuid(id);
}

static void answer_wait(PairingDoor *door, GateText id, GateTurn turn, GateAnswer *answer) {
    uint64_t key = key_of(id.at, id.length);
    if (turn == GATE_TURN_FIRST && atomic_load(note_of(door, key)) != key) {
        answer->action = GATE_HOLD;
        answer->hold_key = key;
        answer->hold_until_us = clock_monotonic_us() + PAIRING_DOOR_WAIT_US;
        return;
    }
    answer->status = 204;
}

/* ---- /pairing/qr.svg ---- */

/* The code that the query names; false when it is none. */
static bool read_code(const GateHead *head, char ret_code[USER_CODE_BYTES]) {
    static const char name[] = "code=";
    const size_t n_name = sizeof name - 1;
    GateText query = gate_head_query(head);
    if (query.length < n_name || query.length > n_name + 2 * USER_CODE_BYTES ||
        memcmp(query.at, name, n_name) != 0)
        return false;
    g_autofree char *typed = g_strndup(query.at + n_name, query.length - n_name);
    return user_code_read(typed, ret_code);
}

/* What follows `name` as the whole query: so many characters of base64url; else NULL. Caller frees.
 */
static char *read_word(const GateHead *head, const char *name, size_t n_chars) {
    const size_t n_name = strlen(name);
    GateText query = gate_head_query(head);
    if (query.length != n_name + n_chars || memcmp(query.at, name, n_name) != 0)
        return NULL;
    for (size_t i = n_name; i < query.length; i++)
        if (!g_ascii_isalnum(query.at[i]) && query.at[i] != '-' && query.at[i] != '_')
            return NULL;
    return g_strndup(query.at + n_name, n_chars);
}

/* The code of a roll call (catalog/attendance/roll_code.h), as it is; NULL when it is none. Caller
 * frees. */
static char *read_join(const GateHead *head) {
    return read_word(head, "join=", ROLL_CODE_CHARS);
}

/* The id of a group meeting, of which the picture leads to its page; NULL when it is none. Caller
 * frees. */
static char *read_room(const GateHead *head) {
    static const char name[] = "room=";
    const size_t n_name = sizeof name - 1;
    GateText query = gate_head_query(head);
    if (query.length < n_name || memcmp(query.at, name, n_name) != 0)
        return NULL;
    g_autofree char *id = g_strndup(query.at + n_name, query.length - n_name);
    return id_is_uuid(id) ? g_steal_pointer(&id) : NULL;
}

/* The secret by which a telephone becomes a set's camera (docs/protocol.md), as it is; NULL when it
 * is none. Caller frees. */
static char *read_camera(const GateHead *head) {
    return read_word(head, "camera=", CAMERA_SECRET_CHARS);
}

static char *base_url(const PairingDoor *door, const GateHead *head) {
    GateText host;
    if (door->base_url || !gate_head_field(head, "host", &host))
        return g_strdup(door->base_url ? door->base_url : "");
    return g_strdup_printf("%s://%.*s", gate_head_is_secure(head) ? "https" : "http",
                           (int)host.length, host.at);
}

/* What the query names, as an address; NULL: nothing. Caller frees. */
static char *read_link(const PairingDoor *door, const GateHead *head) {
    char code[USER_CODE_BYTES] = "";
    g_autofree char *join = read_join(head), *room = read_room(head), *camera = read_camera(head);
    g_autofree char *base = base_url(door, head);
    if (join)
        return g_strdup_printf("%s/j?c=%s", base, join);
    if (room)
        return g_strdup_printf("%s/room#/%s", base, room);
    if (camera)
        return g_strdup_printf("%s/camera#%s", base, camera);
    return read_code(head, code) ? g_strdup_printf("%s/pair?code=%s", base, code) : NULL;
}

static void answer_picture(const PairingDoor *door, const GateHead *head, GateAnswer *answer) {
    g_autofree char *link = read_link(door, head);
    if (!link) {
        gate_reply_problem(answer, ERROR_INVALID, "This is no code: codes have eight consonants.");
        return;
    }
    char *svg = qr_svg(link);
    if (!svg) {
        gate_reply_problem(answer, ERROR_INVALID, "This address is too long for a picture.");
        return;
    }
    GateBuffer *buffer = gate_buffer_new_take(svg, strlen(svg), g_free);
    gate_reply_buffer(answer, 200, "image/svg+xml", buffer);
    gate_buffer_unref(buffer);
}

/* ---- the handler ---- */

static void on_request(const GateHead *head, GateTurn turn, GateAnswer *answer, void *user) {
    PairingDoor *door = user;
    GateText path = gate_head_path(head), id;
    static const char picture[] = PAIRING_DOOR_PREFIX "qr.svg";
    if (!gate_reply_only_reads(head, answer))
        return;
    if (!atomic_load(&door->gate))
        gate_reply_problem(answer, ERROR_UNAVAILABLE, "The server is starting.");
    else if (is_wait(path, &id))
        answer_wait(door, id, turn, answer);
    else if (path.length == sizeof picture - 1 && memcmp(path.at, picture, path.length) == 0)
        answer_picture(door, head, answer);
    else
        gate_reply_problem(answer, ERROR_NOT_FOUND, "There is nothing to wait for here.");
}

/* ---- life ---- */

PairingDoor *pairing_door_new(const char *base_url) {
    PairingDoor *door = g_new0(PairingDoor, 1);
    door->base_url = g_strdup(base_url);
    return door;
}

void pairing_door_free(PairingDoor *door) {
    if (!door)
        return;
    g_free(door->base_url);
    g_free(door);
}

void pairing_door_open(PairingDoor *door, Gate *gate) {
    atomic_store(&door->gate, gate);
}

GateHandler pairing_door_handler(PairingDoor *door) {
    return (GateHandler){.on_request = on_request, .user = door};
}
