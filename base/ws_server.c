#include "base/ws_server.h"
