/* What all steps of a preparation share: where it is, whether it goes on, what is told of it. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define PASS_MAX_STEPS 64u

typedef struct Pass Pass;

/* Lines go to stdout. `max_bytes` is for all that is written. */
Pass *pass_new(uint64_t max_bytes);
void pass_free(Pass *pass); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Pass, pass_free)

/* Steps in their order, before the first begins. `weight` is a guess of its seconds; guesses are
 * corrected by what the steps before really took. */
void pass_add_step(Pass *pass, const char *name, double weight);
/* The next step: those before are done. */
void pass_begin(Pass *pass, const char *name);
/* How far the step is, in permille; tells at most once a second. False: somebody stopped it
 * (SIGTERM). */
bool pass_tick(Pass *pass, unsigned permille);
/* The same without news of how far. */
bool pass_goes_on(const Pass *pass);

/* False: more bytes were written than allowed. */
bool pass_count_bytes(Pass *pass, uint64_t bytes);

void pass_tell_asset(Pass *pass, const char *id, const char *warning);
void pass_tell_done(Pass *pass);
void pass_tell_failed(Pass *pass, const char *problem);

/* From now on SIGTERM and SIGINT make pass_tick() false. */
void pass_catch_signals(void);
