// SPDX-License-Identifier: Apache-2.0
import { expect, image, run, screen, test } from "./support";

test("a scan is started in the page; its terminal takes typing and the page's size; Stop ends it", async ({
	asAdmin: page,
	api,
}) => {
	const project = await api.project("typing");
	await page.goto(`/projects/${project.id}`);
	await page.getByRole("link", { name: "New scan" }).first().click();
	await page.getByRole("combobox", { name: "Image" }).click();
	await page
		.getByRole("option", { name: /syscope-sample/ })
		.first()
		.click();

	const command = page.getByLabel("Command");
	await command.fill("sh -c 'echo");
	await expect(page.getByText("The ' at column 7 is not closed.")).toBeVisible();
	await expect(page.getByRole("button", { name: "Scan", exact: true })).toBeDisabled();
	await command.fill("cat x | wc");
	await expect(page.getByText(/No shell will see this/)).toBeVisible();
	await command.fill("sh -c 'echo \"hello  there\"; exec sh'");
	await expect(page.getByTestId("argv").getByRole("listitem")).toHaveText(["sh", "-c", 'echo "hello  there"; exec sh']);
	await page.getByRole("button", { name: "Scan", exact: true }).click();

	await expect(page.getByTestId("scan-state")).toHaveText("running");
	await expect(screen(page)).toContainText("hello  there");
	await expect(page.getByText(/you can type · \d+ × \d+/)).toBeVisible();
	await page.getByTestId("terminal").click();
	await page.keyboard.type(`echo typed-$((40+2))-${run}\n`);
	await expect(screen(page)).toContainText(`typed-42-${run}`);

	// The container's own idea of its terminal follows the page.
	const sizeText = async () =>
		(
			await page
				.getByText(/\d+ × \d+/)
				.first()
				.innerText()
		).replace(/.*?(\d+) × (\d+).*/s, "$2 $1");
	await page.keyboard.type("stty size\n");
	await expect(screen(page)).toContainText(await sizeText());
	const before = await sizeText();
	await page.setViewportSize({ width: 1250, height: 760 });
	await expect.poll(sizeText).not.toBe(before);
	await page.keyboard.type("clear; stty size\n");
	await expect(screen(page)).toContainText(await sizeText());

	// Decoded calls and counters run beside it.
	const rows = page.getByTestId("event-grid").locator("[data-seq]");
	await expect(rows.first()).toBeVisible();
	await expect(page.getByTestId("shown")).toContainText("all are stored");
	await expect(page.getByRole("table", { name: "Counters" })).toContainText("read");
	await expect
		.poll(async () => Number((await page.getByTestId("counted").innerText()).replaceAll(",", "")))
		.toBeGreaterThan(50);

	await page.getByRole("button", { name: "Stop" }).click();
	await expect(page.getByTestId("scan-state")).toHaveText(/finished|cancelled/, { timeout: 30_000 });
	await expect(page.getByRole("button", { name: "Stop" })).toBeHidden();
	await expect(screen(page), "the last output stays").toContainText(/\d+ \d+/);
});

test("a container that ends by itself ends the scan; its last words stay, and the verdict is given", async ({
	asAdmin: page,
	api,
}) => {
	const project = await api.project("ending");
	const scan = await api.scan(project.id, ["sh", "-c", "echo begin; read line; ls /nope; echo the last words; exit 7"]);
	await page.goto(`/scans/${scan.id}`);
	await expect(screen(page)).toContainText("begin");
	await expect(page.getByText(/you can type/)).toBeVisible();
	await page.getByTestId("terminal").click();
	await page.keyboard.type("go\n");
	await expect(page.getByTestId("scan-state")).toHaveText("finished", {
		timeout: 30_000,
	});
	await expect(page.getByTestId("exit-status")).toHaveText("exit status 7");
	await expect(screen(page)).toContainText("the last words");
	await expect(page.getByTestId("verdict").first()).toHaveText("complete");

	await page.getByRole("button", { name: "Stored events" }).click();
	const grid = page.getByTestId("event-grid");
	await expect(grid.locator("[data-seq='1']"), "tracing was armed before the first instruction").toContainText(
		'execve("/bin/sh", ["sh", "-c"',
	);
	await page.getByRole("tab", { name: "As watched" }).click();
	await expect(screen(page), "the live view is still there").toContainText("the last words");
});

test("the stream can be paused, read with the keyboard, and followed again", async ({ asAdmin: page, api }) => {
	const project = await api.project("stream");
	const scan = await api.scan(project.id, ["sh", "-c", "while true; do cat /etc/passwd >/dev/null; sleep 0.2; done"]);
	await page.goto(`/scans/${scan.id}`);
	const rows = page.getByTestId("event-grid").locator("[data-seq]");
	await expect.poll(async () => Number((await rows.last().getAttribute("data-seq")) ?? 0)).toBeGreaterThan(100);
	await page.getByRole("button", { name: "Pause" }).click();
	const last = await rows.last().getAttribute("data-seq");
	await expect(page.getByTestId("shown")).toHaveText(/paused; [1-9]/);
	expect(await rows.last().getAttribute("data-seq")).toBe(last);

	await page.getByTestId("event-grid").focus();
	await page.keyboard.press("Home");
	await page.keyboard.press("ArrowDown");
	await page.keyboard.press("Enter");
	const drawer = page.getByRole("dialog");
	await expect(drawer).toContainText("Event");
	await expect(drawer).toContainText("Process");
	await page.keyboard.press("Escape");
	await expect(drawer).toBeHidden();

	await page.getByRole("button", { name: "Follow" }).click();
	await expect
		.poll(async () => Number((await rows.last().getAttribute("data-seq")) ?? 0))
		.toBeGreaterThan(Number(last));
	await api.stop(scan.id);
	await api.untilState(scan.id, ["finished", "cancelled"]);
});

test("an image that does not exist fails with a message on the page", async ({ asAdmin: page, api }) => {
	const project = await api.project("bad image");
	await page.goto(`/scans/new?project=${project.id}`);
	await page.getByRole("combobox", { name: "Image" }).fill("localhost/no-such-image:v1");
	await page.getByRole("button", { name: "Scan", exact: true }).click();
	await expect(page.getByTestId("scan-state")).toHaveText("failed");
	await expect(page.getByRole("alert")).toContainText("localhost/no-such-image:v1");
	await page.goto("/");
	await expect(page.getByRole("row").filter({ hasText: "no-such-image" }).first()).toContainText("failed");
});

test("a scan without a terminal shows what was written to stdout and stderr", async ({ asAdmin: page, api }) => {
	const project = await api.project("no terminal");
	const scan = await api.scan(project.id, ["sh", "-c", "echo to stdout; echo to stderr >&2"], { tty: false });
	await api.untilState(scan.id, ["finished"]);
	await page.goto(`/scans/${scan.id}?tab=terminal`);
	await expect(screen(page)).toContainText("to stdout");
	await expect(screen(page)).toContainText("to stderr");
});

test("scan again fills the form with the same", async ({ asAdmin: page, api }) => {
	const project = await api.project("again");
	const scan = await api.scan(project.id, ["sh", "-c", "exit 3"], {
		network: "none",
		latency: false,
	});
	await api.untilState(scan.id, ["finished"]);
	await page.goto(`/scans/${scan.id}`);
	await page.getByRole("link", { name: "Scan again" }).click();
	await expect(page.getByRole("combobox", { name: "Image" })).toHaveValue(image);
	await expect(page.getByLabel("Command")).toHaveValue("sh -c 'exit 3'");
	await expect(page.getByLabel("Measure how long calls take")).not.toBeChecked();
});
