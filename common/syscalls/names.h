// SPDX-License-Identifier: Apache-2.0
// Walks of the tables' names, for checking and completing what people write. Each starts with *cursor = 0 and answers NULL at its end;
// names live as long as the program. Pure.
#pragma once

#include <stdbool.h>
#include <stddef.h>

// Of every abi; one that several share may come more than once.
const char *syscall_next_name(size_t *cursor);
// Likewise of the arguments of all calls.
const char *syscall_next_arg_name(size_t *cursor);
// "0x1d9" of "syscall_0x1d9": how a call without a name is written.
bool syscall_name_is_number(const char *name);
// Does any call have an argument of this name?
bool syscall_arg_name_known(const char *name);
// Is an argument of this name a mode in some call, so written in octal?
bool syscall_arg_name_is_octal(const char *name);
// Constants and flags that an argument of this name can have in any call, once each as far as one list goes.
const char *syscall_next_constant(const char *arg_name, size_t *cursor);
// Of errno values: ENOENT.
const char *errno_next_name(size_t *cursor);
