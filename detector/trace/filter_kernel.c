// SPDX-License-Identifier: Apache-2.0
// A conjunct goes to the kernel when it is, for a call, about its number, about one number (pid, result …), a list of names or a list of
// paths. What it says of signals and ends of tasks stays with the program: dropped when that is true anyway; asked once, as evt.kind,
// when it is false; else kept.
#include "detector/trace/filter_kernel.h"

#include <string.h>
#include <sys/syscall.h>

#include "common/base/alloc.h"
#include "common/filter/filter_program.h"
#include "detector/trace/call_verdicts.h"
#include "detector/trace/number_set.h"

#define VALUES_MOST 64u // of a condition on a number; more do not become few ranges

enum decider { PROGRAM, BOTH, KERNEL };

// What a conjunct says of all signals and all ends of tasks.
enum off_calls { OFF_CALLS_UNKNOWN, OFF_CALLS_TRUE, OFF_CALLS_FALSE };

struct part {
	const struct filter_node *node;
	bool negated;
	enum decider decider;
	enum off_calls off_calls;
};

struct split {
	struct kernel_filter *kernel;
	bool state; // the filter needs one: it knows better what a call's descriptor is
	struct part *parts;
	size_t n;
};

static void split_done(struct split *split)
{
	free(split->parts);
}
DEFINE_AUTO_VALUE(split, split_done);

static size_t count_parts(const struct filter_node *node, bool negated)
{
	size_t n = 0;
	if (node->kind == FILTER_NODE_NOT)
		return count_parts(node->children[0], !negated);
	if (node->kind != (negated ? FILTER_NODE_OR : FILTER_NODE_AND))
		return 1;
	for (size_t i = 0; i < node->n; i++)
		n += count_parts(node->children[i], negated);
	return n;
}

static void take_parts(struct split *split, const struct filter_node *node, bool negated)
{
	if (node->kind == FILTER_NODE_NOT) {
		take_parts(split, node->children[0], !negated);
	} else if (node->kind == (negated ? FILTER_NODE_OR : FILTER_NODE_AND)) {
		for (size_t i = 0; i < node->n; i++)
			take_parts(split, node->children[i], negated);
	} else {
		split->parts[split->n++] = (struct part){.node = node, .negated = negated};
	}
}

static bool holds_for(const struct filter_node *node, uint8_t kind)
{
	const struct filter filter = {.root = (struct filter_node *)node};
	struct event event = {.kind = kind, .duration = EVENT_DURATION_UNKNOWN, .nr = 1};
	AUTO(filter_program) struct filter_program *program = filter_program_new(&filter);
	AUTO_VALUE(filter_scratch) struct filter_scratch scratch;
	filter_scratch_init(&scratch);
	return filter_match(program, &event, &scratch);
}

// --- by the number of the call ---

static void take_calls(struct split *split, struct part *part)
{
	struct kernel_filter *kernel = split->kernel;
	struct call_verdicts verdicts;
	call_verdicts_of(part->node, &verdicts);
	if (part->negated)
		call_verdicts_invert(&verdicts);
	bool narrows = !verdicts.may_beyond;
	for (size_t i = 0; i < sizeof(kernel->calls) / sizeof(uint64_t); i++) {
		narrows = narrows || ~verdicts.may[i];
		kernel->calls[i] &= verdicts.may[i];
	}
	kernel->calls_beyond &= verdicts.may_beyond;
	if (narrows)
		kernel->on |= KERNEL_ON_CALLS;
	part->decider = call_verdicts_decide(&verdicts) ? KERNEL : narrows ? BOTH : PROGRAM;
}

// --- by one number ---

// -1: it is none that the kernel knows.
static int number_of_field(const struct filter_field *field)
{
	switch (field->id) {
	case FIELD_PROC_PID:
		return KERNEL_PID;
	case FIELD_THREAD_TID:
		return KERNEL_TID;
	case FIELD_USER_UID:
		return KERNEL_UID;
	case FIELD_FD_NUM:
		return KERNEL_FD;
	case FIELD_EVT_RES:
	case FIELD_EVT_RAWRES:
	case FIELD_EVT_FAILED:
		return KERNEL_RESULT;
	case FIELD_EVT_LATENCY:
		return KERNEL_LATENCY;
	default:
		return -1;
	}
}

