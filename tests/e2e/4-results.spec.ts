// SPDX-License-Identifier: Apache-2.0
import { Api, apiOptions, expect, screen, test, type ScanFacts } from "./support";

// Enough events for several pages, some of them failed, and a terminal with a pause in it.
const SCRIPT =
	"echo first line; i=0; while [ $i -lt 120 ]; do cat /etc/passwd /not/there >/dev/null 2>&1; i=$((i+1)); done; sleep 1; echo last line";

test.describe("a finished scan", () => {
	let scan: ScanFacts;

	test.beforeAll(async ({ playwright, baseURL }) => {
		test.setTimeout(120_000);
		const context = await playwright.request.newContext(apiOptions(baseURL ?? ""));
		const api = new Api(context);
		await api.signInAsAdmin();
		const project = await api.project("results");
		const started = await api.scan(project.id, ["sh", "-c", SCRIPT]);
		scan = await api.untilState(started.id, ["finished"]);
		await context.dispose();
	});

	test("is read page by page, and the address says which page", async ({ asAdmin: page }) => {
		await page.goto(`/scans/${scan.id}`);
		const range = page.getByTestId("page-range");
		await expect(range).toHaveText("1 – 200");
		await page.getByRole("button", { name: "Next" }).click();
		await expect(range).toHaveText("201 – 400");
		await expect(page).toHaveURL(/after=200/);
		await page.reload();
		await expect(range).toHaveText("201 – 400");
		await page.getByRole("button", { name: "Last" }).click();
		await expect(range).toHaveText(new RegExp(` – ${scan.events_stored.toLocaleString("en-US")}$`));
		await expect(page.getByRole("button", { name: "Next" })).toBeDisabled();
		await page.getByRole("button", { name: "Previous" }).click();
		await expect(page.getByRole("button", { name: "Next" })).toBeEnabled();
		await page.getByRole("button", { name: "First" }).click();
		await expect(range).toHaveText("1 – 200");
		await expect(page.getByRole("button", { name: "Previous" })).toBeDisabled();
		await page.goBack();
		await expect(range).not.toHaveText("1 – 200");
	});

	test("shows an event with its decoded arguments and their memory", async ({ asAdmin: page }) => {
		await page.goto(`/scans/${scan.id}?tab=events&filter=evt.type = openat and fs.path.name = /etc/passwd`);
		await page.getByTestId("event-grid").locator("[data-seq]").first().click();
		const drawer = page.getByRole("dialog");
		await expect(drawer).toContainText('"/etc/passwd"');
		await expect(drawer).toContainText("O_RDONLY");
		await expect(drawer.getByRole("region", { name: /Captured memory/ })).toContainText(
			"2f 65 74 63 2f 70 61 73  73 77 64",
		);
		await page.keyboard.press("Escape");
		await expect(drawer).toBeHidden();
	});

	test("has counters and latencies by call, sortable, each histogram also a table", async ({ asAdmin: page }) => {
		await page.goto(`/scans/${scan.id}?tab=counters`);
		const table = page.getByRole("table", { name: "Counters" });
		const calls = async (column: number) =>
			(await table.locator(`tbody tr td:nth-child(${column})`).allInnerTexts()).map((each) =>
				Number(each.replaceAll(",", "")),
			);
		await expect(table.getByRole("row").nth(1)).toBeVisible();
		const counts = await calls(2);
		expect(counts).toEqual([...counts].sort((a, b) => b - a));
		expect(counts.reduce((a, b) => a + b, 0)).toBe(scan.syscalls_stored);
		await table.getByRole("button", { name: "Failed" }).click();
		await expect(table.getByRole("columnheader", { name: "Failed" })).toHaveAttribute("aria-sort", "descending");
		const errors = await calls(3);
		expect(errors).toEqual([...errors].sort((a, b) => b - a));
		expect(errors[0]).toBeGreaterThanOrEqual(120);

		await table.getByRole("button", { name: "Latencies of openat, enlarged" }).click();
		await expect(page.getByRole("table", { name: "Latencies of openat" }).getByRole("row").nth(1)).toBeVisible();
		await table.getByRole("button", { name: "openat", exact: true }).click();
		await expect(page).toHaveURL(/tab=events&filter=evt.type\+%3D\+openat/);
	});

	test("replays its terminal: it opens at the end, goes back, plays and seeks", async ({ asAdmin: page }) => {
		await page.goto(`/scans/${scan.id}?tab=terminal`);
		await expect(screen(page)).toContainText("last line");
		const clock = page.getByTestId("replay-clock");
		const slider = page.getByRole("slider", { name: "Position" });
		await slider.focus();
		await page.keyboard.press("Home");
		await expect(clock).toHaveText(/^0:00 \//);
		await expect(screen(page)).not.toContainText("last line");
		await page.getByRole("button", { name: "Play" }).click();
		await expect(screen(page)).toContainText("first line");
		await expect(screen(page)).toContainText("last line");
		await expect(page.getByRole("button", { name: "Play" }), "it stops at the end").toBeVisible();
		await slider.focus();
		await page.keyboard.press("Home");
		await expect(screen(page)).not.toContainText("last line");
		await page.keyboard.press("End");
		await expect(screen(page)).toContainText("last line");
	});

	test("says that it is complete and shows the account", async ({ asAdmin: page }) => {
		await page.goto(`/scans/${scan.id}?tab=completeness`);
		await expect(page.getByTestId("verdict").first()).toHaveText("complete");
		const figures =
			(await page.getByTestId("account").innerText()).replaceAll(",", "").match(/\d+/g)?.map(Number) ?? [];
		expect(figures).toEqual([scan.syscalls_stored, scan.syscalls_stored, 0]);
		await expect(page.getByTestId("stored")).toHaveText(scan.syscalls_stored.toLocaleString("en-US"));
		await page.goto("/scans");
		await expect(page.getByRole("row").filter({ has: page.locator(`a[href$="${scan.id}"]`) })).toContainText(
			"complete",
		);
	});
});

test("a scan that lost calls says so: how many, where, and in the stream itself", async ({ asAdmin: page, api }) => {
	const project = await api.project("losses");
	// The ring is too small on purpose for a loop of nothing but calls.
	const noisy = "dd if=/dev/zero of=/dev/null bs=1 count=400000";
	const started = await api.scan(project.id, ["sh", "-c", noisy], {
		ring_bytes: 65_536,
		latency: false,
	});
	const scan = await api.untilState(started.id, ["finished"]);
	await page.goto(`/scans/${scan.id}?tab=completeness`);
	await expect(page.getByTestId("verdict").first()).toHaveText(/^incomplete · .* lost$/);
	const figures = (await page.getByTestId("account").innerText()).replaceAll(",", "").match(/\d+/g)?.map(Number) ?? [];
	expect(figures).toHaveLength(3);
	const [counted = 0, captured = 0, lost = 0] = figures;
	expect(lost).toBeGreaterThan(0);
	expect(counted).toBe(captured + lost);
	expect(counted).toBeGreaterThan(800_000);
	expect(captured).toBe(scan.syscalls_stored);
	await expect(page.getByTestId("lost-kernel")).toHaveText(lost.toLocaleString("en-US"));

	const first = page.getByRole("table", { name: "Losses in time" }).getByRole("row").nth(1).getByRole("cell").first();
	const at = Number((await first.innerText()).replaceAll(",", ""));
	await page.goto(`/scans/${scan.id}?tab=events&after=${Math.max(0, at - 20)}`);
	await expect(page.getByTestId("event-grid").locator("[data-gap]").first()).toContainText(
		/GAP [\d,]+ events? lost in the kernel ring/,
	);
	await page.goto("/");
	await expect(page.getByRole("row").filter({ hasText: project.name }).first()).toContainText("incomplete");
});
