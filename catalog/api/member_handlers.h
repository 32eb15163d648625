/* Handlers of catalog/api/routes.c about members; user is the ApiEnv. */
#pragma once

#include "base/api_server.h"

/* member_kind_api.c */
void handle_list_member_kinds(ApiRequest *request, void *user);
void handle_put_member_kinds(ApiRequest *request, void *user);

/* member_api.c */
void handle_list_members(ApiRequest *request, void *user);
void handle_post_member(ApiRequest *request, void *user);
void handle_get_member(ApiRequest *request, void *user);
void handle_patch_member(ApiRequest *request, void *user);
void handle_delete_member(ApiRequest *request, void *user);
void handle_post_member_numbers(ApiRequest *request, void *user);

/* membership_api.c */
void handle_post_membership(ApiRequest *request, void *user);
void handle_delete_membership(ApiRequest *request, void *user);

/* transfer_api.c */
void handle_post_transfer(ApiRequest *request, void *user);
void handle_list_transfers(ApiRequest *request, void *user);
void handle_list_transfer_targets(ApiRequest *request, void *user);
void handle_post_transfer_decision(ApiRequest *request, void *user);
void handle_delete_transfer(ApiRequest *request, void *user);

/* exemption_api.c */
void handle_post_exemption(ApiRequest *request, void *user);
void handle_post_exemption_reason(ApiRequest *request, void *user);
void handle_delete_exemption(ApiRequest *request, void *user);