// The same for every call: what an OR says besides, of signals.
static bool is_same_for_calls(const struct filter_field *field)
{
	return field->id == FIELD_EVT_KIND || field->id == FIELD_EVT_DIR || field->id == FIELD_SIGNAL_NAME;
}

static void add_order(struct number_set *set, enum filter_op op, int64_t number)
{
	int64_t low = INT64_MIN, high = INT64_MAX;
	if ((op == FILTER_LT && number == INT64_MIN) || (op == FILTER_GT && number == INT64_MAX))
		return;
	switch (op) {
	case FILTER_LT:
		high = number - 1;
		break;
	case FILTER_LE:
		high = number;
		break;
	case FILTER_GT:
		low = number + 1;
		break;
	case FILTER_GE:
		low = number;
		break;
	default:
		low = high = number;
	}
	number_set_add(set, low, high);
}

static void add_failed(struct number_set *set, bool failed)
{
	struct number_set other = {0};
	number_set_add(&other, -4095, -1);
	if (!failed)
		number_set_invert(&other);
	other.missing = false;
	number_set_unite(set, &other);
	number_set_done(&other);
}

static bool is_number_op(enum filter_op op)
{
	return op <= FILTER_GE || op == FILTER_IN || op == FILTER_INTERSECTS || op == FILTER_EXISTS;
}

static bool check_numbers(const struct filter_node *node, int *field, struct number_set *set)
{
	if (is_same_for_calls(node->field)) {
		if (holds_for(node, EVENT_SYSCALL))
			number_set_invert(set);
		return true;
	}
	int asked = number_of_field(node->field);
	if (asked < 0 || (*field >= 0 && *field != asked) || !is_number_op(node->op) || node->n_values > VALUES_MOST)
		return false;
	*field = asked;
	for (size_t i = 0; i < node->n_values; i++) {
		const struct filter_value *value = &node->values[i];
		if (node->field->type == FILTER_BOOL)
			add_failed(set, value->truth);
		else if (node->field->type == FILTER_RESULT && value->success)
			add_failed(set, false);
		else
			add_order(set, node->op, value->number);
	}
	if (node->op == FILTER_EXISTS)
		number_set_add(set, INT64_MIN, INT64_MAX);
	if (node->op == FILTER_NE)
		number_set_invert(set);
	return true;
}

// The set that the node asks for, in an empty one; false when it is not about one number.
static bool numbers_of(const struct filter_node *node, int *field, struct number_set *set)
{
	if (node->kind == FILTER_NODE_CHECK)
		return check_numbers(node, field, set);
	if (node->kind == FILTER_NODE_ALL || !numbers_of(node->children[0], field, set))
		return false;
	if (node->kind == FILTER_NODE_NOT)
		number_set_invert(set);
	for (size_t i = 1; i < node->n; i++) {
		AUTO_VALUE(number_set) struct number_set child = {0};
		if (!numbers_of(node->children[i], field, &child))
			return false;
		if (node->kind == FILTER_NODE_AND)
			number_set_intersect(set, &child);
		else
			number_set_unite(set, &child);
	}
	return true;
}

static bool put_numbers(struct kernel_filter *kernel, int field, struct number_set *set)
{
	struct kernel_numbers *numbers = &kernel->numbers[field];
	if (kernel->on & 1u << field) {
		AUTO_VALUE(number_set) struct number_set before = {.missing = numbers->missing};
		for (unsigned i = 0; i < numbers->n; i++)
			number_set_add(&before, numbers->ranges[i].low, numbers->ranges[i].high);
		number_set_intersect(set, &before);
	}
	if (set->n > KERNEL_RANGES)
		return false;
	memset(numbers, 0, sizeof(*numbers));
	numbers->missing = set->missing;
	for (; numbers->n < set->n; numbers->n++) {
		numbers->ranges[numbers->n].low = set->ranges[numbers->n].low;
		numbers->ranges[numbers->n].high = set->ranges[numbers->n].high;
	}
	kernel->on |= 1u << field;
	return true;
}

