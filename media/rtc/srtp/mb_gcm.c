#include "media/rtc/srtp/mb_gcm.h"

#include <glib.h>
#include <intel-ipsec-mb.h>
#include <openssl/crypto.h>

#define ALIGNMENT 64u

/* A key is the library's table: 1,008 bytes used. */
typedef struct MbState {
    IMB_MGR *manager;
    aes_gcm_pre_t expand;
    aes_gcm_enc_dec_t seal, open;
} MbState;

static bool is_able(const IMB_MGR *manager) {
    return (manager->features & IMB_CPUFLAGS_SSE) == IMB_CPUFLAGS_SSE &&
           (!(manager->features & IMB_FEATURE_SELF_TEST) ||
            (manager->features & IMB_FEATURE_SELF_TEST_PASS));
}

static void *start(const SrtpProfile *profile) {
    IMB_ARCH arch;
    IMB_MGR *manager = profile->is_gcm ? alloc_mb_mgr(0) : NULL;
    if (!manager)
        return NULL;
    init_mb_mgr_auto(manager, &arch);
    if (imb_get_errno(manager) != 0 || !is_able(manager)) {
        free_mb_mgr(manager);
        return NULL;
    }
    MbState *mb = g_new0(MbState, 1);
    bool is_256 = profile->key_bytes == 32;
    mb->manager = manager;
    mb->expand = is_256 ? manager->gcm256_pre : manager->gcm128_pre;
    mb->seal = is_256 ? manager->gcm256_enc : manager->gcm128_enc;
    mb->open = is_256 ? manager->gcm256_dec : manager->gcm128_dec;
    return mb;
}

static void stop(void *state) {
    MbState *mb = state;
    free_mb_mgr(mb->manager);
    g_free(mb);
}

static SrtpCipherKey *key_new(void *state, SrtpDirection direction) {
    return g_aligned_alloc0(1, sizeof(struct gcm_key_data), ALIGNMENT);
}

static bool key_set(void *state, SrtpCipherKey *key, const SrtpKeySet *set) {
    const MbState *mb = state;
    mb->expand(set->cipher, (struct gcm_key_data *)key);
    return true;
}

static void key_free(void *state, SrtpCipherKey *key) {
    if (!key)
        return;
    OPENSSL_cleanse(key, sizeof(struct gcm_key_data));
    g_aligned_free(key);
}

static bool seal(void *state, SrtpCipherKey *key, const SrtpPiece *pieces, unsigned n) {
    const MbState *mb = state;
    struct gcm_context_data context;
    for (unsigned i = 0; i < n; i++) {
        const SrtpPiece *piece = &pieces[i];
        mb->seal((const struct gcm_key_data *)key, &context, piece->out, piece->in, piece->length,
                 piece->iv, piece->head, piece->head_length, piece->tag, piece->tag_length);
    }
    return true;
}

static SrtpVerdict open_one(void *state, SrtpCipherKey *key, const SrtpPiece *piece) {
    const MbState *mb = state;
    struct gcm_context_data context;
    uint8_t tag[SRTP_OVERHEAD_MAX];
    mb->open((const struct gcm_key_data *)key, &context, piece->out, piece->in, piece->length,
             piece->iv, piece->head, piece->head_length, tag, piece->tag_length);
    return CRYPTO_memcmp(tag, piece->tag, piece->tag_length) == 0 ? SRTP_OK : SRTP_FORGED;
}

const SrtpCipher MB_GCM = {
    .name = "ipsec-mb",
    .start = start,
    .stop = stop,
    .key_new = key_new,
    .key_set = key_set,
    .key_free = key_free,
    .seal = seal,
    .open = open_one,
};
