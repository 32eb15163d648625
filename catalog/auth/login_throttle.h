/* How often a password may be tried. Token buckets of bounded number; the clock is given. Pure but
 * for a random hash key.
 *
 * Who tries with a device that signed in to this account before has a bucket of his own, and so has
 * an address the account is used from now. Everybody else shares one bucket of the account besides
 * that of his address: strangers can use up only theirs, so a flood locks nobody out who is known.
 * No bucket spans accounts: nothing locks everybody. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define LOGIN_THROTTLE_MAX_BUCKETS 65536
#define LOGIN_THROTTLE_MAX_PER_ADDRESS                                                             \
    250 /* tried at once by one address: half of the crypto                                        \
           pool's queue, and a village behind one NAT fits */

typedef struct LoginThrottle LoginThrottle;

LoginThrottle *login_throttle_new(unsigned max_buckets);
void login_throttle_free(LoginThrottle *throttle);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LoginThrottle, login_throttle_free)

typedef struct LoginAttempt {
    const char *account; /* what makes two names the same, also of accounts that do not exist */
    const char *address; /* numeric; of IPv6 the first 64 bits count */
    const char *device;  /* proved id of a known device, or NULL */
    bool is_known_address;
} LoginAttempt;

typedef enum LoginVerdict {
    LOGIN_ADMITTED,
    LOGIN_THROTTLED, /* wrong passwords: wait */
    LOGIN_CROWDED,   /* too many at once from this address */
} LoginVerdict;

/* A wrong password costs a token when it is known to be wrong: a storm of right ones passes. What
 * was begun at the same moment passes too and is paid for afterwards, so that the rate holds. */
LoginVerdict login_throttle_begin(LoginThrottle *throttle, const LoginAttempt *attempt,
                                  int64_t now_us, int64_t *ret_retry_after_us);

typedef enum LoginOutcome {
    LOGIN_WRONG,
    LOGIN_RIGHT,
    LOGIN_DROPPED, /* never tried */
} LoginOutcome;

/* Once for each admitted attempt, with the same values. */
void login_throttle_end(LoginThrottle *throttle, const LoginAttempt *attempt, LoginOutcome outcome,
                        int64_t now_us);

unsigned login_throttle_n_buckets(const LoginThrottle *throttle);