static void take_numbers(struct split *split, struct part *part)
{
	AUTO_VALUE(number_set) struct number_set set = {0};
	int field = -1;
	if (!numbers_of(part->node, &field, &set) || field < 0)
		return;
	if (part->negated)
		number_set_invert(&set);
	// Of a user that the program does not know, it says what the kernel, which always knows, cannot.
	if ((field == KERNEL_UID && set.missing) || (field == KERNEL_FD && split->state))
		return;
	if (put_numbers(split->kernel, field, &set))
		part->decider = field == KERNEL_UID ? BOTH : KERNEL;
}

// --- by a list of texts ---

static bool is_list_op(enum filter_op op)
{
	return op == FILTER_EQ || op == FILTER_IN || op == FILTER_INTERSECTS || op == FILTER_STARTSWITH ||
	       op == FILTER_PMATCH;
}

// "a != x" as "not a = x".
static enum filter_op positive_op(const struct filter_node *node)
{
	return node->op == FILTER_NE ? FILTER_EQ : node->op;
}

typedef bool (*put_fn)(struct split *split, const struct filter_value *value, enum filter_op op, bool negated);

// The node is one condition on a field that list_op fits, or an OR of them; put is called for each value.
static bool each_value(struct split *split, const struct filter_node *node, enum filter_field_id id, bool negated,
		       put_fn put)
{
	if (node->kind == FILTER_NODE_OR) {
		for (size_t i = 0; i < node->n; i++) {
			const struct filter_node *child = node->children[i];
			bool unequal = child->kind == FILTER_NODE_CHECK && child->op == FILTER_NE &&
				       !is_same_for_calls(child->field);
			if (unequal || !each_value(split, child, id, negated, put))
				return false;
		}
		return true;
	}
	if (node->kind != FILTER_NODE_CHECK)
		return false;
	if (is_same_for_calls(node->field))
		return !holds_for(node, EVENT_SYSCALL);
	enum filter_op op = positive_op(node);
	if (node->field->id != id || !is_list_op(op))
		return false;
	for (size_t i = 0; i < node->n_values; i++)
		if (!put(split, &node->values[i], op, negated))
			return false;
	return true;
}

static bool asks_for(const struct filter_node *node, enum filter_field_id id)
{
	if (node->kind == FILTER_NODE_CHECK)
		return node->field->id == id;
	for (size_t i = 0; i < node->n; i++)
		if (asks_for(node->children[i], id))
			return true;
	return false;
}

static bool is_negated(const struct part *part)
{
	return part->negated != (part->node->kind == FILTER_NODE_CHECK && part->node->op == FILTER_NE);
}

static bool put_name(struct split *split, const struct filter_value *value, enum filter_op op, bool negated)
{
	struct kernel_filter *kernel = split->kernel;
	uint32_t *n = negated ? &kernel->n_not_names : &kernel->n_names;
	char mask[RECORD_COMM] = {0};
	if (op == FILTER_PMATCH)
		return false;
	if (value->len > RECORD_COMM || memchr(value->text, '\0', value->len))
		return true; // no task is called so
	if (*n == KERNEL_NAMES)
		return false;
	struct kernel_name *name = &(negated ? kernel->not_names : kernel->names)[(*n)++];
	memset(mask, 0xff, value->len);
	if (op != FILTER_STARTSWITH && value->len < RECORD_COMM)
		mask[value->len] = (char)0xff; // the NUL belongs to it
	memset(name, 0, sizeof(*name));
	memcpy(name->bytes, value->text, value->len);
	memcpy(name->mask, mask, sizeof(mask));
	return true;
}

static void take_names(struct split *split, struct part *part)
{
	struct kernel_filter *kernel = split->kernel;
	bool negated = is_negated(part);
	if (!asks_for(part->node, FIELD_PROC_NAME) || (!negated && (kernel->on & KERNEL_ON_NAMES)))
		return; // one list of names there is room for
	uint32_t before = negated ? kernel->n_not_names : kernel->n_names;
	if (each_value(split, part->node, FIELD_PROC_NAME, negated, put_name)) {
		kernel->on |= negated ? KERNEL_ON_NOT_NAMES : KERNEL_ON_NAMES;
		part->decider = KERNEL;
		return;
	}
	struct kernel_name *names = negated ? kernel->not_names : kernel->names;
	memset(names + before, 0, (KERNEL_NAMES - before) * sizeof(*names));
	*(negated ? &kernel->n_not_names : &kernel->n_names) = before;
}

