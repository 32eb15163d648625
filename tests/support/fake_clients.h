/* A switchboard with clients that are only lists of what they were told, and a clock that stands
 * still until it is pushed. */
#pragma once

#include "signaling/switchboard.h"

typedef struct FakeClients {
    Switchboard *board;
    GHashTable *inboxes; /* WsId → GPtrArray of texts */
    GHashTable *closed;  /* WsId → close code */
    WsId last_id;
    GPtrArray *beats; /* what the port took: "account viewing token n sequence state from-to" */
    SeatTicket last_ticket;
    bool refuses_beats;
} FakeClients;

#define FAKE_ACCOUNT_A "01890a5d-ac96-774b-bcce-b302099a8057"
#define FAKE_ACCOUNT_B "01890a5d-ac96-774b-bcce-b302099a8058"

void fake_clock_install(void);
void fake_clock_push_ms(int64_t by_ms); /* without telling anybody */

void fake_clients_init(FakeClients *clients, unsigned max_sessions, unsigned max_per_account);
/* The same with rooms. */
void fake_clients_init_rooms(FakeClients *clients, const RoomDirectoryPort *directory,
                             const RoomMediaPort *media);
Outlet fake_clients_outlet(FakeClients *clients);
void fake_clients_clear(FakeClients *clients);

/* A signed-in member, before hello. */
WsId fake_client_open(FakeClients *clients, const char *account_id);
WsId fake_client_open_as(FakeClients *clients, const SeatIdentity *identity);
/* The same with hello; the welcome is taken out of its inbox: *ret_resume and *ret_session from it,
 * both may be NULL; caller frees. */
WsId fake_client_hello(FakeClients *clients, const char *account_id, const char *resume,
                       char **ret_resume, char **ret_session);
void fake_client_say(FakeClients *clients, WsId id, const char *text);
void fake_client_lose(FakeClients *clients, WsId id);

/* The oldest message not yet taken; NULL when there is none. Caller frees. */
char *fake_client_take(FakeClients *clients, WsId id);
unsigned fake_client_waiting(FakeClients *clients, WsId id);
/* The oldest message must contain all of `parts`, which ends with NULL. */
void fake_client_expect(FakeClients *clients, WsId id, const char *const *parts);
#define EXPECT(clients, id, ...)                                                                   \
    fake_client_expect(clients, id, (const char *const[]){__VA_ARGS__, NULL})
unsigned fake_client_close_code(FakeClients *clients, WsId id); /* 0: open */

/* Pushes the clock in steps of 10 ms and lets the switchboard work. */
void fake_clients_pass_ms(FakeClients *clients, int64_t ms);
