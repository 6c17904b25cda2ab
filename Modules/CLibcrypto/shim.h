#ifndef STOCKPOT_CLIBCRYPTO_SHIM_H
#define STOCKPOT_CLIBCRYPTO_SHIM_H

#include <openssl/evp.h>

#endif
