#include "catalog/catalog_guests.h"

#include "base/clock.h"
#include "catalog/api/api_env.h"

G_STATIC_ASSERT(sizeof CATALOG_GUESTS_COOKIE == sizeof API_COOKIE_GUEST);

bool catalog_guests_read(Catalog *catalog, const char *text, GuestPass *ret_pass) {
    const ApiEnv *env = catalog_api_user(catalog);
    return guest_pass_read(env->guest_passes, text, clock_wall_us(), ret_pass);
}
