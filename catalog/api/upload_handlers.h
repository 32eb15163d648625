/* The handlers of uploads and jobs; see handlers.h. */
#pragma once

#include "base/api_server.h"

/* upload_api.c */
void handle_options_uploads(ApiRequest *request, void *user);
void handle_list_uploads(ApiRequest *request, void *user);
void handle_get_upload(ApiRequest *request, void *user);
void handle_delete_upload(ApiRequest *request, void *user);

/* upload_body_api.c */
void handle_post_upload(ApiRequest *request, void *user);
void handle_patch_upload(ApiRequest *request, void *user);
bool handle_upload_chunk(ApiRequest *request, const uint8_t *bytes, size_t length, void *user);

/* job_api.c */
void handle_list_jobs(ApiRequest *request, void *user);
void handle_post_job_step(ApiRequest *request, void *user);
