/* The cage in which a stranger's file is read: set up once, before the file is opened, for the rest
 * of this process's life and its children's.
 *
 * Always: no new privileges, all descriptors above 2 closed, limits (memory, CPU time, size of a
 * file, no core), a filter of system calls without sockets, ptrace, mount, keys, and, unless
 * `runs_programs`, without any new process or program. Where the kernel has them: Landlock (files
 * outside of the folder are not there to open) and name spaces without a network. Where it has no
 * Landlock, a root folder of its own by a mount name space. Started by root, it works as the
 * owner of the folder and without capabilities. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "media/course/sandbox_wish.h"

/* Private memory: a decoder of 8192 × 4320 with 16 references has 0.9 GiB, the ladder 0.3. */
#define SANDBOX_MEMORY_BYTES (UINT64_C(2) << 30)
/* A sanitizer's shadow is private memory of terabytes: a build with one cannot have this limit. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANDBOX_LIMITS_MEMORY 0
#else
#define SANDBOX_LIMITS_MEMORY 1
#endif
/* 12 hours of 1080p at a quarter of real time. */
#define SANDBOX_CPU_S       (48u * 3600)
#define SANDBOX_PROBE_CPU_S 120u
#define SANDBOX_PROCESSES   64u

/* True with what is missing of it in `ret_lacks` (a sentence, caller frees, or NULL). False when
 * what is always there could not be set up: then nothing may be opened. */
bool sandbox_enter(const SandboxWish *wish, char **ret_lacks, GError **error);
