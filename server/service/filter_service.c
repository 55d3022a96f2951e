// SPDX-License-Identifier: Apache-2.0
#include "server/service/filter_service.h"

#include "common/base/alloc.h"
#include "common/base/clock.h"
#include "common/loop/task.h"
#include "server/repository/filter_repository.h"
#include "server/service/audit.h"
#include "server/service/rights.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OPENED_MAX (2u << 20)

struct filter_service {
	struct db *db;
};

struct filter_service *filter_service_new(struct db *db)
{
	struct filter_service *filters = xcalloc(1, sizeof(*filters));
	filters->db = db;
	return filters;
}

void filter_service_free(struct filter_service *filters)
{
	free(filters);
}

int filter_service_list(struct filter_service *filters, const struct principal *who, const struct uuid *project,
			struct saved_filter_list *ret_list, struct error *err)
{
	int r = rights_project(filters->db, who, project, PERMISSION_SCAN_VIEW, err);
	return r < 0 ? r : filter_repository_list(filters->db, project, ret_list, err);
}

// --- is every filter of the project still one, after a change? ---

struct change {
	const struct saved_filter_list *before;
	const struct saved_filter_list *after;
	const struct saved_filter *own; // the one that was written, NULL when it was removed
	bool name_goes;                 // removed, or called otherwise
	struct filter_fault *fault;     // of own
	struct error *err;
	int r;
};

// The filter's canonical text with its macros opened, NULL when it does not hold. "(bash, sh)" is no filter by itself, but stands for
// values behind in.
static char *opened(const struct saved_filter_list *list, const struct saved_filter *filter, struct filter_fault *fault)
{
	struct error ignored;
	struct filter_fault other;
	AUTO(filter) struct filter *parsed = NULL;
	AUTO_VALUE(buffer) struct buffer text;
	buffer_init(&text, OPENED_MAX);
	int r = filter_request_parse_with(list, filter->text, &parsed, fault, &ignored);
	if (r < 0 && filter->text[strspn(filter->text, " \t\r\n")] == '(') {
		AUTO_FREE char *behind_in = xasprintf("evt.text in %s", filter->name);
		r = filter_request_parse_with(list, behind_in, &parsed, &other, &ignored);
	}
	if (r < 0)
		return NULL;
	filter_print(parsed, &text);
	return xstrdup(buffer_text(&text));
}

static const struct saved_filter *find(const struct saved_filter_list *list, const struct uuid *id)
{
	for (size_t i = 0; i < list->n; i++) {
		if (uuid_equal(&list->items[i].id, id))
			return &list->items[i];
	}
	return NULL;
}

// Only what held before can be broken by the change.
static void check_all(void *ctx)
{
	struct change *change = ctx;
	struct filter_fault fault = {0};
	AUTO_FREE char *own = change->own ? opened(change->after, change->own, change->fault) : NULL;
	if (change->own && !own) {
		change->r = error_set(change->err, EINVAL, "text: %.240s", change->fault->message);
		return;
	}
	*change->fault = (struct filter_fault){0}; // of a list
	for (size_t i = 0; i < change->after->n && change->r == 0; i++) {
		const struct saved_filter *other = &change->after->items[i];
		const struct saved_filter *was = find(change->before, &other->id);
		struct filter_fault ignored;
		AUTO_FREE char *before = was && other != change->own ? opened(change->before, was, &ignored) : NULL;
		AUTO_FREE char *after = before ? opened(change->after, other, &fault) : NULL;
		if (before && !after)
			change->r = error_set(change->err, EBUSY,
					      "the saved filter %s uses it, and would not hold any more: %.120s",
					      other->name, fault.message);
		else if (before && change->name_goes && strcmp(before, after) != 0)
			change->r = error_set(change->err, EBUSY, "the saved filter %s uses it", other->name);
	}
}

static int check_change(struct filter_service *filters, struct change *change)
{
	task_offload(db_loop(filters->db), check_all, change);
	return change->r;
}

// --- writing ---

static bool is_word_of_the_language(const char *name)
{
	static const char *const words[] = {"and", "or", "not"};
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(name, words[i]) == 0)
			return true;
	}
	for (int op = 0; op < FILTER_OPS; op++) {
		if (strcmp(name, filter_op_name((enum filter_op)op)) == 0)
			return true;
	}
	return false;
}