static bool put_path(struct split *split, const struct filter_value *value, enum filter_op op, bool negated)
{
	struct kernel_filter *kernel = split->kernel;
	(void)negated;
	if (kernel->n_paths == KERNEL_PATHS || value->len >= KERNEL_PATH_BYTES)
		return false;
	struct kernel_path *path = &kernel->paths[kernel->n_paths++];
	path->kind = op == FILTER_PMATCH       ? KERNEL_PATH_FOLDER
		     : op == FILTER_STARTSWITH ? KERNEL_PATH_PREFIX
					       : KERNEL_PATH_WHOLE;
	path->len = value->len;
	while (path->kind == KERNEL_PATH_FOLDER && path->len > 0 && value->text[path->len - 1] == '/')
		path->len--;
	memcpy(path->words, value->text, path->len);
	return true;
}

static bool may_call(const struct kernel_filter *kernel, unsigned nr)
{
	return kernel->calls[nr / 64] >> nr % 64 & 1;
}

static void take_paths(struct split *split, struct part *part, enum filter_field_id id)
{
	struct kernel_filter *kernel = split->kernel;
	bool negated = is_negated(part), raw = id == FIELD_FS_PATH_NAMERAW;
	// Of a path that the program does not know, it says what the kernel, which may know it, cannot.
	if (!asks_for(part->node, id) || (kernel->on & KERNEL_ON_PATHS) || (negated && !raw))
		return;
	if (!each_value(split, part->node, id, negated, put_path)) {
		memset(kernel->paths, 0, sizeof(kernel->paths));
		kernel->n_paths = 0;
		return;
	}
	kernel->paths_negate = negated;
	kernel->paths_missing = negated;
	kernel->paths_plain = !raw;
	kernel->on |= KERNEL_ON_PATHS;
	bool execs = may_call(kernel, SYS_execve) || may_call(kernel, SYS_execveat);
	part->decider = raw && !execs ? KERNEL : BOTH;
}

// --- signals and ends of tasks ---

static bool is_same_off_calls(const struct filter_node *node)
{
	if (node->kind == FILTER_NODE_CHECK) {
		switch (node->field->id) {
		case FIELD_EVT_RES:
		case FIELD_EVT_RAWRES:
		case FIELD_EVT_FAILED:
		case FIELD_FS_PATH_NAMERAW:
			return true;
		default:
			return call_verdicts_field(node->field) && node->field->id != FIELD_SIGNAL_NAME;
		}
	}
	for (size_t i = 0; i < node->n; i++)
		if (!is_same_off_calls(node->children[i]))
			return false;
	return true;
}

static enum off_calls off_calls_of(const struct part *part)
{
	if (!is_same_off_calls(part->node))
		return OFF_CALLS_UNKNOWN;
	bool on_signal = holds_for(part->node, EVENT_SIGNAL) != part->negated;
	bool on_exit = holds_for(part->node, EVENT_EXIT) != part->negated;
	return on_signal != on_exit ? OFF_CALLS_UNKNOWN : on_signal ? OFF_CALLS_TRUE : OFF_CALLS_FALSE;
}

// --- together ---

static void split_filter(const struct filter *filter, struct kernel_filter *kernel, struct split *split)
{
	memset(kernel, 0, sizeof(*kernel));
	memset(kernel->calls, 0xff, sizeof(kernel->calls));
	kernel->calls_beyond = 1;
	split->kernel = kernel;
	split->state = filter_kernel_needs_state(filter);
	split->n = 0;
	split->parts = NULL;
	if (filter_is_all(filter))
		return;
	split->parts = xcalloc(count_parts(filter->root, false), sizeof(*split->parts));
	take_parts(split, filter->root, false);
	for (size_t i = 0; i < split->n; i++)
		take_calls(split, &split->parts[i]);
	for (size_t i = 0; i < split->n; i++) {
		struct part *part = &split->parts[i];
		if (part->decider == PROGRAM)
			take_numbers(split, part);
		if (part->decider == PROGRAM)
			take_names(split, part);
		if (part->decider == PROGRAM)
			take_paths(split, part, FIELD_FS_PATH_NAMERAW);
		if (part->decider == PROGRAM)
			take_paths(split, part, FIELD_FS_PATH_NAME);
		part->off_calls = part->decider == KERNEL ? off_calls_of(part) : OFF_CALLS_UNKNOWN;
	}
}

