/* Answers to checks: who is let in, what is refused, and that nothing is allocated for it. */
#include "media/rtc/wire/ice_check.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <glib.h>

#include "media/rtc/wire/wire_order.h"
#include "tests/support/stun_writer.h"

#define PASSWORD "twentyfour-characters-pw"

static unsigned n_allocations;

static void *count_malloc(size_t length, const char *file, int line) {
    n_allocations++;
    return malloc(length);
}

static void *count_realloc(void *block, size_t length, const char *file, int line) {
    n_allocations++;
    return realloc(block, length);
}

static void count_free(void *block, const char *file, int line) {
    free(block);
}

typedef struct Fixture {
    IceParty party;
    StunWriter writer;
    StunMessage request, reply;
    IceAnswer answer;
    struct sockaddr_in from;
} Fixture;

static void set_up(Fixture *f, const void *unused) {
    f->party = (IceParty){.local_ufrag = "ours", .remote_ufrag = "theirs"};
    stun_hash_key(PASSWORD, strlen(PASSWORD), &f->party.key);
    f->from = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(50123)};
    g_assert_cmpint(inet_pton(AF_INET, "203.0.113.9", &f->from.sin_addr), ==, 1);
}

/* Parses what was written, and the answer to it. */
static IceVerdict ask(Fixture *f) {
    g_assert_true(stun_parse(f->writer.bytes, f->writer.n, &f->request));
    IceVerdict verdict =
        ice_check_answer(&f->party, &f->request, (struct sockaddr *)&f->from, &f->answer);
    g_assert_true((f->answer.length == 0) == (verdict == ICE_DROPPED));
    if (verdict != ICE_DROPPED) {
        g_assert_true(stun_parse(f->answer.bytes, f->answer.length, &f->reply));
        g_assert_true(f->reply.has_fingerprint);
        g_assert_cmpmem(f->reply.transaction_id, 12, "transaction!", 12);
    }
    return verdict;
}

static void test_accepts(Fixture *f, const void *unused) {
    stun_writer_check(&f->writer, "ours:theirs", PASSWORD);
    g_assert_cmpint(ask(f), ==, ICE_NOMINATED);
    g_assert_cmpint(f->reply.class, ==, STUN_SUCCESS);
    g_assert_true(stun_verify(&f->reply, &f->party.key));
    g_assert_cmpuint(wire_order_get16(f->reply.mapped + 2) ^ 0x2112, ==, 50123);
    g_assert_cmphex(wire_order_get32(f->reply.mapped + 4) ^ STUN_MAGIC_COOKIE, ==, 0xcb007109);
    f->party.remote_ufrag = NULL;
    stun_writer_check(&f->writer, "ours:anybody", PASSWORD);
    g_assert_cmpint(ask(f), ==, ICE_NOMINATED);
}

static void test_ipv6(Fixture *f, const void *unused) {
    struct sockaddr_in6 from = {.sin6_family = AF_INET6, .sin6_port = htons(50123)};
    stun_writer_check(&f->writer, "ours:theirs", PASSWORD);
    g_assert_true(stun_parse(f->writer.bytes, f->writer.n, &f->request));
    g_assert_cmpint(inet_pton(AF_INET6, "::ffff:203.0.113.9", &from.sin6_addr), ==, 1);
    g_assert_cmpint(ice_check_answer(&f->party, &f->request, (struct sockaddr *)&from, &f->answer),
                    ==, ICE_NOMINATED);
    g_assert_true(stun_parse(f->answer.bytes, f->answer.length, &f->reply));
    g_assert_cmpuint(f->reply.mapped[1], ==, 1);
    g_assert_cmphex(wire_order_get32(f->reply.mapped + 4) ^ STUN_MAGIC_COOKIE, ==, 0xcb007109);
    g_assert_cmpint(inet_pton(AF_INET6, "2001:db8::7", &from.sin6_addr), ==, 1);
    g_assert_cmpint(ice_check_answer(&f->party, &f->request, (struct sockaddr *)&from, &f->answer),
                    ==, ICE_NOMINATED);
    g_assert_true(stun_parse(f->answer.bytes, f->answer.length, &f->reply));
    g_assert_cmpuint(f->reply.mapped[1], ==, 2);
    for (unsigned i = 0; i < 16; i++)
        g_assert_cmphex(f->reply.mapped[4 + i] ^ f->answer.bytes[4 + i], ==,
                        from.sin6_addr.s6_addr[i]);
    from.sin6_family = AF_UNIX;
    g_assert_cmpint(ice_check_answer(&f->party, &f->request, (struct sockaddr *)&from, &f->answer),
                    ==, ICE_DROPPED);
}

static void test_names_and_passwords(Fixture *f, const void *unused) {
    static const struct {
        const char *username, *password;
    } WRONG[] = {
        {"ours:theirs", "twentyfour-characters-pX"},
        {"ours:their", PASSWORD},
        {"ours:theirss", PASSWORD},
        {"ours:", PASSWORD},
        {"ours", PASSWORD},
        {"theirs:ours", PASSWORD},
        {"", PASSWORD},
        {":", PASSWORD},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(WRONG); i++) {
        stun_writer_check(&f->writer, WRONG[i].username, WRONG[i].password);
        g_assert_cmpint(ask(f), ==, ICE_REFUSED);
        g_assert_cmpuint(f->reply.error_code, ==, 401);
        g_assert_cmpuint(f->reply.integrity_at, ==, 0);
    }
}

