/* EVP of OpenSSL 3.0 allocates whenever a digest begins or is copied; a SHA_CTX is plain data. */
#define OPENSSL_SUPPRESS_DEPRECATED

#include "media/rtc/wire/stun_hash.h"

#include <string.h>

#include <openssl/sha.h>
#include <zlib.h>

#define INNER_PAD        0x36 /* RFC 2104 §2 */
#define OUTER_PAD        0x5c
#define FINGERPRINT_MASK 0x5354554eu /* "STUN", RFC 8489 §14.7 */

_Static_assert(sizeof(SHA_CTX) == STUN_HASH_STATE_WORDS * sizeof(uint32_t), "size of a StunKey");

static void start(const uint8_t *block, uint8_t pad, uint32_t *ret_state) {
    uint8_t padded[SHA_CBLOCK];
    SHA_CTX sha;
    for (unsigned i = 0; i < sizeof padded; i++)
        padded[i] = block[i] ^ pad;
    SHA1_Init(&sha);
    SHA1_Update(&sha, padded, sizeof padded);
    memcpy(ret_state, &sha, sizeof sha);
}

void stun_hash_key(const void *password, size_t length, StunKey *ret_key) {
    uint8_t block[SHA_CBLOCK] = {0};
    if (length > sizeof block)
        SHA1(password, length, block);
    else
        memcpy(block, password, length);
    start(block, INNER_PAD, ret_key->inner);
    start(block, OUTER_PAD, ret_key->outer);
}

void stun_hash_mac(const StunKey *key, const StunSpan *spans, unsigned n_spans,
                   uint8_t ret_mac[STUN_MAC_BYTES]) {
    SHA_CTX sha;
    memcpy(&sha, key->inner, sizeof sha);
    for (unsigned i = 0; i < n_spans; i++)
        SHA1_Update(&sha, spans[i].bytes, spans[i].length);
    SHA1_Final(ret_mac, &sha);
    memcpy(&sha, key->outer, sizeof sha);
    SHA1_Update(&sha, ret_mac, STUN_MAC_BYTES);
    SHA1_Final(ret_mac, &sha);
}

uint32_t stun_hash_fingerprint(const StunSpan *spans, unsigned n_spans) {
    uint32_t crc = 0;
    for (unsigned i = 0; i < n_spans; i++)
        crc = (uint32_t)crc32(crc, spans[i].bytes, (unsigned)spans[i].length);
    return crc ^ FINGERPRINT_MASK;
}
