// SPDX-License-Identifier: Apache-2.0
// The filter language in the page: written with completion, corrected, taken apart into chips, picked from cells and facets,
// saved, and changed while a scan runs.
import type { Page } from "@playwright/test";
import { Api, apiOptions, expect, expectAccessible, image, run, test, type ScanFacts } from "./support";

const SCRIPT =
	"i=0; while [ $i -lt 40 ]; do cat /etc/passwd /not/there >/dev/null 2>&1; i=$((i+1)); done; cat '/it is \"odd\" and (so)'; true";

const box = (page: Page) => page.getByRole("combobox", { name: "Filter as text" });
// A scan that was watched keeps its stream, out of sight behind the other tabs.
const grid = (page: Page) => page.getByTestId("event-grid").filter({ visible: true });
const rows = (page: Page) => grid(page).locator("[data-seq]");
const chips = (page: Page) => page.getByTestId("filter-chip");
const filterOf = (page: Page, name = "filter") => new URL(page.url()).searchParams.get(name) ?? "";
const filtered = (scan: ScanFacts, filter: string) =>
	`/scans/${scan.id}?tab=events&filter=${encodeURIComponent(filter)}`;

test.describe("a finished scan", () => {
	let scan: ScanFacts;
	let projectId = "";

	test.beforeAll(async ({ playwright, baseURL }) => {
		test.setTimeout(120_000);
		const context = await playwright.request.newContext(apiOptions(baseURL ?? ""));
		const api = new Api(context);
		await api.signInAsAdmin();
		projectId = (await api.project("filters")).id;
		const started = await api.scan(projectId, ["sh", "-c", SCRIPT]);
		scan = await api.untilState(started.id, ["finished"]);
		await context.dispose();
	});

	test("takes a filter that is typed with completion", async ({ asAdmin: page }) => {
		await page.goto(`/scans/${scan.id}?tab=events`);
		await expect(rows(page).first()).toBeVisible();
		const suggestions = page.getByRole("listbox", { name: "Suggestions" });
		await box(page).pressSequentially("evt.ty");
		await expect(suggestions.getByRole("option").first()).toContainText("evt.type");
		await expectAccessible(page);
		await box(page).press("Tab");
		await expect(box(page)).toHaveValue("evt.type ");
		await expect(suggestions.getByRole("option").first()).toContainText("=");
		await box(page).pressSequentially("= opena");
		await expect(suggestions.getByRole("option", { name: /^openat/ }).first()).toBeVisible();
		await box(page).press("ArrowDown");
		await expect(box(page)).toHaveAttribute("aria-activedescendant", /-0$/);
		await box(page).press("ArrowUp");
		await box(page).pressSequentially("t");
		await expect(suggestions.getByRole("option", { name: /^openat\b/ }).first()).toBeVisible();
		await box(page).press("Escape");
		await expect(suggestions).toBeHidden();
		await box(page).press("Enter");
		await expect.poll(() => filterOf(page)).toBe("evt.type = openat");
		await expect(rows(page).first()).toHaveAttribute("data-syscall", "openat");
		await expect(grid(page).locator("[data-seq]:not([data-syscall=openat])")).toHaveCount(0);
		await expect(page.getByTestId("match-count")).toHaveText(/^[\d,]+ events match$/);
	});

	test("says where a filter is wrong and what was meant", async ({ asAdmin: page }) => {
		await page.goto(`/scans/${scan.id}?tab=events`);
		await box(page).fill("evt.typo = openat and evt.failed = true");
		await box(page).press("Enter");
		await expect(page.getByTestId("filter-fault")).toHaveText("evt.typo");
		await expect(page.getByTestId("filter-message")).toContainText(/Column 1: .*evt\.typo/);
		await expect(box(page)).toHaveAttribute("aria-invalid", "true");
		expect(filterOf(page), "what is wrong is not asked for").toBe("");
		await expectAccessible(page);
		await page.getByRole("button", { name: "Did you mean evt.type?" }).click();
		await expect.poll(() => filterOf(page)).toBe("evt.type = openat and evt.failed = true");
		await expect(rows(page).first()).toContainText("ENOENT");

		await box(page).fill("evt.type in (openat");
		await box(page).press("Enter");
		await expect(page.getByTestId("filter-message")).toContainText("Column 20:");

		await page.goto(filtered(scan, "proc.name ="));
		await expect(page.getByText("The filter is not understood")).toBeVisible();
		await expect(page.getByTestId("filter-message")).toContainText("Column 12:");

		await box(page).fill("/etc/passwd");
		await box(page).press("Enter");
		await page.getByRole("button", { name: "Look for the text “/etc/passwd” instead" }).click();
		await expect.poll(() => filterOf(page)).toBe('evt.text icontains "/etc/passwd"');
		await expect(rows(page).first()).toContainText("/etc/passwd");
	});

	test("keeps chips and text in step", async ({ asAdmin: page }) => {
		await page.goto(`/scans/${scan.id}?tab=events`);
		await page.getByRole("button", { name: "System call" }).click();
		await page.getByPlaceholder("Name of a call").fill("openat");
		await page.getByRole("option", { name: "openat", exact: true }).click();
		await expect(box(page)).toHaveValue("evt.type in (openat)");
		await page.getByRole("button", { name: "Failed", exact: true }).click();
		await expect(box(page)).toHaveValue("evt.type in (openat) and evt.failed = true");
		await expect(rows(page).first()).toContainText("ENOENT (No such file or directory)");
		await page.getByRole("button", { name: "Text", exact: true }).click();
		await page.getByLabel("Text anywhere in the line").fill('"odd\\" and (so)');
		await page.getByRole("button", { name: "Add", exact: true }).click();
		await expect(chips(page)).toHaveCount(3);
		await expect(rows(page)).toHaveCount(1);
		await expect(rows(page).first()).toContainText('it is \\"odd\\" and (so)');

		await page.getByRole("button", { name: 'Remove evt.text icontains "' }).click();
		await page.getByRole("button", { name: "Not: evt.failed = true" }).click();
		await expect.poll(() => filterOf(page)).toBe("evt.type in (openat) and not evt.failed = true");
		await expect(page.getByRole("button", { name: "Not: evt.failed = true" })).toHaveAttribute("aria-pressed", "true");
		await expect(grid(page)).not.toContainText("ENOENT");

		await box(page).fill("evt.type = close or evt.type = read");
		await box(page).press("Enter");
		await expect(chips(page)).toHaveCount(1);
		await page.getByRole("button", { name: "Succeeded", exact: true }).click();
		await expect(box(page)).toHaveValue("(evt.type = close or evt.type = read) and evt.failed = false");
		await page.goBack();
		await expect(box(page)).toHaveValue("evt.type = close or evt.type = read");

		await page.goto(filtered(scan, 'evt.text contains "nothing has this text"'));
		await expect(page.getByText("No event matches the filter")).toBeVisible();
		await page.getByRole("button", { name: "Clear filter" }).first().click();
		await expect(grid(page).locator("[data-seq='1']")).toBeVisible();
	});

	test("filters by the value of a cell, by mouse and by keyboard", async ({ asAdmin: page }) => {
		await page.goto(filtered(scan, "evt.type in (openat, execve, close)"));
		const row = grid(page).locator("[data-syscall=openat]").first();
		await row.locator("[data-value=call]").click({ button: "right" });
		await expectAccessible(page);
		await page.getByRole("menuitem", { name: "Filter out" }).click();
		await expect.poll(() => filterOf(page)).toBe("evt.type in (openat, execve, close) and not evt.type = openat");
		await expect(grid(page).locator("[data-syscall=openat]")).toHaveCount(0);

		// The keyboard: down to a row, right to its values, Enter for the menu.
		await grid(page).focus();
		await page.keyboard.press("ArrowDown");
		for (let i = 0; i < 3; i++) await page.keyboard.press("ArrowRight");
		await page.keyboard.press("Enter");
		await expect(page.getByTestId("value-menu")).toContainText(/evt\.type = /);
		await expect(async () => {
			await page.keyboard.press("ArrowDown");
			await expect(page.getByRole("menuitem", { name: "Only this" })).toBeFocused({ timeout: 500 });
		}).toPass();
		await page.keyboard.press("Enter");
		await expect.poll(() => filterOf(page)).toMatch(/^evt\.type = (execve|close)$/);
		await expect(grid(page), "the focus returns").toBeFocused();

		// Any other value of the row, from its own button.
		await rows(page).first().hover();
		await rows(page)
			.first()
			.getByRole("button", { name: /Filter by event/ })
			.click();
		await page.getByRole("menuitem", { name: /^proc\.pid = / }).click();
		await page.getByRole("menuitem", { name: "Filter in" }).click();
		await expect.poll(() => filterOf(page)).toMatch(/ and proc\.pid = \d+$/);
		await expect(rows(page).first()).toBeVisible();
	});

	test("filters by what a failed call returned and by hostile text", async ({ asAdmin: page }) => {
		await page.goto(filtered(scan, 'evt.text contains "(so)" and evt.type = openat'));
		const row = rows(page).first();
		await row.locator("[data-value=result]").click({ button: "right" });
		await page.getByRole("menuitem", { name: "Only this" }).click();
		await expect.poll(() => filterOf(page)).toBe("evt.res = ENOENT");
		await page.goBack();
		await row.locator("[data-value='arg 1']").click({ button: "right" });
		await page.getByRole("menuitem", { name: "Only this" }).click();
		await expect.poll(() => filterOf(page)).toMatch(/^evt\.arg\.\w+ = "\/it is \\"odd\\" and \(so\)"$/);
		await expect(rows(page).first()).toContainText("it is");
		await expect(chips(page)).toHaveCount(1);
	});

	test("shows who made an event and on what, and finds their others", async ({ asAdmin: page }) => {
		await page.goto(filtered(scan, "fd.name = /etc/passwd and fd.num >= 0"));
		await rows(page).first().locator("[role=gridcell]").first().click();
		const drawer = page.getByRole("dialog");
		await expect(drawer).toContainText("Command line");
		await expect(drawer).toContainText("cat /etc/passwd /not/there");
		await expect(drawer).toContainText("Parents");
		await expect(drawer.getByText("/etc/passwd", { exact: true }).first()).toBeVisible();
		await expectAccessible(page);
		await drawer.getByRole("button", { name: "Same fd" }).click();
		await expect(drawer).toBeHidden();
		await expect.poll(() => filterOf(page)).toMatch(/^proc\.pid = \d+ and fd\.num = \d+$/);
		await expect(rows(page).first()).toBeVisible();
		await rows(page).first().locator("[role=gridcell]").first().click();
		await drawer.getByRole("button", { name: "Same process" }).click();
		await expect.poll(() => filterOf(page)).toMatch(/^proc\.pid = \d+$/);
		await rows(page).first().locator("[role=gridcell]").first().click();
		await drawer.getByRole("button", { name: /^Filter by proc\.exepath/ }).click();
		await page.getByRole("menuitem", { name: "Filter out" }).click();
		await expect.poll(() => filterOf(page)).toMatch(/^proc\.pid = \d+ and not proc\.exepath = /);
	});

	test("has facets that add conditions", async ({ asAdmin: page }) => {
		await page.goto(`/scans/${scan.id}?tab=events`);
		const facet = (field: string) => page.getByTestId(`facet-${field}`);
		await expect(facet("evt.type").getByRole("button").first()).toBeVisible();
		await expect(facet("proc.name")).toContainText("cat");
		await facet("evt.res")
			.getByRole("button", { name: /^ENOENT/ })
			.click();
		await expect.poll(() => filterOf(page)).toMatch(/^evt\.res ?= ?ENOENT$/);
		await expect(rows(page).first()).toContainText("ENOENT");
		await expect(facet("evt.res").getByRole("button", { name: /^ENOENT/ })).toHaveAttribute("aria-pressed", "true");
		await facet("evt.res")
			.getByRole("button", { name: /^ENOENT/ })
			.click();
		await expect.poll(() => filterOf(page)).toBe("");
		await facet("evt.type")
			.getByRole("button", { name: /^openat/ })
			.click({ modifiers: ["Shift"] });
		await expect.poll(() => filterOf(page)).toMatch(/^not evt\.type ?= ?openat$/);
		await expect(grid(page).locator("[data-syscall=openat]")).toHaveCount(0);
		await facet("proc.name")
			.getByRole("button", { name: /^Filter by proc\.name ?= ?cat/ })
			.click();
		await page.getByRole("menuitem", { name: "Only this" }).click();
		await expect.poll(() => filterOf(page)).toMatch(/^proc\.name ?= ?cat$/);
		await page.getByRole("button", { name: "Facets" }).click();
		await expect(facet("evt.type")).toBeHidden();
	});

	test("uses a saved filter by its name", async ({ asAdmin: page }) => {
		const name = `secrets_${run}`;
		await page.goto(filtered(scan, "fs.path.name = /etc/passwd and evt.type = openat"));
		await expect(rows(page).first()).toBeVisible();
		await page.getByRole("button", { name: "Saved", exact: true }).click();
		await page.getByRole("menuitem", { name: /Save this filter as/ }).click();
		const dialog = page.getByRole("dialog");
		await dialog.getByLabel("Name").fill("Not A Name");
		await expect(dialog).toContainText("Small letters, digits and _ only");
		await dialog.getByLabel("Name").fill(name);
		await dialog.getByRole("combobox", { name: "Filter" }).fill(`not ${name}_too`);
		await dialog.getByRole("button", { name: "Save" }).click();
		await expect(dialog.getByTestId("filter-message")).toContainText(`${name}_too`);
		await dialog.getByRole("combobox", { name: "Filter" }).fill("fs.path.name = /etc/passwd");
		await expectAccessible(page);
		await dialog.getByRole("button", { name: "Save" }).click();
		await expect(dialog).toBeHidden();

		await page.goto(filtered(scan, "evt.type = openat"));
		await page.getByRole("button", { name: "Saved", exact: true }).click();
		await page.getByRole("menuitem", { name: `Use ${name}` }).click();
		await expect.poll(() => filterOf(page)).toBe(`evt.type = openat and ${name}`);
		await expect(rows(page).first()).toContainText("/etc/passwd");
		await expect(grid(page)).not.toContainText("/not/there");
		await box(page).fill(`${name.slice(0, 6)}`);
		await expect(page.getByRole("option", { name: new RegExp(name) })).toContainText("saved filter");
		await page.getByRole("button", { name: "Saved", exact: true }).click();
		await page.getByRole("menuitem", { name: `Load the text of ${name}` }).click();
		await expect.poll(() => filterOf(page)).toBe("fs.path.name = /etc/passwd");

		// The project keeps them: one that another uses cannot go first.
		await page.goto(`/projects/${projectId}`);
		const panel = page.getByRole("region", { name: /Saved filters/ });
		await panel.getByRole("button", { name: "Add filter" }).click();
		await dialog.getByLabel("Name").fill(`user_${run}`);
		await dialog.getByRole("combobox", { name: "Filter" }).fill(`not ${name}`);
		await dialog.getByLabel("Description").fill("Uses the other one");
		await dialog.getByRole("button", { name: "Save" }).click();
		await expect(panel.getByRole("row").filter({ hasText: `user_${run}` })).toContainText("Uses the other one");
		await panel.getByRole("button", { name: `Delete ${name}`, exact: true }).click();
		await dialog.getByRole("button", { name: "Delete" }).click();
		await expect(dialog.getByRole("alert")).toContainText(`user_${run}`);
		await dialog.getByRole("button", { name: "Cancel" }).click();
		await panel.getByRole("button", { name: `Edit user_${run}` }).click();
		await dialog.getByRole("combobox", { name: "Filter" }).fill("evt.type = read");
		await dialog.getByRole("button", { name: "Save" }).click();
		await expect(dialog).toBeHidden();
		await panel.getByRole("button", { name: `Delete ${name}`, exact: true }).click();
		await dialog.getByRole("button", { name: "Delete" }).click();
		await expect(dialog).toBeHidden();
		await expect(panel).not.toContainText(name);
	});

	test("lists the fields with help and an example", async ({ asAdmin: page }) => {
		await page.goto(`/scans/${scan.id}?tab=events`);
		await page.getByRole("button", { name: "Fields", exact: true }).click();
		await page.getByLabel("Name or meaning of a field").fill("latency");
		await expectAccessible(page);
		await page.getByRole("button", { name: /evt\.latency/ }).click();
		await expect(box(page)).toHaveValue("evt.latency ");
		await expect(box(page)).toBeFocused();
	});
});

