/* The handlers of catalog/api/routes.c; user is the ApiEnv. */
#pragma once

#include "base/api_server.h"

/* server_api.c */
void handle_get_server(ApiRequest *request, void *user);
void handle_get_health(ApiRequest *request, void *user);

/* setup_api.c */
void handle_get_setup(ApiRequest *request, void *user);
void handle_post_setup(ApiRequest *request, void *user);

/* sign_in_api.c */
void handle_post_session(ApiRequest *request, void *user);

/* session_api.c */
void handle_get_session(ApiRequest *request, void *user);
void handle_patch_session(ApiRequest *request, void *user);
void handle_delete_session(ApiRequest *request, void *user);
void handle_list_sessions(ApiRequest *request, void *user);
void handle_delete_other_session(ApiRequest *request, void *user);

/* password_api.c */
void handle_post_password(ApiRequest *request, void *user);

/* token_api.c */
void handle_list_tokens(ApiRequest *request, void *user);
void handle_post_token(ApiRequest *request, void *user);
void handle_delete_token(ApiRequest *request, void *user);

/* account_api.c */
void handle_list_accounts(ApiRequest *request, void *user);
void handle_post_account(ApiRequest *request, void *user);
void handle_get_account(ApiRequest *request, void *user);
void handle_patch_account(ApiRequest *request, void *user);
void handle_delete_account(ApiRequest *request, void *user);
void handle_post_account_password(ApiRequest *request, void *user);

/* audit_api.c */
void handle_list_audit(ApiRequest *request, void *user);

/* ---- units, places, guide ---- */
/* level_api.c */
void handle_list_levels(ApiRequest *request, void *user);
void handle_put_levels(ApiRequest *request, void *user);

/* unit_api.c */
void handle_list_units(ApiRequest *request, void *user);
void handle_post_unit(ApiRequest *request, void *user);
void handle_get_unit(ApiRequest *request, void *user);
void handle_patch_unit(ApiRequest *request, void *user);
void handle_delete_unit(ApiRequest *request, void *user);

/* place_api.c */
void handle_list_places(ApiRequest *request, void *user);
void handle_post_place(ApiRequest *request, void *user);
void handle_patch_place(ApiRequest *request, void *user);
void handle_delete_place(ApiRequest *request, void *user);

/* guide_api.c */
void handle_get_guide(ApiRequest *request, void *user);
void handle_post_sample(ApiRequest *request, void *user);
void handle_delete_sample(ApiRequest *request, void *user);

/* ---- members ---- */
/* in member_handlers.h */

/* ---- rights and oneself ---- */
/* me_api.c */
void handle_get_me(ApiRequest *request, void *user);
/* rights_api.c */
void handle_list_rights(ApiRequest *request, void *user);
/* appointment_api.c */
void handle_list_appointments(ApiRequest *request, void *user);
void handle_post_appointment(ApiRequest *request, void *user);
void handle_delete_appointment(ApiRequest *request, void *user);

/* ---- import and export ---- */

/* import_api.c */
void handle_post_import(ApiRequest *request, void *user);
void handle_get_import(ApiRequest *request, void *user);
void handle_patch_import(ApiRequest *request, void *user);
void handle_delete_import(ApiRequest *request, void *user);
void handle_apply_import(ApiRequest *request, void *user);
void handle_list_import_rows(ApiRequest *request, void *user);
void handle_get_import_report(ApiRequest *request, void *user);

/* roster_api.c */
void handle_sync_units(ApiRequest *request, void *user);
void handle_sync_members(ApiRequest *request, void *user);
void handle_list_roster_changes(ApiRequest *request, void *user);

/* export_api.c */
void handle_list_exports(ApiRequest *request, void *user);
void handle_post_export(ApiRequest *request, void *user);
void handle_post_export_decision(ApiRequest *request, void *user);
void handle_get_export_file(ApiRequest *request, void *user);

/* ---- activation ---- */

/* activation_api.c */
void handle_post_activations(ApiRequest *request, void *user);
void handle_post_activation_slips(ApiRequest *request, void *user);
void handle_delete_activation(ApiRequest *request, void *user);

/* redeem_api.c */
void handle_check_activation(ApiRequest *request, void *user);
void handle_post_activation(ApiRequest *request, void *user);

/* people_api.c */
void handle_list_people(ApiRequest *request, void *user);
void handle_post_switch(ApiRequest *request, void *user);

/* ---- screens ---- */

/* pairing_api.c */
void handle_post_pairing(ApiRequest *request, void *user);
void handle_post_pairing_token(ApiRequest *request, void *user);

/* pairing_decision_api.c */
void handle_get_pairing(ApiRequest *request, void *user);
void handle_decide_pairing(ApiRequest *request, void *user);

/* screen_api.c */
void handle_list_screens(ApiRequest *request, void *user);
void handle_get_screen(ApiRequest *request, void *user);
void handle_patch_screen(ApiRequest *request, void *user);
void handle_delete_screen(ApiRequest *request, void *user);

/* own_screen_api.c */
void handle_get_own_screen(ApiRequest *request, void *user);
void handle_post_beat(ApiRequest *request, void *user);
void handle_delete_own_screen(ApiRequest *request, void *user);
