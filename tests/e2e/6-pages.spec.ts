// SPDX-License-Identifier: Apache-2.0
// Every page, dark and light: no violation of the content security policy (support.ts), none of WCAG 2.1 AA, and nothing
// that does not fit.
import { expect, expectAccessible, run, test } from "./support";

const LONG = "a-name-that-somebody-thought-would-be-short-but-went-on-and-on-and-on-until-it-ended";

// Everything but the colours is the same in both schemes: it is asked for once.
for (const [scheme, asked] of [
	["dark", "all"],
	["light", "colours"],
] as const) {
	test(`every page is accessible and keeps to the policy (${scheme})`, async ({ asAdmin: page, api }) => {
		// Some seventeen pages, each walked over by axe.
		test.setTimeout(400_000);
		await page.emulateMedia({ colorScheme: scheme });
		const project = await api.project(`${scheme} ${LONG}`.slice(0, 80));
		await api.user(`lena-${scheme}`, "viewer", project.id);
		const scan = await api.scan(project.id, ["sh", "-c", "echo hello; ls /etc /nope; exit 2"]);
		await api.untilState(scan.id, ["finished"]);
		const live = await api.scan(project.id, ["sh", "-c", "while true; do date; sleep 1; done"]);
		await api.untilState(live.id, ["running"]);
		const detectors = await api.call<{ id: string; state: string }[]>("GET", "/detectors");
		const detector = detectors.find((each) => each.state === "online")?.id ?? "";

		const pages: [path: string, heading: string | RegExp][] = [
			["/", "Dashboard"],
			["/scans", "Scans"],
			["/projects", "Projects"],
			[`/projects/${project.id}`, project.name],
			["/detectors", "Detectors"],
			[`/detectors/${detector}`, /./],
			["/users", "Users"],
			[`/scans/new?project=${project.id}`, "New scan"],
			[`/scans/${live.id}`, /syscope-sample/],
			...[
				"events",
				"events&filter=evt.type = openat and not evt.failed = true",
				"events&filter=evt.typo = openat",
				"counters",
				"terminal",
				"completeness",
				"details",
			].map((tab): [string, RegExp] => [`/scans/${scan.id}?tab=${tab}`, /syscope-sample/]),
			["/no/such/page", "Not found"],
		];
		for (const [path, heading] of pages) {
			await page.goto(path);
			await expect(page.getByRole("heading", { level: 1, name: heading })).toBeVisible();
			await expect(page.getByRole("status", { name: "Loading …" })).toHaveCount(0);
			if (path.endsWith(live.id)) await expect(page.getByTestId("event-grid")).toBeVisible();
			await expectAccessible(page, asked);
			const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
			expect(overflow, `${path} is wider than the window`).toBeLessThanOrEqual(0);
		}
		await api.stop(live.id);
	});

	test(`every dialog is accessible, closes with Escape and gives the focus back (${scheme})`, async ({
		asAdmin: page,
		api,
	}) => {
		await page.emulateMedia({ colorScheme: scheme });
		const project = await api.project(`dialogs ${scheme}`);
		const scan = await api.scan(project.id, ["true"]);
		await api.untilState(scan.id, ["finished"]);
		for (const [path, button] of [
			["/projects", "Create project"],
			["/users", "Add user"],
			["/detectors", "Add detector"],
			[`/projects/${project.id}`, "Add member"],
			[`/scans/${scan.id}`, "Delete"],
		] as const) {
			await page.goto(path);
			await page.getByRole("button", { name: button }).first().click();
			await expect(page.getByRole("dialog")).toBeVisible();
			await expectAccessible(page, asked);
			await page.keyboard.press("Escape");
			await expect(page.getByRole("dialog")).toBeHidden();
			await expect(page.getByRole("button", { name: button }).first(), "the focus returns").toBeFocused();
		}
	});
}

test("the policy is strict, and the pages need no exception from it", async ({ page }) => {
	const answer = await page.goto("/");
	const policy = answer?.headers()["content-security-policy"] ?? "";
	expect(policy).toContain("default-src 'none'");
	expect(policy).not.toContain("unsafe");
});

test("the chosen colours stay chosen", async ({ asAdmin: page }) => {
	await page.emulateMedia({ colorScheme: "light" });
	await page.goto("/");
	await page.getByTitle("Dark").click();
	await expect(page.locator("html")).toHaveAttribute("data-mantine-color-scheme", "dark");
	await page.reload();
	await expect(page.locator("html")).toHaveAttribute("data-mantine-color-scheme", "dark");
});

test("the pages work on a narrow screen", async ({ asAdmin: page, api }) => {
	const project = await api.project("narrow");
	const scan = await api.scan(project.id, ["sh", "-c", "ls /etc"]);
	await api.untilState(scan.id, ["finished"]);
	await page.setViewportSize({ width: 390, height: 800 });
	for (const path of ["/", "/scans", "/detectors", `/projects/${project.id}`, "/scans/new", `/scans/${scan.id}`]) {
		await page.goto(path);
		await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
		const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
		expect(overflow, `${path} is wider than the window`).toBeLessThanOrEqual(0);
	}
	await page.getByRole("button", { name: "Menu" }).click();
	await page.getByRole("link", { name: "Projects", exact: true }).first().click();
	await expect(page.getByRole("heading", { name: "Projects", level: 1 })).toBeVisible();
});

test("what a container writes is text, never markup", async ({ asAdmin: page, api }) => {
	const project = await api.project("hostile");
	const evil = `<img src=x onerror=alert(1)>${run}`;
	const scan = await api.scan(project.id, [
		"sh",
		"-c",
		`cat '/${evil}'; printf '\\033]0;owned\\007\\033]52;c;ZXZpbA==\\007'`,
	]);
	await api.untilState(scan.id, ["finished"]);
	await page.goto(`/scans/${scan.id}?tab=events&filter=${encodeURIComponent('evt.text icontains "onerror"')}`);
	await expect(page.getByTestId("event-grid")).toContainText("<img src=x onerror=alert(1)>");
	await expect(page.locator("img[src=x]")).toHaveCount(0);
	await page.goto(`/scans/${scan.id}?tab=terminal`);
	await expect(page.getByTestId("terminal")).toBeVisible();
	await expect(page).not.toHaveTitle(/owned/);
});
