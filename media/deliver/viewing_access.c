#include "media/deliver/viewing_access.h"

#include <glib.h>
#include <stdatomic.h>
#include <string.h>

#include "base/clock.h"
#include "base/id.h"

/* Signers of one worker, by a hash of the meeting's id; what collides is derived anew. */
#define N_PLACES 256u

typedef struct Ring Ring;
struct Ring {
    const ViewingAccess *owner;
    Ring *next;
    struct {
        char meeting_id[ID_TEXT_BYTES];
        TokenSigner *signer;
    } places[N_PLACES];
};

struct ViewingAccess {
    const TokenKeys *keys;
    _Atomic(Ring *) rings; /* only grows: one for each worker */
};

static _Thread_local Ring *own_ring;

ViewingAccess *viewing_access_new(const TokenKeys *keys) {
    ViewingAccess *access = g_new0(ViewingAccess, 1);
    access->keys = keys;
    return access;
}

void viewing_access_free(ViewingAccess *access) {
    if (!access)
        return;
    for (Ring *ring = atomic_load(&access->rings), *next; ring; ring = next) {
        next = ring->next;
        for (unsigned i = 0; i < N_PLACES; i++)
            token_signer_free(ring->places[i].signer);
        g_free(ring);
    }
    g_free(access);
}

static Ring *open_ring(ViewingAccess *access) {
    Ring *ring = g_new0(Ring, 1);
    ring->owner = access;
    ring->next = atomic_load(&access->rings);
    while (!atomic_compare_exchange_weak(&access->rings, &ring->next, ring))
        ;
    return ring;
}

static TokenSigner *find_signer(ViewingAccess *access, const char *meeting_id) {
    if (G_UNLIKELY(!own_ring || own_ring->owner != access))
        own_ring = open_ring(access);
    unsigned place = g_str_hash(meeting_id) % N_PLACES;
    if (strcmp(own_ring->places[place].meeting_id, meeting_id) != 0) {
        token_signer_free(own_ring->places[place].signer);
        own_ring->places[place].signer =
            token_signer_new(access->keys, VIEWING_ACCESS_AUDIENCE, meeting_id);
        g_strlcpy(own_ring->places[place].meeting_id, meeting_id, ID_TEXT_BYTES);
    }
    return own_ring->places[place].signer;
}

static bool read_uuid(const char *text, uint8_t ret_id[16]) {
    if (!id_is_uuid(text))
        return false;
    unsigned n = 0;
    for (; *text; text++)
        if (*text != '-') {
            uint8_t digit = (uint8_t)g_ascii_xdigit_value(*text);
            ret_id[n / 2] = (uint8_t)(n % 2 ? ret_id[n / 2] | digit : digit << 4);
            n++;
        }
    return true;
}

bool viewing_access_check(ViewingAccess *access, const char *meeting_id, const char *token,
                          size_t length, ViewingPass *ret_pass) {
    TokenSigner *signer = find_signer(access, meeting_id);
    TokenClaims claims;
    if (!signer || !token_verify(signer, token, length, clock_wall_us(), &claims, NULL))
        return false;
    ret_pass->is_studio = g_str_has_prefix(claims.subject, VIEWING_ACCESS_STUDIO);
    return read_uuid(claims.subject + (ret_pass->is_studio ? strlen(VIEWING_ACCESS_STUDIO) : 0),
                     ret_pass->id);
}
