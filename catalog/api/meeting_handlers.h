/* The handlers of meetings; see handlers.h. */
#pragma once

#include "base/api_server.h"

/* meeting_type_api.c */
void handle_list_meeting_types(ApiRequest *request, void *user);
void handle_post_meeting_type(ApiRequest *request, void *user);

/* meeting_api.c */
void handle_list_meetings(ApiRequest *request, void *user);
void handle_get_now(ApiRequest *request, void *user);
void handle_get_meeting(ApiRequest *request, void *user);

/* meeting_change_api.c */
void handle_post_meeting(ApiRequest *request, void *user);
void handle_patch_meeting(ApiRequest *request, void *user);
void handle_delete_meeting(ApiRequest *request, void *user);

/* meeting_step_api.c */
void handle_post_meeting_step(ApiRequest *request, void *user);
void handle_post_meeting_slate(ApiRequest *request, void *user);
void handle_post_meeting_item(ApiRequest *request, void *user);

/* calendar_api.c */
void handle_get_calendar(ApiRequest *request, void *user);
void handle_post_calendar(ApiRequest *request, void *user);
void handle_get_calendar_file(ApiRequest *request, void *user);
void handle_get_invitation(ApiRequest *request, void *user);

/* conference_api.c */
void handle_options_conference(ApiRequest *request, void *user);
void handle_options_whip_session(ApiRequest *request, void *user);
void handle_options_whep_session(ApiRequest *request, void *user);
void handle_head_whep(ApiRequest *request, void *user);
void handle_post_room_guest(ApiRequest *request, void *user);
void handle_post_whip(ApiRequest *request, void *user);
void handle_patch_whip(ApiRequest *request, void *user);
void handle_delete_whip(ApiRequest *request, void *user);
void handle_post_whep(ApiRequest *request, void *user);
void handle_patch_whep(ApiRequest *request, void *user);
void handle_delete_whep(ApiRequest *request, void *user);

/* meeting_input_api.c */
void handle_list_meeting_inputs(ApiRequest *request, void *user);
void handle_post_meeting_input(ApiRequest *request, void *user);
void handle_post_meeting_key(ApiRequest *request, void *user);
void handle_delete_meeting_input(ApiRequest *request, void *user);

/* room_api.c */
void handle_list_room_people(ApiRequest *request, void *user);
void handle_list_room_votes(ApiRequest *request, void *user);
void handle_list_room_links(ApiRequest *request, void *user);
void handle_post_room_link(ApiRequest *request, void *user);
void handle_delete_room_link(ApiRequest *request, void *user);
