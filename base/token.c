#include "base/token.h"
