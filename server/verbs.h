/* The verbs of the command line, one file each. */
#pragma once

#include "server/settings.h"

/* Exit statuses. */
#define VERB_DONE    0
#define VERB_FOUND   1 /* doctor: the machine has problems */
#define VERB_REFUSED 2 /* bad usage or configuration, or it could not be done */

/* `argv[0]` is the first word after the verb. */
typedef int (*VerbFn)(int argc, char *const argv[]);

int verb_serve_run(int argc, char *const argv[]);
int verb_check_config_run(int argc, char *const argv[]);
int verb_doctor_run(int argc, char *const argv[]);
int verb_cert_run(int argc, char *const argv[]);
int verb_user_run(int argc, char *const argv[]);
int verb_unit_run(int argc, char *const argv[]);
int verb_course_run(int argc, char *const argv[]);
int verb_ledger_run(int argc, char *const argv[]);
int verb_member_run(int argc, char *const argv[]);
int verb_backup_run(int argc, char *const argv[]);
int verb_restore_run(int argc, char *const argv[]);
int verb_token_run(int argc, char *const argv[]);
int verb_print_tables_run(int argc, char *const argv[]);
int verb_verify_run(int argc, char *const argv[]);
int verb_version_run(int argc, char *const argv[]);
