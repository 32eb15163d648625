/* The whole HTTP API of the catalogue as one table. docs/openapi.yaml says the same in detail. */
#pragma once

#include "base/api_route.h"

extern const ApiRoute CATALOG_ROUTES[]; /* ended by a row with method NULL */

/* One JSON object a line: {"table":"route","method","path","roles":[…],"body_max_bytes","summary"},
 * and {"table":"error","word","status"} for the errors. For comparing with the documents. Caller
 * frees. */
char *routes_describe(const ApiRoute *routes);
char *routes_describe_errors(void);
