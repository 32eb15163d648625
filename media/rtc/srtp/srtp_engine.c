#include "media/rtc/srtp/srtp_engine.h"

#include "media/rtc/srtp/evp_cm.h"
#include "media/rtc/srtp/evp_gcm.h"
#ifdef HAVE_IPSEC_MB
#include "media/rtc/srtp/mb_gcm.h"
#endif

struct SrtpEngine {
    SrtpSuite suites[N_SRTP_PROFILES];
    SrtpCipherKey *lent[N_SRTP_PROFILES][N_SRTP_DIRECTIONS];
};

/* Best first: the first that starts for a profile serves it. */
static const struct {
    const SrtpCipher *cipher;
    bool is_mb;
    bool is_gcm;
} CIPHERS[] = {
#ifdef HAVE_IPSEC_MB
    {&MB_GCM, true, true},
#endif
    {&EVP_GCM, false, true},
    {&EVP_CM, false, false},
};

static bool is_wanted(SrtpBackEnd back_end, unsigned row) {
    switch (back_end) {
    case SRTP_BACK_END_OPENSSL:
        return !CIPHERS[row].is_mb;
    case SRTP_BACK_END_MB:
        return CIPHERS[row].is_mb || !CIPHERS[row].is_gcm;
    case SRTP_BACK_END_BEST:
        break;
    }
    return true;
}

static bool start_suite(SrtpEngine *engine, unsigned index, SrtpBackEnd back_end) {
    SrtpSuite *suite = &engine->suites[index];
    for (unsigned row = 0; row < G_N_ELEMENTS(CIPHERS) && !suite->state; row++) {
        if (!is_wanted(back_end, row))
            continue;
        suite->cipher = CIPHERS[row].cipher;
        suite->state = suite->cipher->start(srtp_profile_at(index));
    }
    if (!suite->state)
        return false;
    for (unsigned i = 0; i < N_SRTP_DIRECTIONS; i++)
        engine->lent[index][i] = suite->cipher->key_new(suite->state, (SrtpDirection)i);
    return engine->lent[index][SRTP_SEAL] && engine->lent[index][SRTP_OPEN];
}

SrtpEngine *srtp_engine_new(SrtpBackEnd back_end) {
    g_autoptr(SrtpEngine) engine = g_new0(SrtpEngine, 1);
    for (unsigned i = 0; i < N_SRTP_PROFILES; i++)
        if (!start_suite(engine, i, back_end))
            return NULL;
    return g_steal_pointer(&engine);
}

void srtp_engine_free(SrtpEngine *engine) {
    if (!engine)
        return;
    for (unsigned i = 0; i < N_SRTP_PROFILES; i++) {
        const SrtpSuite *suite = &engine->suites[i];
        if (!suite->state)
            continue;
        for (unsigned k = 0; k < N_SRTP_DIRECTIONS; k++)
            suite->cipher->key_free(suite->state, engine->lent[i][k]);
        suite->cipher->stop(suite->state);
    }
    g_free(engine);
}

const SrtpSuite *srtp_engine_suite(SrtpEngine *engine, const SrtpProfile *profile) {
    return &engine->suites[srtp_profile_index(profile)];
}

const char *srtp_engine_name(const SrtpEngine *engine, const SrtpProfile *profile) {
    return engine->suites[srtp_profile_index(profile)].cipher->name;
}

SrtpCipherKey *srtp_engine_key_new(SrtpEngine *engine, const SrtpProfile *profile,
                                   SrtpDirection direction, const SrtpKeySet *set) {
    const SrtpSuite *suite = srtp_engine_suite(engine, profile);
    SrtpCipherKey *key = suite->cipher->key_new(suite->state, direction);
    if (key && suite->cipher->key_set(suite->state, key, set))
        return key;
    suite->cipher->key_free(suite->state, key);
    return NULL;
}

SrtpCipherKey *srtp_engine_lend_key(SrtpEngine *engine, const SrtpProfile *profile,
                                    SrtpDirection direction, const SrtpKeySet *set) {
    const SrtpSuite *suite = srtp_engine_suite(engine, profile);
    SrtpCipherKey *key = engine->lent[srtp_profile_index(profile)][direction];
    return suite->cipher->key_set(suite->state, key, set) ? key : NULL;
}
