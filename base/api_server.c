#include "base/api_server.h"