static int check_fields(const struct filter_change *change, struct error *err)
{
	int r = 0;
	if (change->name)
		r = saved_filter_name_check(change->name, err);
	if (r == 0 && change->name && is_word_of_the_language(change->name))
		return error_set(err, EINVAL, "name: %s is a word of the filter language", change->name);
	if (r == 0 && change->description)
		r = saved_filter_description_check(change->description, err);
	if (r == 0 && change->text && change->text[strspn(change->text, " \t\r\n")] == '\0')
		return error_set(err, EINVAL, "text: must not be empty");
	return r;
}

static void apply(struct saved_filter *filter, const struct filter_change *change)
{
	if (change->name)
		(void)snprintf(filter->name, sizeof(filter->name), "%s", change->name);
	if (change->description)
		(void)snprintf(filter->description, sizeof(filter->description), "%s", change->description);
	if (change->text) {
		free(filter->text);
		filter->text = xstrdup(change->text);
	}
	filter->updated_at = clock_real_ns();
}

static int name_taken(struct error *err)
{
	return error_set(err, EEXIST, "name: another saved filter of the project is called so");
}

// Before and after of the same transaction.
struct lists {
	struct saved_filter_list before, after;
};

static int load(struct db *tx, const struct uuid *project, struct lists *lists, struct error *err)
{
	int r = filter_repository_lock(tx, project, err);
	if (r == 0)
		r = filter_repository_list(tx, project, &lists->before, err);
	if (r == 0)
		r = filter_repository_list(tx, project, &lists->after, err); // a copy
	return r;
}

static void lists_done(struct lists *lists)
{
	saved_filter_list_done(&lists->before);
	saved_filter_list_done(&lists->after);
}
DEFINE_AUTO_VALUE(lists, lists_done);

static void copy(const struct saved_filter *filter, struct saved_filter *ret_copy)
{
	*ret_copy = *filter;
	ret_copy->text = xstrdup(filter->text);
}

static int insert(struct filter_service *filters, const struct principal *who, const struct uuid *project,
		  const struct filter_change *change, struct saved_filter *ret_filter, struct filter_fault *ret_fault,
		  struct error *err)
{
	AUTO(db_tx) struct db_tx *tx = NULL;
	AUTO_VALUE(lists) struct lists lists = {0};
	int r = db_begin(filters->db, &tx, err);
	if (r == 0)
		r = load(db_tx_db(tx), project, &lists, err);
	if (r == 0 && lists.before.n >= SAVED_FILTERS_MAX)
		r = error_set(err, EBUSY, "the project has %zu saved filters already", lists.before.n);
	if (r < 0)
		return r;
	struct saved_filter *own = saved_filter_list_add(&lists.after);
	own->project_id = *project;
	uuid_generate(&own->id);
	apply(own, change);
	own->created_at = own->updated_at;
	struct change check = {
	    .before = &lists.before, .after = &lists.after, .own = own, .fault = ret_fault, .err = err};
	r = check_change(filters, &check);
	if (r == 0)
		r = filter_repository_insert(db_tx_db(tx), own, err);
	if (r == -EEXIST)
		return name_taken(err);
	if (r == 0)
		r = audit(db_tx_db(tx), who, "filter.create", &own->id, own->name, NULL, err);
	if (r == 0)
		r = db_commit(tx, err);
	if (r == 0)
		copy(own, ret_filter);
	return r;
}

int filter_service_create(struct filter_service *filters, const struct principal *who, const struct uuid *project,
			  const struct filter_change *change, struct saved_filter *ret_filter,
			  struct filter_fault *ret_fault, struct error *err)
{
	*ret_fault = (struct filter_fault){0};
	int r = rights_project(filters->db, who, project, PERMISSION_SCAN_CREATE, err);
	if (r == 0)
		r = check_fields(change, err);
	return r < 0 ? r : insert(filters, who, project, change, ret_filter, ret_fault, err);
}

static int no_filter(struct error *err)
{
	return error_set(err, ENOENT, "there is no such saved filter");
}

