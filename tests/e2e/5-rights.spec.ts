// SPDX-License-Identifier: Apache-2.0
import { expect, PASSWORD, run, screen, signIn, test } from "./support";

test("a viewer watches, and is offered nothing that a viewer may not do", async ({ page, api }) => {
	const project = await api.project("watched");
	const username = await api.user("vera", "viewer", project.id);
	const scan = await api.scan(project.id, ["sh", "-c", "echo ready; exec sh"]);
	await api.untilState(scan.id, ["running"]);
	await signIn(page, username, PASSWORD);

	await expect(page.getByRole("link", { name: "New scan" })).toHaveCount(0);
	await expect(page.getByRole("link", { name: "Users" })).toHaveCount(0);
	await page.getByRole("link", { name: "Projects" }).click();
	await expect(page.getByRole("button", { name: "Create project" })).toHaveCount(0);
	await page.getByRole("link", { name: project.name }).click();
	await expect(page.getByRole("heading", { name: project.name })).toBeVisible();
	await expect(page.getByRole("table", { name: "Members" })).toContainText(username);
	for (const name of ["Add member", "Assign detector", "Edit", "Delete", "Remove"])
		await expect(page.getByRole("button", { name })).toHaveCount(0);
	await expect(page.getByRole("link", { name: "New scan" })).toHaveCount(0);

	await page.goto(`/scans/${scan.id}`);
	await expect(page.getByTestId("scan-state")).toHaveText("running");
	await expect(screen(page)).toContainText("ready");
	await expect(page.getByText("you are watching")).toBeVisible();
	await expect(page.getByRole("button", { name: "Stop" })).toHaveCount(0);
	await expect(page.getByRole("link", { name: "Scan again" })).toHaveCount(0);
	await page.getByTestId("terminal").click();
	await page.keyboard.type(`echo from-the-viewer-${run}\n`);
	await page.waitForTimeout(1500);
	await expect(screen(page)).not.toContainText("from-the-viewer");

	await page.goto(`/scans/new?project=${project.id}`);
	await expect(page.getByText("You may not scan in any project")).toBeVisible();
	await expect(page.getByRole("button", { name: "Scan", exact: true })).toHaveCount(0);

	// The service layer refuses as well: the page is not what keeps them out.
	const answer = await page.request.post(`/api/v1/scans/${scan.id}/stop`, {
		headers: { "X-Syscope": "1", Origin: new URL(page.url()).origin },
	});
	expect(answer.status()).toBe(403);
	await api.stop(scan.id);
	await api.untilState(scan.id, ["finished", "cancelled"]);
});

test("for who is not a member, the project and its scans do not exist", async ({ page, api }) => {
	const project = await api.project("hidden");
	const scan = await api.scan(project.id, ["true"]);
	await api.untilState(scan.id, ["finished"]);
	const username = await api.user("nora", "analyst");
	await signIn(page, username, PASSWORD);
	await expect(page.getByText(project.name)).toHaveCount(0);
	for (const path of [`/projects/${project.id}`, `/scans/${scan.id}`, `/scans/${scan.id}?tab=terminal`]) {
		await page.goto(path);
		await expect(page.getByRole("heading", { name: "Not found" })).toBeVisible();
	}
	for (const path of [
		`/projects/${project.id}`,
		`/scans/${scan.id}`,
		`/scans/${scan.id}/events`,
		`/scans/${scan.id}/terminal`,
	])
		expect((await page.request.get(`/api/v1${path}`)).status(), path).toBe(404);
});

test("an analyst scans and types, but manages nothing", async ({ page, api }) => {
	const project = await api.project("analysed");
	const username = await api.user("anna", "analyst", project.id);
	await signIn(page, username, PASSWORD);
	await page.goto(`/projects/${project.id}`);
	await expect(page.getByRole("link", { name: "New scan" }).first()).toBeVisible();
	await expect(page.getByRole("button", { name: "Add member" })).toHaveCount(0);
	const scan = await api.scan(project.id, ["sh"]);
	await page.goto(`/scans/${scan.id}`);
	await expect(page.getByText(/you can type/)).toBeVisible();
	// A shell that starts throws away what was typed before its prompt.
	await expect(screen(page)).toContainText("/ #");
	await page.getByTestId("terminal").click();
	await page.keyboard.type(`echo analyst-$((1+1))-${run}\n`);
	await expect(screen(page)).toContainText(`analyst-2-${run}`);
	await page.keyboard.type("exit\n");
	await expect(page.getByTestId("scan-state")).toHaveText("finished");
	await expect(page.getByTestId("exit-status")).toHaveText("exit status 0");
});
