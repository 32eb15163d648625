/* The whole catalogue in one process: data directory, database threads, API server; requests come
 * over socket pairs. */
#pragma once

#include <glib.h>
#include <stdint.h>

#include "catalog/catalog.h"
#include "tests/support/api_client.h"

typedef struct CatalogFixture {
    char *directory;
    TokenKeys *keys;
    Catalog *catalog;
    ApiServer *server;
    const ApiRoute *routes; /* catalog_routes() or a test's own */
    GPtrArray *ended; /* "ACCOUNT SESSION EXCEPT" of on_sessions_end; read after the server stopped
                         or after an answer that followed it */
} CatalogFixture;

/* With demo accounts when `demo` says so; the session lifetime is 90 days. */
void catalog_fixture_open(CatalogFixture *fixture, DemoMode demo);
/* With routes of the test, for what all handlers share. */
void catalog_fixture_open_routes(CatalogFixture *fixture, DemoMode demo, const ApiRoute *routes);
void catalog_fixture_close(CatalogFixture *fixture); /* removes the directory */
void catalog_fixture_restart(CatalogFixture *fixture, DemoMode demo);
/* Opening alone: for what must fail. */
Catalog *catalog_fixture_try_open(CatalogFixture *fixture, DemoMode demo, GError **error);

/* Moves both clocks forward for all threads; install before the fixture is opened. */
void catalog_fixture_install_clock(void);
void catalog_fixture_advance(int64_t by_us);

ApiAnswer *catalog_fixture_call(CatalogFixture *fixture, const ApiCall *call);

/* Header line "Cookie: …\r\n" of a fresh session; fails the test when that is refused. */
char *catalog_fixture_sign_in(CatalogFixture *fixture, const char *name, const char *password);

/* Value of a cookie that an answer sets, NULL when it sets none. */
char *catalog_fixture_cookie(const ApiAnswer *answer, const char *name);
/* A string member of the answer's object. */
char *catalog_fixture_string(const ApiAnswer *answer, const char *member);

void catalog_fixture_assert(const ApiAnswer *answer, unsigned status, const char *code);
