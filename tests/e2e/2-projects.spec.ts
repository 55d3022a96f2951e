// SPDX-License-Identifier: Apache-2.0
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, PASSWORD, run, signIn, test } from "./support";

const bin = process.env["SYSCOPE_BIN"] ?? join(__dirname, "../../build/release/bin");

test("the local detector is online and says what its host can do", async ({ asAdmin: page }) => {
	await page.goto("/");
	await page.getByRole("link", { name: "Detectors", exact: true }).click();
	const row = page.getByRole("table", { name: "Detectors" }).getByRole("row").filter({ hasText: "online" }).first();
	await expect(row).toContainText("connected now");
	await expect(row).toContainText("eBPF");
	await row.getByRole("link").first().click();
	const capabilities = page.getByRole("region", { name: "Capabilities" });
	await expect(capabilities.getByText("available", { exact: true }).first()).toBeVisible();
	await expect(capabilities).toContainText("x86_64");
	await expect(page.getByRole("region", { name: "Images on this host" })).toContainText("syscope-sample");
});

test("a project gets a detector, a new user and that user a role", async ({ asAdmin: page, browser }) => {
	await page.goto("/");
	await page.getByRole("link", { name: "Users" }).click();
	await page.getByRole("button", { name: "Add user" }).click();
	const dialog = page.getByRole("dialog");
	await dialog.getByLabel("User name").fill(`ines-${run}`);
	await dialog.getByLabel("Display name").fill(`Ines ${run}`);
	await dialog
		.getByRole("textbox", { name: "Role" })
		.or(dialog.getByRole("combobox", { name: "Role" }))
		.first()
		.click();
	await page.getByRole("option", { name: "Viewer" }).click();
	await dialog.locator("input[type=password]").fill("tiny");
	await dialog.getByRole("button", { name: "Add user" }).click();
	await expect(dialog, "a password too short is refused beside the field").toContainText(/characters/);
	await dialog.locator("input[type=password]").fill(PASSWORD);
	await dialog.getByRole("button", { name: "Add user" }).click();
	await expect(dialog).toBeHidden();
	await expect(page.getByRole("row").filter({ hasText: `ines-${run}` })).toBeVisible();

	await page.getByRole("link", { name: "Projects" }).click();
	await page.getByRole("button", { name: "Create project" }).first().click();
	await page.getByRole("dialog").getByLabel("Name").fill(`Bakery ${run}`);
	await page.getByRole("dialog").getByRole("button", { name: "Create project" }).click();
	await expect(page.getByRole("heading", { name: `Bakery ${run}` })).toBeVisible();

	await page.getByRole("button", { name: "Assign detector" }).click();
	await page.getByRole("menuitem").filter({ hasText: "online" }).first().click();
	await expect(page.getByRole("table", { name: "Assigned detectors" })).toContainText("online");

	await page.getByRole("button", { name: "Add member" }).click();
	await page.getByPlaceholder("Type a name").fill(`ines-${run}`);
	await page.getByRole("option", { name: `ines-${run}` }).click();
	await page.getByRole("dialog").getByRole("button", { name: "Add member" }).click();
	const member = page
		.getByRole("table", { name: "Members" })
		.getByRole("row")
		.filter({ hasText: `ines-${run}` });
	await expect(member).toBeVisible();

	// The new user sees this project and no other; and what her role may not do is not offered.
	const theirs = await (await browser.newContext()).newPage();
	await signIn(theirs, `ines-${run}`, PASSWORD);
	await theirs.getByRole("link", { name: "Projects" }).click();
	await expect(theirs.getByRole("table", { name: "Projects" }).getByRole("row")).toHaveCount(2);
	await theirs.getByRole("link", { name: `Bakery ${run}` }).click();
	await expect(theirs.getByRole("heading", { name: `Bakery ${run}` })).toBeVisible();
	await theirs.context().close();
});

test("a disabled user cannot sign in any more", async ({ asAdmin: page, api, browser }) => {
	const username = await api.user("dora", "analyst");
	await page.goto("/users");
	const row = page.getByRole("row").filter({ hasText: username });
	await row.getByRole("button", { name: /Disable/ }).click();
	await expect(row).toContainText("disabled");

	const theirs = await (await browser.newContext()).newPage();
	await theirs.goto("/sign-in");
	await theirs.getByLabel("User name").fill(username);
	await theirs.locator("input[name=password]").fill(PASSWORD);
	await theirs.getByRole("button", { name: "Sign in" }).click();
	await expect(theirs.getByRole("alert")).toBeVisible();
	await theirs.context().close();
});

test("adding a detector shows one command and notices the first contact", async ({ asAdmin: page, baseURL }) => {
	await page.goto("/detectors");
	await page.getByRole("button", { name: "Add detector" }).click();
	await page.getByLabel("Label").fill(`from the browser ${run}`);
	await page.getByRole("button", { name: "Make the command" }).click();
	const dialog = page.getByRole("dialog");
	await expect(dialog).toContainText("Waiting for the first contact");
	const command = await dialog.getByLabel("The command").innerText();
	expect(command).toContain("enroll");
	const token = /--token[ =]'?([^\s']+)/.exec(command)?.[1] ?? "";
	expect(token).not.toBe("");

	const state = await mkdtemp(join(tmpdir(), "syscope-e2e-"));
	try {
		const server = (baseURL ?? "").replace(/^http/, "ws");
		const args = ["enroll", "--server", server, "--token", token, "--name", `host-${run}`];
		await promisify(execFile)(join(bin, "syscope-detector"), args, {
			env: { ...process.env, SYSCOPE_DETECTOR_STATE_DIR: state },
		});
		await expect(dialog).toContainText("Here it is:");
		await expect(dialog).toContainText(`host-${run}`);
	} finally {
		await rm(state, { recursive: true });
	}
	await dialog.getByRole("button", { name: "Done" }).click();
	const row = page.getByRole("table", { name: "Enrolment tokens" }).getByRole("row").filter({ hasText: run });
	await expect(row).toContainText("used up");

	// It never connects: it is revoked, so that it does not stand in the way of the other tests.
	await page.getByRole("link", { name: `host-${run}` }).click();
	await page.getByRole("button", { name: "Revoke" }).click();
	await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
	await expect(page.getByRole("row").filter({ hasText: `host-${run}` })).toContainText("revoked");
});