int filter_service_update(struct filter_service *filters, const struct principal *who, const struct uuid *project,
			  const struct uuid *id, const struct filter_change *change, struct saved_filter *ret_filter,
			  struct filter_fault *ret_fault, struct error *err)
{
	AUTO(db_tx) struct db_tx *tx = NULL;
	AUTO_VALUE(lists) struct lists lists = {0};
	*ret_fault = (struct filter_fault){0};
	int r = rights_project(filters->db, who, project, PERMISSION_SCAN_CREATE, err);
	if (r == 0)
		r = check_fields(change, err);
	if (r == 0)
		r = db_begin(filters->db, &tx, err);
	if (r == 0)
		r = load(db_tx_db(tx), project, &lists, err);
	if (r < 0)
		return r;
	struct saved_filter *own = (struct saved_filter *)(uintptr_t)find(&lists.after, id);
	if (!own)
		return no_filter(err);
	apply(own, change);
	struct change check = {.before = &lists.before,
			       .after = &lists.after,
			       .own = own,
			       .name_goes = strcmp(own->name, find(&lists.before, id)->name) != 0,
			       .fault = ret_fault,
			       .err = err};
	r = check_change(filters, &check);
	if (r == 0)
		r = filter_repository_update(db_tx_db(tx), own, err);
	if (r == -EEXIST)
		return name_taken(err);
	if (r == 0)
		r = audit(db_tx_db(tx), who, "filter.update", id, own->name, NULL, err);
	if (r == 0)
		r = db_commit(tx, err);
	if (r == 0)
		copy(own, ret_filter);
	return r;
}

static void take_out(struct saved_filter_list *list, const struct uuid *id)
{
	for (size_t i = 0; i < list->n; i++) {
		if (!uuid_equal(&list->items[i].id, id))
			continue;
		saved_filter_done(&list->items[i]);
		list->items[i] = list->items[--list->n];
		return;
	}
}

int filter_service_delete(struct filter_service *filters, const struct principal *who, const struct uuid *project,
			  const struct uuid *id, struct error *err)
{
	AUTO(db_tx) struct db_tx *tx = NULL;
	AUTO_VALUE(lists) struct lists lists = {0};
	int r = rights_project(filters->db, who, project, PERMISSION_SCAN_CREATE, err);
	if (r == 0)
		r = db_begin(filters->db, &tx, err);
	if (r == 0)
		r = load(db_tx_db(tx), project, &lists, err);
	if (r < 0)
		return r;
	const struct saved_filter *own = find(&lists.before, id);
	if (!own)
		return no_filter(err);
	take_out(&lists.after, id);
	struct filter_fault none;
	struct change check = {
	    .before = &lists.before, .after = &lists.after, .name_goes = true, .fault = &none, .err = err};
	r = check_change(filters, &check);
	if (r == 0)
		r = filter_repository_delete(db_tx_db(tx), project, id, err);
	if (r == 0)
		r = audit(db_tx_db(tx), who, "filter.delete", id, own->name, NULL, err);
	return r < 0 ? r : db_commit(tx, err);
}

// --- help for who writes one ---

int filter_service_check(struct filter_service *filters, const struct principal *who, const struct uuid *project,
			 const char *text, struct buffer *ret_canonical, struct filter_fault *ret_fault,
			 struct error *err)
{
	AUTO(filter) struct filter *filter = NULL;
	*ret_fault = (struct filter_fault){0};
	int r = rights_project(filters->db, who, project, PERMISSION_SCAN_VIEW, err);
	if (r == 0)
		r = filter_request_parse(filters->db, project, text, &filter, ret_fault, err);
	if (r == 0)
		filter_print(filter, ret_canonical);
	return r == -EINVAL && ret_fault->known ? 0 : r;
}

int filter_service_complete(struct filter_service *filters, const struct principal *who, const struct uuid *project,
			    const char *text, uint64_t cursor, struct filter_completion *ret_completion,
			    struct error *err)
{
	AUTO_VALUE(saved_filter_list) struct saved_filter_list list = {0};
	size_t len = strnlen(text, FILTER_TEXT_MAX + 1);
	int r = filter_service_list(filters, who, project, &list, err);
	if (r < 0)
		return r;
	if (len > FILTER_TEXT_MAX)
		return error_set(err, EINVAL, "filter: must have at most %u bytes", FILTER_TEXT_MAX);
	AUTO_FREE const char **names = xcalloc(list.n + 1, sizeof(*names));
	for (size_t i = 0; i < list.n; i++)
		names[i] = list.items[i].name;
	filter_complete(text, len, filter_utf16_bytes(text, len, cursor), names, list.n, ret_completion);
	size_t to = ret_completion->to < len ? ret_completion->to : len;
	size_t from = ret_completion->from < to ? ret_completion->from : to;
	ret_completion->from = filter_utf16_length(text, from);
	ret_completion->to = filter_utf16_length(text, to);
	return 0;
}
