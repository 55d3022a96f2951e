// SPDX-License-Identifier: Apache-2.0
// Intrusive doubly linked list. The list never owns its elements; a removed node points to itself.
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct list {
	struct list *next;
	struct list *prev;
};

static inline void list_init(struct list *node)
{
	node->next = node;
	node->prev = node;
}

static inline bool list_empty(const struct list *head)
{
	return head->next == head;
}

static inline void list_append(struct list *head, struct list *node)
{
	node->prev = head->prev;
	node->next = head;
	head->prev->next = node;
	head->prev = node;
}

static inline void list_remove(struct list *node)
{
	node->prev->next = node->next;
	node->next->prev = node->prev;
	list_init(node);
}

#define list_entry(node, type, member) ((type *)(void *)((char *)(node)-offsetof(type, member)))
#define list_first(head, type, member) list_entry((head)->next, type, member)
// Safe against removal of the current element.
#define list_for_each(position, head, type, member)                                                                 \
	for (struct list *position##_node = (head)->next, *position##_next = position##_node->next;                 \
	     position##_node != (head); position##_node = position##_next, position##_next = position##_node->next) \
		for (type *position = list_entry(position##_node, type, member); position; position = NULL)
