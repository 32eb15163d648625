#include "media/deliver/viewing_access.h"

#include <glib.h>
#include <stdatomic.h>
#include <string.h>

#include "base/clock.h"
#include "base/id.h"

/* Signers of one worker, by a hash of the id; what collides is derived anew. */
#define N_PLACES 256u

typedef struct Ring Ring;
struct Ring {
    Ring *next;
    struct {
        char of_id[ID_TEXT_BYTES];
        TokenSigner *signer;
    } places[N_PLACES];
};

struct ViewingAccess {
    uint64_t number; /* no other has had it */
    const TokenKeys *keys;
    const char *audience;
    _Atomic(Ring *) rings; /* only grows: one for each worker */
};

/* A worker's own, by number: a server has two, meetings and lessons. */
#define N_OWN 4u
static _Thread_local struct {
    uint64_t number;
    Ring *ring;
} own[N_OWN];

ViewingAccess *viewing_access_new(const TokenKeys *keys, const char *audience) {
    static atomic_uint_fast64_t last_number;
    ViewingAccess *access = g_new0(ViewingAccess, 1);
    access->number = atomic_fetch_add(&last_number, 1) + 1;
    access->keys = keys;
    access->audience = audience;
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
    ring->next = atomic_load(&access->rings);
    while (!atomic_compare_exchange_weak(&access->rings, &ring->next, ring))
        ;
    own[access->number % N_OWN].number = access->number;
    own[access->number % N_OWN].ring = ring;
    return ring;
}

static Ring *own_ring(ViewingAccess *access) {
    unsigned place = access->number % N_OWN;
    return G_LIKELY(own[place].number == access->number) ? own[place].ring : open_ring(access);
}

static TokenSigner *find_signer(ViewingAccess *access, const char *of_id) {
    Ring *ring = own_ring(access);
    unsigned place = g_str_hash(of_id) % N_PLACES;
    if (strcmp(ring->places[place].of_id, of_id) != 0) {
        token_signer_free(ring->places[place].signer);
        ring->places[place].signer = token_signer_new(access->keys, access->audience, of_id);
        g_strlcpy(ring->places[place].of_id, of_id, ID_TEXT_BYTES);
    }
    return ring->places[place].signer;
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

bool viewing_access_check(ViewingAccess *access, const char *of_id, const char *token,
                          size_t length, ViewingPass *ret_pass) {
    TokenSigner *signer = find_signer(access, of_id);
    TokenClaims claims;
    if (!signer || !token_verify(signer, token, length, clock_wall_us(), &claims, NULL))
        return false;
    const char *id = claims.subject;
    ret_pass->is_studio = g_str_has_prefix(id, VIEWING_ACCESS_STUDIO);
    ret_pass->is_look = g_str_has_prefix(id, VIEWING_ACCESS_LOOK);
    id += ret_pass->is_studio ? strlen(VIEWING_ACCESS_STUDIO) : 0;
    id += ret_pass->is_look ? strlen(VIEWING_ACCESS_LOOK) : 0;
    return read_uuid(id, ret_pass->id);
}
