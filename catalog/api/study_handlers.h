/* Handlers of catalog/api/routes.c about study sessions; user is the ApiEnv. */
#pragma once

#include "base/api_server.h"

/* study_api.c: of a place, by who looks after it; and of the place of a screen, by its remote. */
void handle_get_study(ApiRequest *request, void *user);
void handle_post_study(ApiRequest *request, void *user);
void handle_patch_study(ApiRequest *request, void *user);
void handle_delete_study(ApiRequest *request, void *user);
void handle_get_screen_study(ApiRequest *request, void *user);
void handle_post_screen_study(ApiRequest *request, void *user);
void handle_patch_screen_study(ApiRequest *request, void *user);
void handle_delete_screen_study(ApiRequest *request, void *user);