test("the filter of a live scan changes while it runs", async ({ asAdmin: page, api }) => {
	const project = await api.project("live filter");
	const command = ["sh", "-c", "while true; do cat /etc/hostname /not/there; sleep 0.3; done"];
	const scan = await api.scan(project.id, command, { time_limit_s: 180 });
	await api.untilState(scan.id, ["running"]);
	await page.goto(`/scans/${scan.id}`);
	await expect(rows(page).first()).toBeVisible();
	await box(page).fill("evt.type = openat and evt.failed = true");
	await box(page).press("Enter");
	await expect.poll(() => filterOf(page, "live")).toBe("evt.type = openat and evt.failed = true");
	await expect(grid(page).locator("[data-seq]:not([data-syscall=openat])")).toHaveCount(0);
	await expect(rows(page).first()).toContainText("/not/there");
	await expectAccessible(page);

	await box(page).fill("proc.nam = cat");
	await box(page).press("Enter");
	await expect(page.getByTestId("filter-message")).toContainText("proc.nam");
	await page.getByRole("button", { name: "Did you mean proc.name?" }).click();
	// The task is called so from its own prctl on: busybox runs its applets as /proc/self/exe.
	await expect(grid(page).locator("[data-syscall=openat]").first()).toBeVisible();

	// Opened with a filter that is wrong, the live socket itself says so.
	await page.goto(`/scans/${scan.id}?live=${encodeURIComponent("evt.typo = openat")}`);
	await expect(page.getByTestId("filter-message")).toContainText("evt.typo");
	await page.getByRole("button", { name: "Did you mean evt.type?" }).click();
	await expect(rows(page).first()).toHaveAttribute("data-syscall", "openat");
	await api.stop(scan.id);
	await api.untilState(scan.id, ["finished", "cancelled"]);
});

