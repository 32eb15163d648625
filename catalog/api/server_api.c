/* The server about itself. */
#include "base/clock.h"
#include "base/json_table.h"
#include "catalog/api/account_json.h"
#include "catalog/api/api_env.h"
#include "catalog/api/handlers.h"
#include "catalog/api/wire.h"

typedef struct AddressesJson {
    const char *internal, *public;
} AddressesJson;

static const JsonField ADDRESSES_FIELDS[] = {
    {"internal", JSON_STRING, offsetof(AddressesJson, internal)},
    {"public", JSON_STRING, offsetof(AddressesJson, public)},
    {NULL, JSON_END},
};
static const JsonTable ADDRESSES_TABLE = {"addresses", sizeof(AddressesJson), ADDRESSES_FIELDS};

typedef struct ServerJson {
    const char *name, *version;
    bool secure, demo, setup_needed, installation_page;
    AddressesJson *addresses;
    const char *const *locales;
} ServerJson;

static const JsonField SERVER_FIELDS[] = {
    {"name", JSON_STRING, offsetof(ServerJson, name)},
    {"version", JSON_STRING, offsetof(ServerJson, version)},
    {"secure", JSON_BOOL, offsetof(ServerJson, secure)},
    {"demo", JSON_BOOL, offsetof(ServerJson, demo)},
    {"setup_needed", JSON_BOOL, offsetof(ServerJson, setup_needed)},
    {"addresses", JSON_OBJECT, offsetof(ServerJson, addresses), .table = &ADDRESSES_TABLE},
    {"locales", JSON_STRINGS, offsetof(ServerJson, locales)},
    {"installation_page", JSON_BOOL, offsetof(ServerJson, installation_page)},
    {NULL, JSON_END},
};
static const JsonTable SERVER_TABLE = {"server", sizeof(ServerJson), SERVER_FIELDS};

void handle_get_server(ApiRequest *request, void *user) {
    const ApiEnv *env = user;
    AddressesJson addresses = {env->address_internal, env->address_public};
    ServerJson json = {
        .name = env->name,
        .version = TONGPING_VERSION,
        .secure = wire_is_secure(request),
        .demo = env->is_demo,
        .setup_needed = env->is_setup_needed,
        .installation_page = env->has_installation_page,
        .addresses = &addresses,
        .locales = ACCOUNT_LOCALES,
    };
    api_reply_json(request, 200, json_table_write(&SERVER_TABLE, &json));
}

/* ---- health ---- */

static const char *const STATE_WORDS[] = {
    [HEALTH_OK] = "ok", [HEALTH_DEGRADED] = "degraded", [HEALTH_FAILING] = "failing", NULL};

typedef struct PartJson {
    const char *name;
    int state;
    const char *detail;
} PartJson;

static const JsonField PART_FIELDS[] = {
    {"name", JSON_STRING, offsetof(PartJson, name)},
    {"state", JSON_ENUM, offsetof(PartJson, state), .words = STATE_WORDS},
    {"detail", JSON_STRING, offsetof(PartJson, detail)},
    {NULL, JSON_END},
};
static const JsonTable PART_TABLE = {"part", sizeof(PartJson), PART_FIELDS};

typedef struct HealthJson {
    int status;
    const char *version;
    char *started_at, *now;
    GPtrArray *parts;
} HealthJson;

static const JsonField HEALTH_FIELDS[] = {
    {"status", JSON_ENUM, offsetof(HealthJson, status), .words = STATE_WORDS},
    {"version", JSON_STRING, offsetof(HealthJson, version)},
    {"started_at", JSON_STRING, offsetof(HealthJson, started_at)},
    {"now", JSON_STRING, offsetof(HealthJson, now)},
    {"parts", JSON_OBJECTS, offsetof(HealthJson, parts), .table = &PART_TABLE},
    {NULL, JSON_END},
};
static const JsonTable HEALTH_TABLE = {"health", sizeof(HealthJson), HEALTH_FIELDS};

static HealthPart database_part(const ApiEnv *env) {
    StoreStats stats;
    store_get_stats(env->store, &stats);
    HealthPart part = {.name = "database", .state = HEALTH_OK};
    if (stats.is_failing) {
        part.state = HEALTH_FAILING;
        g_strlcpy(part.detail, "The last change could not be written to the disk.",
                  sizeof part.detail);
    }
    return part;
}

static HealthPart sign_in_part(const ApiEnv *env) {
    CryptoStats stats;
    crypto_pool_get_stats(env->crypto, &stats);
    HealthPart part = {.name = "sign_in", .state = HEALTH_OK};
    if (stats.waiting > CRYPTO_POOL_MAX_JOBS / 2) {
        part.state = HEALTH_DEGRADED;
        g_snprintf(part.detail, sizeof part.detail, "%u people wait to sign in.", stats.waiting);
    }
    return part;
}

void handle_get_health(ApiRequest *request, void *user) {
    const ApiEnv *env = user;
    HealthPart parts[HEALTH_MAX_PARTS] = {database_part(env), sign_in_part(env)};
    unsigned n_parts = 2;
    if (env->health)
        n_parts += env->health(parts + n_parts, HEALTH_MAX_PARTS - n_parts, env->health_user);
    PartJson rows[HEALTH_MAX_PARTS];
    g_autoptr(GPtrArray) list = g_ptr_array_new();
    g_autofree char *started_at = wire_time(env->started_at_us);
    g_autofree char *now = wire_time(clock_wall_us());
    HealthJson json = {.status = HEALTH_OK,
                       .version = TONGPING_VERSION,
                       .started_at = started_at,
                       .now = now,
                       .parts = list};
    for (unsigned i = 0; i < n_parts; i++) {
        rows[i] = (PartJson){parts[i].name, (int)parts[i].state, parts[i].detail};
        g_ptr_array_add(list, &rows[i]);
        json.status = MAX(json.status, rows[i].state);
    }
    api_reply_json(request, 200, json_table_write(&HEALTH_TABLE, &json));
}
