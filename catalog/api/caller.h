/* Who asks on a route that is open to everybody: a good credential counts, a bad one is none. */
#pragma once

#include "catalog/api/call.h"

/* Fills call->identity (all empty for nobody), then goes on with `next`. */
void caller_find(Call *take_call, CallNextFn next);
