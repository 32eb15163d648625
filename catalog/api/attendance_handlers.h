/* Handlers of registers, policies, duties, leaves, objections, corrections and who looked; see
 * handlers.h. */
#pragma once

#include "base/api_server.h"

/* policy_api.c */
void handle_list_policies(ApiRequest *request, void *user);
void handle_put_policy(ApiRequest *request, void *user);
void handle_post_policy_dry_run(ApiRequest *request, void *user);

/* duty_api.c */
void handle_list_duties(ApiRequest *request, void *user);
void handle_post_duty(ApiRequest *request, void *user);
void handle_delete_duty(ApiRequest *request, void *user);
void handle_get_duty_status(ApiRequest *request, void *user);
void handle_list_own_duties(ApiRequest *request, void *user);

/* indicator_api.c */
void handle_list_indicators(ApiRequest *request, void *user);
void handle_post_indicator(ApiRequest *request, void *user);
void handle_put_indicator(ApiRequest *request, void *user);
void handle_post_indicator_publish(ApiRequest *request, void *user);
void handle_delete_indicator(ApiRequest *request, void *user);

/* hours_api.c */
void handle_get_own_hours(ApiRequest *request, void *user);

/* leave_api.c */
void handle_list_leaves(ApiRequest *request, void *user);
void handle_post_leave(ApiRequest *request, void *user);
void handle_delete_leave(ApiRequest *request, void *user);
void handle_post_leave_decision(ApiRequest *request, void *user);
void handle_post_leave_reason(ApiRequest *request, void *user);

/* objection_api.c */
void handle_list_objections(ApiRequest *request, void *user);
void handle_post_objection(ApiRequest *request, void *user);
void handle_patch_objection(ApiRequest *request, void *user);
void handle_delete_objection(ApiRequest *request, void *user);

/* correction_api.c */
void handle_list_corrections(ApiRequest *request, void *user);
void handle_post_correction(ApiRequest *request, void *user);
void handle_post_late_entry(ApiRequest *request, void *user);
void handle_post_carried(ApiRequest *request, void *user);
void handle_post_correction_decision(ApiRequest *request, void *user);
void handle_delete_correction(ApiRequest *request, void *user);

/* queue_api.c */
void handle_get_queue(ApiRequest *request, void *user);

/* reader_api.c */
void handle_list_readers(ApiRequest *request, void *user);

/* register_api.c */
void handle_list_registers(ApiRequest *request, void *user);
void handle_get_register(ApiRequest *request, void *user);
void handle_list_register_people(ApiRequest *request, void *user);

/* figures_api.c, pieces_api.c */
void handle_get_register_figures(ApiRequest *request, void *user);
void handle_list_member_pieces(ApiRequest *request, void *user);
void handle_list_record_pieces(ApiRequest *request, void *user);

/* presence_api.c */
void handle_post_presences(ApiRequest *request, void *user);
void handle_post_presence_left(ApiRequest *request, void *user);
void handle_post_presence_withdraw(ApiRequest *request, void *user);

/* register_note_api.c */
void handle_post_register_count(ApiRequest *request, void *user);
void handle_post_register_confirmation(ApiRequest *request, void *user);

/* roll_code_api.c */
void handle_get_roll_code(ApiRequest *request, void *user);
void handle_post_presence_code(ApiRequest *request, void *user);

/* card_api.c */
void handle_post_register_card(ApiRequest *request, void *user);
void handle_post_member_card(ApiRequest *request, void *user);
void handle_delete_member_cards(ApiRequest *request, void *user);

/* record_api.c */
/* receipt_api.c */
void handle_get_own_receipt(ApiRequest *request, void *user);
void handle_get_receipt(ApiRequest *request, void *user);
/* bundle_api.c */
void handle_post_bundle(ApiRequest *request, void *user);
void handle_list_own_records(ApiRequest *request, void *user);
void handle_list_records(ApiRequest *request, void *user);
void handle_get_record(ApiRequest *request, void *user);

/* report_api.c */
void handle_get_report(ApiRequest *request, void *user);
/* record_slip_api.c */
void handle_get_record_slip(ApiRequest *request, void *user);
void handle_get_own_record_slip(ApiRequest *request, void *user);

/* retention_api.c */
void handle_get_retention(ApiRequest *request, void *user);
void handle_post_retention_trial(ApiRequest *request, void *user);

/* sheet_api.c */
void handle_get_register_sheet(ApiRequest *request, void *user);

/* record_sample_api.c */
void handle_get_record_sample(ApiRequest *request, void *user);
void handle_get_register_sample(ApiRequest *request, void *user);

/* report_file_api.c */
void handle_get_report_file(ApiRequest *request, void *user);

/* beside_api.c */
void handle_post_beside(ApiRequest *request, void *user);
void handle_delete_beside(ApiRequest *request, void *user);