// Whatever else holds: is a signal, or the end of a task, refused?
static bool wants_calls_only(const struct split *split)
{
	for (size_t i = 0; i < split->n; i++)
		if (split->parts[i].off_calls == OFF_CALLS_FALSE)
			return true;
	return false;
}

static bool stays(const struct part *part, bool calls_only)
{
	return part->decider != KERNEL || (part->off_calls == OFF_CALLS_UNKNOWN && !calls_only);
}

void filter_kernel_split(const struct filter *filter, struct kernel_filter *ret_kernel, struct filter **ret_rest)
{
	static struct filter_value syscall_value = {.text = "syscall", .len = sizeof("syscall") - 1};
	const struct filter_node is_call = {.kind = FILTER_NODE_CHECK,
					    .field = &filter_fields[FIELD_EVT_KIND],
					    .index = -1,
					    .op = FILTER_EQ,
					    .n_values = 1,
					    .values = &syscall_value};
	AUTO_VALUE(split) struct split split;
	split_filter(filter, ret_kernel, &split);
	bool calls_only = wants_calls_only(&split);
	AUTO_FREE const struct filter_node **nodes = xcalloc(split.n + 1, sizeof(struct filter_node *));
	AUTO_FREE struct filter_node *nots = xcalloc(split.n + 1, sizeof(*nots));
	size_t n = 0;
	if (calls_only)
		nodes[n++] = &is_call;
	for (size_t i = 0; i < split.n; i++) {
		const struct part *part = &split.parts[i];
		if (!stays(part, calls_only))
			continue;
		nots[i] = (struct filter_node){
		    .kind = FILTER_NODE_NOT, .n = 1, .children = (struct filter_node **)&part->node};
		nodes[n++] = part->negated ? &nots[i] : part->node;
	}
	*ret_rest = filter_and(nodes, n);
}

void filter_kernel_explain(const struct filter *filter, struct buffer *out)
{
	static const char *const names[] = {[PROGRAM] = "program", [BOTH] = "both", [KERNEL] = "kernel"};
	struct kernel_filter kernel;
	AUTO_VALUE(split) struct split split;
	split_filter(filter, &kernel, &split);
	bool calls_only = wants_calls_only(&split);
	for (size_t i = 0; i < split.n; i++) {
		const struct part *part = &split.parts[i];
		(void)buffer_printf(out, "%-8s %s", names[part->decider], part->negated ? "not (" : "");
		filter_print_node(part->node, out);
		(void)buffer_append_text(out, part->negated ? ")" : "");
		if (part->decider == KERNEL && stays(part, calls_only))
			(void)buffer_append_text(out, "  [of signals and ends of tasks: program]");
		(void)buffer_append_text(out, "\n");
	}
}

static bool asks_for_state(const struct filter_field *field)
{
	return field->id != FIELD_FD_NUM && (field->needs & (FILTER_NEEDS_PROCESS | FILTER_NEEDS_OBJECT));
}

static bool asks_for_latency(const struct filter_field *field)
{
	return field->id == FIELD_EVT_LATENCY;
}

static bool any_field(const struct filter_node *node, bool (*asks)(const struct filter_field *field))
{
	if (node->kind == FILTER_NODE_CHECK)
		return asks(node->field);
	for (size_t i = 0; i < node->n; i++)
		if (any_field(node->children[i], asks))
			return true;
	return false;
}

bool filter_kernel_needs_state(const struct filter *filter)
{
	return any_field(filter->root, asks_for_state);
}

bool filter_kernel_needs_latency(const struct filter *filter)
{
	return any_field(filter->root, asks_for_latency);
}

bool filter_kernel_is_calls(const struct filter *filter)
{
	struct call_verdicts verdicts;
	call_verdicts_of(filter->root, &verdicts);
	return call_verdicts_decide(&verdicts);
}

void filter_kernel_relax(struct kernel_filter *kernel)
{
	kernel->on &= ~(1u << KERNEL_FD);
}
