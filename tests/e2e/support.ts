// SPDX-License-Identifier: Apache-2.0
// What every browser test needs: a page that must not break its content security policy, people who sign in, and a
// client of the API to put in place what a test is not about.
import AxeBuilder from "@axe-core/playwright";
import { expect, test as base, type APIRequestContext, type Cookie, type Page } from "@playwright/test";

export const image = process.env["SYSCOPE_IMAGE"] ?? "localhost/syscope-sample";
export const setupLink = process.env["SYSCOPE_SETUP_LINK"] ?? "";
export const admin = {
	username: "admin",
	password: "correct horse battery staple",
	name: "Admin",
};
export const PASSWORD = "a long enough passphrase";
/** Names of this run: the stack may have seen another one. */
export const run = Date.now().toString(36);

// Passwords are slow to check, on purpose: once for all tests.
let adminCookies: Cookie[] = [];

interface Fixtures {
	violations: string[];
	api: Api;
	/** A page with the administrator's session, for tests that are not about signing in. */
	asAdmin: Page;
}

export const test = base.extend<Fixtures>({
	// Fails every test on whose pages the policy had to stop something, or a script broke.
	violations: [
		async ({ page }, use) => {
			const found: string[] = [];
			page.on("console", (message) => {
				if (/content security policy/i.test(message.text())) found.push(message.text());
			});
			page.on("pageerror", (error) => found.push(`script error: ${error.message}`));
			await use(found);
			expect(found).toEqual([]);
		},
		{ auto: true },
	],
	api: async ({ playwright, baseURL }, use) => {
		const context = await playwright.request.newContext(apiOptions(baseURL ?? ""));
		const api = new Api(context);
		await api.signInAsAdmin();
		await use(api);
		await context.dispose();
	},
	asAdmin: async ({ page, api: _api }, use) => {
		await page.context().addCookies(adminCookies);
		await use(page);
	},
});

export { expect };

export function apiOptions(baseURL: string) {
	return {
		baseURL,
		extraHTTPHeaders: { "X-Syscope": "1", Origin: new URL(baseURL).origin },
		storageState: { cookies: adminCookies, origins: [] },
	};
}

interface Entity {
	id: string;
	name: string;
}

/** A scan as far as the tests look at it. */
export interface ScanFacts {
	id: string;
	state: string;
	events_stored: number;
	syscalls_stored: number;
}

export class Api {
	constructor(private readonly context: APIRequestContext) {}

	async call<T>(method: string, path: string, data?: unknown): Promise<T> {
		const answer = await this.context.fetch(`/api/v1${path}`, {
			method,
			...(data !== undefined && { data }),
		});
		const text = await answer.text();
		if (!answer.ok()) throw new Error(`${method} ${path}: ${answer.status()} ${text}`);
		return (text === "" ? undefined : JSON.parse(text)) as T;
	}

	async signInAsAdmin(): Promise<void> {
		if (adminCookies.length > 0) return;
		const { username, password, name: display_name } = admin;
		const setup = await this.call<{ needed: boolean }>("GET", "/setup");
		if (setup.needed) {
			const token = setupLink.split("token=")[1] ?? "";
			await this.call("POST", "/setup", { token, username, password, display_name });
		}
		await this.call("POST", "/session", { username, password });
		adminCookies = (await this.context.storageState()).cookies;
	}

	/** A project with the local detector. */
	async project(name: string): Promise<Entity> {
		const project = await this.call<Entity>("POST", "/projects", {
			name: `${name} ${run}`,
			description: "",
		});
		const detectors = await this.call<(Entity & { state: string })[]>("GET", "/detectors");
		const online = detectors.find((each) => each.state === "online");
		if (!online) throw new Error("no detector is online");
		await this.call("PUT", `/projects/${project.id}/detectors/${online.id}`);
		return project;
	}

	async user(username: string, role: string, projectId?: string): Promise<string> {
		const full = `${username}-${run}`;
		const display_name = `${username} of the test`;
		const user = await this.call<Entity>("POST", "/users", {
			username: full,
			display_name,
			role,
			password: PASSWORD,
		});
		if (projectId)
			await this.call("PUT", `/projects/${projectId}/members/${user.id}`, {
				role,
			});
		return full;
	}

	async scan(projectId: string, command: string[], more: object = {}): Promise<ScanFacts> {
		const detectors = await this.call<Entity[]>("GET", `/projects/${projectId}/detectors`);
		const body = {
			detector_id: detectors[0]?.id,
			image,
			command,
			time_limit_s: 60,
			...more,
		};
		return this.call<ScanFacts>("POST", `/projects/${projectId}/scans`, body);
	}

	async untilState(scanId: string, states: string[]): Promise<ScanFacts> {
		let scan: ScanFacts | undefined;
		await expect(async () => {
			scan = await this.call<ScanFacts>("GET", `/scans/${scanId}`);
			expect(states).toContain(scan.state);
		}).toPass({ timeout: 45_000, intervals: [300] });
		return scan as ScanFacts;
	}

	stop(scanId: string): Promise<unknown> {
		return this.call("POST", `/scans/${scanId}/stop`);
	}
}

/** Signs in as a person does. */
export async function signIn(page: Page, username: string, password: string): Promise<void> {
	await page.goto("/sign-in");
	await page.getByLabel("User name").fill(username);
	await page.locator("input[name=password]").fill(password);
	await page.getByRole("button", { name: "Sign in" }).click();
	await expect(page.getByRole("heading", { name: "Dashboard" })).toBeVisible();
}

/** What is on the terminal's screen. */
export function screen(page: Page) {
	return page.getByTestId("terminal").locator(".xterm-rows");
}

/** What of a page does not keep to WCAG 2.1 AA. A second look in other colours needs to ask for these alone. */
export async function expectAccessible(page: Page, asked: "all" | "colours" = "all"): Promise<void> {
	const axe = new AxeBuilder({ page })
		// Only faults are described, and no second page puts them together: most of its time goes there.
		.options({ resultTypes: ["violations"] })
		.setLegacyMode();
	if (asked === "colours") axe.withRules(["color-contrast", "link-in-text-block"]);
	else
		axe
			.withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"])
			// Mantine puts the list of an open select at the end of the body, outside of all landmarks.
			.disableRules(["region"]);
	const { violations } = await axe.analyze();
	const short = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(" | ")}`);
	// Soft: a test walks over many pages, and all their faults are worth knowing.
	expect.soft(short, `accessibility of ${page.url()}`).toEqual([]);
}
