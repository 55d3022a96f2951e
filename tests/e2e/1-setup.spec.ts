// SPDX-License-Identifier: Apache-2.0
import { admin, expect, expectAccessible, setupLink, signIn, test } from "./support";

test.describe.configure({ mode: "serial" });

test("the one-time link makes the first administrator", async ({ page, request }) => {
	const { needed } = (await (await request.get("/api/v1/setup")).json()) as {
		needed: boolean;
	};
	expect(needed, "this server has no administrator yet: tests/run starts a new one").toBe(true);
	await page.goto(setupLink);
	await expect(page.getByRole("heading", { name: "Set up syscope" })).toBeVisible();
	await expect(page, "the token does not stay in the address").toHaveURL(/\/setup$/);
	await expectAccessible(page);

	await page.getByLabel("User name").fill(admin.username);
	await page.getByLabel("Display name").fill(admin.name);
	await page.locator("input[name=new-password]").fill("short");
	await page.locator("input[name=new-password-again]").fill("shorter");
	await page.getByRole("button", { name: "Create administrator" }).click();
	await expect(page.getByText("The two passwords differ.")).toBeVisible();
	await page.locator("input[name=new-password-again]").fill("short");
	await page.getByRole("button", { name: "Create administrator" }).click();
	await expect(page.getByText(/at least \d+ characters/).last(), "the server's reason is shown").toBeVisible();

	await page.locator("input[name=new-password]").fill(admin.password);
	await page.locator("input[name=new-password-again]").fill(admin.password);
	await page.getByRole("button", { name: "Create administrator" }).click();
	await expect(page.getByRole("heading", { name: "Dashboard" })).toBeVisible();
});

test("the link works only once", async ({ page }) => {
	await page.goto(setupLink === "" ? "/setup" : setupLink);
	await expect(page.getByText("syscope is set up already.")).toBeVisible();
	await page.getByRole("link", { name: "Sign in" }).click();
	await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
});

test("a wrong password is refused in words, and nothing is told of who exists", async ({ page }) => {
	await page.goto("/sign-in");
	await expectAccessible(page);
	const messages: string[] = [];
	for (const username of [admin.username, "nobody-of-that-name"]) {
		await page.getByLabel("User name").fill(username);
		await page.locator("input[name=password]").fill("not the password at all");
		const answered = page.waitForResponse((answer) => answer.url().endsWith("/api/v1/session"));
		await page.getByRole("button", { name: "Sign in" }).click();
		await answered;
		await expect(page.getByRole("alert")).toBeVisible();
		messages.push(await page.getByRole("alert").innerText());
	}
	expect(messages[0]).not.toBe("");
	expect(messages[1]).toBe(messages[0]);
	await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
});

test("after signing in one is where one wanted to go, and signing out ends it", async ({ page }) => {
	await page.goto("/detectors");
	await expect(page).toHaveURL(/\/sign-in\?next=%2Fdetectors$/);
	await page.getByLabel("User name").fill(admin.username);
	await page.locator("input[name=password]").fill(admin.password);
	await page.locator("input[name=password]").press("Enter");
	await expect(page.getByRole("heading", { name: "Detectors", level: 1 })).toBeVisible();

	await page.getByRole("button", { name: /Administrator/ }).click();
	await page.getByRole("menuitem", { name: "Sign out" }).click();
	await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
	await page.goto("/projects");
	await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
});

test("a session that ended elsewhere leads to the sign-in", async ({ page, context }) => {
	await signIn(page, admin.username, admin.password);
	await context.clearCookies();
	await page.getByRole("link", { name: "Users" }).click();
	await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
});
