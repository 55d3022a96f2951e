// SPDX-License-Identifier: Apache-2.0
// ioctl: the request's name, and what its argument is by the tables of the families.
#include "common/syscalls/format_ioctl.h"

#include <linux/nsfs.h>
#include <string.h>

#include "common/syscalls/formatters.h"
#include "common/syscalls/ioctls.h"
#include "common/syscalls/shared.h"

#define OP_DIRECTION(op) ((op) >> 30)
#define OP_SIZE(op)      (((op) >> 16) & 0x3fff)
#define OP_TYPE(op)      (((op) >> 8) & 0xff)
#define OP_NUMBER(op)    ((op)&0xff)
#define WRITES           1u
#define READS            2u

static void print_request_parts(struct printer *p, uint32_t op)
{
	static const char *const directions[] = {"_IOC_NONE", "_IOC_WRITE", "_IOC_READ", "_IOC_READ|_IOC_WRITE"};
	print_format(p, "_IOC(%s, %#x, %#x, %#x)", directions[OP_DIRECTION(op)], OP_TYPE(op), OP_NUMBER(op),
		     OP_SIZE(op));
}

// Requests that carry a length or a number of their own, as the macro of their name does.
static const struct {
	uint8_t type, direction, number;
	bool any_number; // the number is what is shown
	const char *name;
} sized_requests[] = {
    {'E', READS, 0x06, false, "EVIOCGNAME"},
    {'E', READS, 0x07, false, "EVIOCGPHYS"},
    {'E', READS, 0x08, false, "EVIOCGUNIQ"},
    {'E', READS, 0x09, false, "EVIOCGPROP"},
    {'E', READS, 0x0a, false, "EVIOCGMTSLOTS"},
    {'E', READS, 0x18, false, "EVIOCGKEY"},
    {'E', READS, 0x19, false, "EVIOCGLED"},
    {'E', READS, 0x1a, false, "EVIOCGSND"},
    {'E', READS, 0x1b, false, "EVIOCGSW"},
    {'H', READS, 0x04, false, "HIDIOCGRAWNAME"},
    {'H', READS, 0x05, false, "HIDIOCGRAWPHYS"},
    {'H', READS, 0x06, false, "HIDIOCSFEATURE"},
    {'H', READS, 0x08, false, "HIDIOCGRAWUNIQ"},
    {'H', READS, 0x12, false, "HIDIOCGPHYS"},
    {'H', READS | WRITES, 0x06, false, "HIDIOCSFEATURE"},
    {'H', READS | WRITES, 0x07, false, "HIDIOCGFEATURE"},
    {'M', WRITES, 0, true, "MIXER_WRITE"},
    {'M', READS, 0, true, "MIXER_READ"},
    {'U', READS, 0x2c, false, "UI_GET_SYSNAME"},
    {'j', READS, 0x13, false, "JSIOCGNAME"},
    {'k', WRITES, 0, false, "SPI_IOC_MESSAGE"},
};

static bool print_sized_request(struct printer *p, uint32_t op)
{
	for (size_t i = 0; i < sizeof(sized_requests) / sizeof(sized_requests[0]); i++) {
		bool any = sized_requests[i].any_number;
		if (sized_requests[i].type != OP_TYPE(op) || sized_requests[i].direction != OP_DIRECTION(op) ||
		    (!any && sized_requests[i].number != OP_NUMBER(op)))
			continue;
		print_format(p, "%s(%u)", sized_requests[i].name, any ? OP_NUMBER(op) : OP_SIZE(op));
		return true;
	}
	return false;
}

void format_ioctl_op(struct printer *p, unsigned arg)
{
	uint32_t op = (uint32_t)arg_value(p, arg);
	const struct ioctl_row *row = ioctl_find(op);
	if (!begin_style(p, "%#llx", op))
		return;
	bool sized = print_sized_request(p, op);
	if (row)
		print_format(p, sized ? " or %s" : "%s", row->names);
	else if (!sized)
		print_request_parts(p, op);
	end_style(p);
}

bool shown_ioctl(const struct event *event, unsigned arg)
{
	(void)arg;
	const struct ioctl_row *row = ioctl_find((uint32_t)event->args[1]);
	return !row || row->argument != IOCTL_NONE;
}

static const struct ioctl_format *format_of(uint32_t op)
{
	static const struct ioctl_formats *const families[] = {&ioctl_formats_terminal, &ioctl_formats_socket,
							       &ioctl_formats_block, &ioctl_formats_file,
							       &ioctl_formats_device};
	for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++)
		for (size_t row = 0; row < families[i]->n; row++)
			if (families[i]->rows[row].op == op)
				return &families[i]->rows[row];
	return NULL;
}

