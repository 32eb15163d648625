/* Handlers of catalog/api/routes.c about viewings, sites and recordings; user is the ApiEnv. */
#pragma once

#include "base/api_server.h"

/* viewing_api.c */
void handle_post_viewing(ApiRequest *request, void *user);

/* meeting_health_api.c */
void handle_get_meeting_health(ApiRequest *request, void *user);

/* site_api.c */
void handle_list_meeting_sites(ApiRequest *request, void *user);
void handle_confirm_meeting_site(ApiRequest *request, void *user);

/* recording_api.c */
void handle_get_recording(ApiRequest *request, void *user);
void handle_patch_recording(ApiRequest *request, void *user);
void handle_post_recording_cut(ApiRequest *request, void *user);
void handle_delete_recording_cut(ApiRequest *request, void *user);

/* beats_api.c */
void handle_post_viewing_beats(ApiRequest *request, void *user);
void handle_post_viewing_take(ApiRequest *request, void *user);