static void test_not_proved(Fixture *f, const void *unused) {
    stun_writer_begin(&f->writer, 0x0001);
    stun_writer_add_fingerprint(&f->writer);
    g_assert_cmpint(ask(f), ==, ICE_DROPPED); /* an answer would be larger */
    stun_writer_begin(&f->writer, 0x0001);
    stun_writer_add(&f->writer, STUN_USERNAME, "ours:theirs", 11);
    stun_writer_add(&f->writer, 0x8022, "a browser with a name", 21);
    stun_writer_add_fingerprint(&f->writer);
    g_assert_cmpint(ask(f), ==, ICE_REFUSED);
    g_assert_cmpuint(f->reply.error_code, ==, 400);
    stun_writer_begin(&f->writer, 0x0001);
    stun_writer_add(&f->writer, 0x8022, "a browser with a name", 21);
    stun_writer_add_integrity(&f->writer, PASSWORD);
    stun_writer_end(&f->writer);
    g_assert_cmpint(ask(f), ==, ICE_REFUSED);
    g_assert_cmpuint(f->reply.error_code, ==, 400);
}

static void test_role_and_unknown(Fixture *f, const void *unused) {
    stun_writer_begin(&f->writer, 0x0001);
    stun_writer_add(&f->writer, STUN_USERNAME, "ours:theirs", 11);
    stun_writer_add_number(&f->writer, STUN_ICE_CONTROLLED, 7, 8);
    stun_writer_add_integrity(&f->writer, PASSWORD);
    stun_writer_end(&f->writer);
    g_assert_cmpint(ask(f), ==, ICE_REFUSED);
    g_assert_cmpuint(f->reply.error_code, ==, 487);
    g_assert_true(stun_verify(&f->reply, &f->party.key));

    stun_writer_begin(&f->writer, 0x0001);
    stun_writer_add(&f->writer, STUN_USERNAME, "ours:theirs", 11);
    for (uint16_t i = 0; i < 12; i++)
        stun_writer_add(&f->writer, (uint16_t)(0x7f00 + i), NULL, 0);
    stun_writer_add_integrity(&f->writer, PASSWORD);
    stun_writer_end(&f->writer);
    g_assert_cmpint(ask(f), ==, ICE_REFUSED);
    g_assert_cmpuint(f->reply.error_code, ==, 420);
    g_assert_cmpuint(f->answer.length, <=, STUN_REPLY_MAX_BYTES);
    static const uint8_t FIRST[] = {0x00, 0x0a, 0x00, 0x10, 0x7f, 0x00, 0x7f, 0x01};
    g_assert_nonnull(memmem(f->answer.bytes, f->answer.length, FIRST, sizeof FIRST));
    g_assert_true(stun_verify(&f->reply, &f->party.key));
}

/* Keep-alives, answers and other methods are not answered. */
static void test_no_requests(Fixture *f, const void *unused) {
    static const uint16_t TYPES[] = {0x0011, 0x0101, 0x0111, 0x0003};
    for (unsigned i = 0; i < G_N_ELEMENTS(TYPES); i++) {
        stun_writer_check(&f->writer, "ours:theirs", PASSWORD);
        stun_writer_begin(&f->writer, TYPES[i]);
        stun_writer_add(&f->writer, STUN_USERNAME, "ours:theirs", 11);
        stun_writer_add_integrity(&f->writer, PASSWORD);
        stun_writer_end(&f->writer);
        g_assert_cmpint(ask(f), ==, ICE_DROPPED);
        g_assert_cmpint(ice_check_refuse_stranger(&f->request, &f->answer), ==, ICE_DROPPED);
    }
}

static void test_stranger(Fixture *f, const void *unused) {
    stun_writer_check(&f->writer, "none:theirs", PASSWORD);
    g_assert_true(stun_parse(f->writer.bytes, f->writer.n, &f->request));
    g_assert_cmpint(ice_check_refuse_stranger(&f->request, &f->answer), ==, ICE_REFUSED);
    g_assert_true(stun_parse(f->answer.bytes, f->answer.length, &f->reply));
    g_assert_cmpuint(f->reply.error_code, ==, 401);
    g_assert_cmpuint(f->answer.length, <=, f->writer.n);
}

static void test_allocates_nothing(Fixture *f, const void *unused) {
    stun_writer_check(&f->writer, "ours:theirs", PASSWORD);
    EVP_MD_CTX_free(EVP_MD_CTX_new());
    g_assert_cmpuint(n_allocations, >, 0); /* the counting works */
    unsigned before = n_allocations;
    for (unsigned i = 0; i < 100; i++)
        g_assert_cmpint(ask(f), ==, ICE_NOMINATED);
    g_assert_cmpuint(n_allocations, ==, before);
}

#define ADD(name) g_test_add("/ice_check/" #name, Fixture, NULL, set_up, test_##name, NULL)

int main(int argc, char **argv) {
    g_assert_cmpint(CRYPTO_set_mem_functions(count_malloc, count_realloc, count_free), ==, 1);
    g_test_init(&argc, &argv, NULL);
    ADD(accepts);
    ADD(ipv6);
    ADD(names_and_passwords);
    ADD(not_proved);
    ADD(role_and_unknown);
    ADD(no_requests);
    ADD(stranger);
    ADD(allocates_nothing);
    return g_test_run();
}
