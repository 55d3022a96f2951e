// SPDX-License-Identifier: Apache-2.0
// Typing into a scan's terminal and resizing it. The right is asked for once in ten seconds; the keys then go on without waiting.
#include "common/base/clock.h"
#include "server/handler/base64.h"
#include "server/handler/live_viewer.h"

#include <string.h>

#define CONTROL_LIFE_NS (10 * NS_PER_S)

static void keep(struct viewer *viewer, const struct scan_control *control)
{
	size_t n = 0;
	struct scan_control kept[VIEWER_CONTROLS_MAX];
	kept[n++] = *control;
	for (size_t i = 0; i < viewer->n_controls && n < VIEWER_CONTROLS_MAX; i++)
		if (!uuid_equal(&viewer->controls[i].scan, &control->scan))
			kept[n++] = viewer->controls[i];
	memcpy(viewer->controls, kept, n * sizeof(kept[0]));
	viewer->n_controls = n;
}

static int get_control(struct viewer *viewer, struct form *form, struct scan_control *ret_control, struct error *err)
{
	struct uuid scan = {0};
	form_uuid(form, "scan", &scan);
	if (form->err.code) {
		*err = form->err;
		return -err->code;
	}
	for (size_t i = 0; i < viewer->n_controls; i++) {
		if (uuid_equal(&viewer->controls[i].scan, &scan) &&
		    clock_boot_ns() - viewer->controls[i].checked_at < CONTROL_LIFE_NS) {
			*ret_control = viewer->controls[i];
			return 0;
		}
	}
	int r = scan_service_control(viewer->services->scan, &viewer->who, &scan, ret_control, err);
	if (r == 0)
		keep(viewer, ret_control);
	return r;
}

void live_input(struct viewer *viewer, struct form *form)
{
	struct error err = {0};
	struct scan_control control;
	AUTO_VALUE(buffer) struct buffer bytes;
	buffer_init(&bytes, SCAN_INPUT_MAX);
	const char *data = form_text(form, "data", FORM_REQUIRED);
	int r = get_control(viewer, form, &control, &err);
	if (r == 0 && base64_decode(data, &bytes) < 0)
		r = error_set(&err, EINVAL, "data: must be base64 of at most %d bytes", SCAN_INPUT_MAX);
	if (r == 0 && bytes.len > 0)
		r = scan_service_input(viewer->services->scan, &control, bytes.data, bytes.len, &err);
	if (r < 0)
		viewer_failure(viewer, NULL, r, &err);
}

void live_resize(struct viewer *viewer, struct form *form)
{
	struct error err = {0};
	struct scan_control control;
	int64_t columns = form_int(form, "columns", 80, 1, 1000);
	int64_t rows = form_int(form, "rows", 24, 1, 1000);
	int r = get_control(viewer, form, &control, &err);
	if (r == 0)
		r = scan_service_resize(viewer->services->scan, &control, columns, rows, &err);
	if (r < 0)
		viewer_failure(viewer, NULL, r, &err);
}