static void print_numbers(struct printer *p, const struct ioctl_format *what, const struct piece *piece)
{
	struct field field = {.size = what->size, .list = what->list};
	static const uint8_t kinds[] = {[IOCTL_D] = FIELD_D,         [IOCTL_U] = FIELD_U,   [IOCTL_X] = FIELD_X,
					[IOCTL_FLAGS] = FIELD_FLAGS, [IOCTL_ID] = FIELD_ID, [IOCTL_PAIR] = FIELD_U};
	field.kind = kinds[what->form];
	if (what->form == IOCTL_PAIR)
		field.size /= 2;
	print_text(p, "[");
	print_field(p, piece->bytes, &field);
	if (what->form == IOCTL_PAIR) {
		print_text(p, ", ");
		print_field(p, piece->bytes + field.size, &field);
	}
	print_text(p, "]");
}

// What the caller gave, and behind it what the kernel answered.
static void print_both(struct printer *p, unsigned arg, const struct ioctl_format *what, const struct piece *given)
{
	struct piece answer;
	bool first = true, left_out;
	print_text(p, "{");
	left_out = print_fields(p, given->bytes, given->len, what->fields, &first);
	if (!event_failed(p->event) && piece_find(p, arg, 0, 0, AT_EXIT, &answer) && answer.len >= what->size)
		left_out |= print_fields(p, answer.bytes, answer.len, what->answer, &first);
	print_text(p, left_out ? ", ...}" : "}");
}

static void print_memory(struct printer *p, unsigned arg, const struct ioctl_format *what, const struct piece *piece)
{
	switch (what->form) {
	case IOCTL_TEXT:
		print_quoted(p, piece->bytes, strnlen((const char *)piece->bytes, what->size), false, QUOTE_PLAIN);
		break;
	case IOCTL_STRUCT:
		print_struct(p, piece->bytes, what->size, what->fields);
		break;
	case IOCTL_BOTH:
		print_both(p, arg, what, piece);
		break;
	case IOCTL_CALL:
		what->print(p, what, piece);
		break;
	default:
		print_numbers(p, what, piece);
	}
}

static bool find_memory(const struct printer *p, unsigned arg, const struct ioctl_format *what, struct piece *ret_piece)
{
	bool there;
	if (p->options && p->options->flat)
		return false;
	if (what->out)
		there = !event_failed(p->event) && piece_find(p, arg, 0, 0, AT_EXIT, ret_piece);
	else
		there = piece_find(p, arg, 0, 0, AT_ENTRY, ret_piece) || piece_find(p, arg, 0, 0, AT_EXIT, ret_piece);
	return there && ret_piece->len >= what->size;
}

static bool print_register(struct printer *p, uint64_t value, const struct ioctl_format *what)
{
	switch (what->form) {
	case IOCTL_VALUE_D:
		print_format(p, "%d", (int)value);
		return true;
	case IOCTL_VALUE_U:
		print_format(p, "%llu", (unsigned long long)value);
		return true;
	case IOCTL_FD:
		print_fd(p, (int)value);
		return true;
	case IOCTL_ONE:
		print_one(p, what->list, value);
		return true;
	default:
		return false;
	}
}

void format_ioctl_arg(struct printer *p, unsigned arg)
{
	uint32_t op = (uint32_t)arg_value(p, 1);
	const struct ioctl_row *row = ioctl_find(op);
	const struct ioctl_format *what = format_of(op);
	struct piece piece;
	if (what && print_register(p, arg_value(p, arg), what))
		return;
	if (what && find_memory(p, arg, what, &piece))
		print_memory(p, arg, what, &piece);
	else if (what || (row && row->argument == IOCTL_POINTER))
		print_pointer(p, arg_value(p, arg));
	else if (row && row->argument == IOCTL_DECIMAL)
		print_format(p, "%d", (int)arg_value(p, arg));
	else
		print_hex(p, arg_value(p, arg));
}

// A descriptor, or what kind of namespace it is.
void result_ioctl(struct printer *p)
{
	uint64_t ret = (uint64_t)p->event->ret;
	const char *kind = constant_name(&constants_setns_types, ret);
	switch ((uint32_t)p->event->args[1]) {
	case NS_GET_USERNS:
	case NS_GET_PARENT:
		print_returned_fd(p);
		break;
	case NS_GET_NSTYPE:
		print_format(p, kind ? "%lld (%s)" : "%lld", (long long)ret, kind);
		break;
	default:
		print_format(p, "%lld", (long long)ret);
	}
}
