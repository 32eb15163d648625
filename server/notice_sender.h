/* The catalogue's NoticePort: runs notice.command on the thread `notice`, one process at a time. */
#pragma once

#include <glib.h>
#include <stdint.h>

#include "catalog/meeting/notice_port.h"

typedef struct NoticeSender NoticeSender;

/* `command` NULL: off, its port sends nothing. Copied. */
NoticeSender *notice_sender_start(const char *command, int64_t before_us, GError **error);
/* Kills what runs. NULL and repeated calls are allowed. */
void notice_sender_stop(NoticeSender *sender);
void notice_sender_free(NoticeSender *sender);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(NoticeSender, notice_sender_free)

NoticePort notice_sender_port(NoticeSender *sender);
