// A target needs a source file; everything here is inline, in the header.
#include "ccurl.h"
