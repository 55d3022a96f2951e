// SPDX-License-Identifier: Apache-2.0
// Ownership that can be seen: AUTO_* variables release what they hold at the end of their scope; take_* hands it over.
#pragma once

#include <stdlib.h>
#include <unistd.h>

static inline void cleanup_free(void *pointer)
{
	free(*(void **)pointer);
}

static inline void cleanup_close(const int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
}

#define AUTO_FREE  __attribute__((cleanup(cleanup_free)))
#define AUTO_CLOSE __attribute__((cleanup(cleanup_close)))

// DEFINE_AUTO(buffer, buffer_free) makes `AUTO(buffer) struct buffer *b = NULL;` call buffer_free(b); it must take NULL.
#define DEFINE_AUTO(type, free_function)                         \
	static inline void cleanup_##type(struct type **pointer) \
	{                                                        \
		free_function(*pointer);                         \
	}                                                        \
	struct type
// DEFINE_AUTO_VALUE(buffer, buffer_done) is the same for structs held by value.
#define DEFINE_AUTO_VALUE(type, done_function)                      \
	static inline void cleanup_value_##type(struct type *value) \
	{                                                           \
		done_function(value);                               \
	}                                                           \
	struct type

#define AUTO(type)       __attribute__((cleanup(cleanup_##type)))
#define AUTO_VALUE(type) __attribute__((cleanup(cleanup_value_##type)))

#define take_ptr(pointer)                                       \
	({                                                      \
		__typeof__(pointer) take_from = (pointer);      \
		__typeof__(*take_from) take_value = *take_from; \
		*take_from = NULL;                              \
		take_value;                                     \
	})

static inline int take_fd(int *fd)
{
	int value = *fd;
	*fd = -1;
	return value;
}