test("a scan with a capture filter records what matches and counts everything", async ({ asAdmin: page, api }) => {
	const project = await api.project("capture filter");
	await page.goto(`/scans/new?project=${project.id}`);
	await page.getByRole("combobox", { name: "Image" }).fill(image);
	await page.getByLabel("Command").fill("sh -c 'cat /etc/passwd /not/there; true'");
	const field = page.getByRole("combobox", { name: "Capture filter" });
	await expect(page.getByText(/Only these calls are recorded; everything is counted/)).toBeVisible();
	await field.fill("evt.typ in (openat, execve) and fd.num > 0");
	await expect(page.getByTestId("filter-fault")).toHaveText("evt.typ");
	await page.keyboard.press("Escape");
	await page.getByRole("button", { name: "Did you mean evt.type?" }).click();
	await field.fill("evt.type in (openat, execve)");
	await expectAccessible(page);
	await page.keyboard.press("Escape");
	await page.getByRole("button", { name: "Scan", exact: true }).click();
	await expect(page.getByTestId("scan-state")).toHaveText("finished");
	await page.getByRole("tab", { name: "Details" }).click();
	await expect(page.getByText("evt.type in (openat, execve)")).toBeVisible();
	await page.getByRole("tab", { name: "Completeness" }).click();
	await expect(page.getByTestId("verdict").first()).toHaveText("complete");
	const figures = (await page.getByTestId("account").innerText()).replaceAll(",", "").match(/\d+/g)?.map(Number) ?? [];
	const [counted = 0, captured = 0, lost = 0, refused = 0] = figures;
	expect(figures).toHaveLength(4);
	expect(refused).toBeGreaterThan(captured);
	expect(counted).toBe(captured + lost + refused);
	await page.getByRole("tab", { name: "Events" }).click();
	await expect(grid(page).locator("[data-syscall=openat]").first()).toBeVisible();
	await expect(
		grid(page).locator("[data-syscall]:not([data-syscall=openat]):not([data-syscall=execve]):not([data-syscall=''])"),
	).toHaveCount(0);
});
