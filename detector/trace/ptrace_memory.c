// SPDX-License-Identifier: Apache-2.0
// A stopped task's memory. The arguments of a call mostly lie on one or two pages: those are read whole, once a stop.
#include <errno.h>
#include <string.h>
#include <sys/uio.h>

#include "detector/trace/ptrace_tracer.h"

#define PAGE 4096u

static ssize_t read_direct(pid_t tid, uint64_t from, void *to, size_t len)
{
	struct iovec local = {.iov_base = to, .iov_len = len};
	struct iovec remote = {.iov_base = (void *)(uintptr_t)from, .iov_len = len};
	ssize_t n = process_vm_readv(tid, &local, 1, &remote, 1, 0);
	return n < 0 ? -errno : n;
}

void ptrace_memory_of(struct ptrace_tracer *tracer, pid_t tid)
{
	tracer->memory.tid = tid;
	for (unsigned i = 0; i < PTRACE_PAGES; i++)
		tracer->memory.pages[i].there = false;
}

// NULL when the page cannot be read.
static const uint8_t *page_of(struct ptrace_memory *memory, uint64_t page)
{
	for (unsigned i = 0; i < PTRACE_PAGES; i++)
		if (memory->pages[i].there && memory->pages[i].page == page)
			return memory->pages[i].bytes;
	unsigned slot = memory->next++ % PTRACE_PAGES;
	memory->pages[slot].there = read_direct(memory->tid, page, memory->pages[slot].bytes, PAGE) == PAGE;
	memory->pages[slot].page = page;
	return memory->pages[slot].there ? memory->pages[slot].bytes : NULL;
}

// What crosses pages in part: the kernel refuses a piece that ends at a page it may not read, so page by page.
static ssize_t read_pages(struct ptrace_memory *memory, uint64_t from, uint8_t *to, size_t len)
{
	size_t done = 0;
	while (done < len) {
		uint64_t at = from + done, page = at & ~(uint64_t)(PAGE - 1);
		size_t n = PAGE - (size_t)(at - page);
		const uint8_t *bytes = page_of(memory, page);
		if (!bytes)
			return done ? (ssize_t)done : -EFAULT;
		if (n > len - done)
			n = len - done;
		memcpy(to + done, bytes + (at - page), n);
		done += n;
	}
	return (ssize_t)done;
}

ssize_t ptrace_memory_read(void *ctx, uint64_t from, void *to, size_t len)
{
	struct ptrace_tracer *tracer = ctx;
	if (len > 2 * PAGE) {
		ssize_t n = read_direct(tracer->memory.tid, from, to, len);
		if (n == (ssize_t)len)
			return n;
	}
	return read_pages(&tracer->memory, from, to, len);
}
