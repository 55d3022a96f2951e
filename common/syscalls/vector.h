// SPDX-License-Identifier: Apache-2.0
// Arrays of struct iovec, of a call or of a message, and control messages. Internal to common/syscalls.
#pragma once

#include "common/syscalls/nested.h"

// Shows an element's bytes; `whole` is how many there are, of which `bytes` were copied.
typedef void (*element_fn)(struct printer *p, const struct piece *bytes, uint64_t whole);

void print_element_payload(struct printer *p, const struct piece *bytes, uint64_t whole);
// `moved`: how many bytes the call moved through the whole vector.
void print_elements(struct printer *p, const struct message_place *place, const struct piece *array, uint64_t count,
		    uint64_t moved, element_fn print);
// How many elements of an array strace shows.
uint64_t shown_elements(const struct printer *p, uint64_t count);
// [{cmsg_len=…}, …]: `len` bytes at `pointer`, of which `control` were copied.
void print_control(struct printer *p, const struct piece *control, uint64_t len, uint64_t pointer);
