/* Handlers of the ledger's routes; see catalog/api/routes.c. */
#pragma once

#include "base/api_route.h"

void handle_get_ledger_checkpoint(ApiRequest *request, void *user);
void handle_get_ledger_consistency(ApiRequest *request, void *user);
void handle_get_ledger_keys(ApiRequest *request, void *user);
void handle_post_ledger_witness(ApiRequest *request, void *user);
void handle_get_ledger_tile(ApiRequest *request, void *user);
void handle_get_ledger_proof(ApiRequest *request, void *user);
void handle_post_ledger_cosignatures(ApiRequest *request, void *user);
