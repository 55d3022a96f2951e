// SPDX-License-Identifier: Apache-2.0
// Addresses of sockets, family by family. `whole` is the address as it was given, its family included. Internal to common/syscalls.
#pragma once

#include "common/syscalls/layout.h"

// What a family's address shows behind sa_family, without the comma.
typedef void (*address_fn)(struct printer *p, const struct piece *whole);

void print_address_ax25(struct printer *p, const struct piece *whole);
void print_address_x25(struct printer *p, const struct piece *whole);
void print_address_ipx(struct printer *p, const struct piece *whole);
void print_address_bluetooth(struct printer *p, const struct piece *whole);
void print_address_ieee802154(struct printer *p, const struct piece *whole);
void print_address_nfc(struct printer *p, const struct piece *whole);
void print_address_rxrpc(struct printer *p, const struct piece *whole);
void print_address_inet(struct printer *p, const struct piece *whole);
void print_address_inet6(struct printer *p, const struct piece *whole);
void print_address_bytes(struct printer *p, const struct piece *whole); // sa_data="…"
// {sa_family=…} of bytes in an event.
void print_address(struct printer *p, const struct piece *whole);
