// SPDX-License-Identifier: Apache-2.0
// Steps 2 to 4 of the main job in a real browser, through the real server, a real detector and real containers.
// SYSCOPE_URL, SYSCOPE_SETUP_LINK and SYSCOPE_IMAGE say where they are; tests/run starts them.
import { defineConfig } from "@playwright/test";

export default defineConfig({
	testDir: ".",
	testMatch: "*.spec.ts",
	outputDir: "../../test-results/e2e",
	// One server, one detector, two cores: one test after the other, in the order of the files.
	workers: 1,
	fullyParallel: false,
	timeout: 180_000,
	// A loaded machine is slow, not broken.
	expect: { timeout: 30_000 },
	reporter: [["list"]],
	use: {
		baseURL: process.env["SYSCOPE_URL"] ?? "http://127.0.0.1:8080",
		viewport: { width: 1440, height: 900 },
		actionTimeout: 30_000,
		// A trace of every step costs time in every test: asked for when a failure is looked into.
		trace: process.env["SYSCOPE_E2E_TRACE"] ? "retain-on-failure" : "off",
		screenshot: "only-on-failure",
		launchOptions: {
			executablePath: process.env["SYSCOPE_CHROMIUM"] ?? "/usr/bin/chromium",
			args: [
				"--no-sandbox",
				"--disable-gpu",
				"--disable-quic",
				"--no-first-run",
				"--disable-background-networking",
				"--disable-component-update",
				"--disable-sync",
			],
		},
	},
});
