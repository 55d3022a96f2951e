// SPDX-License-Identifier: Apache-2.0
import react from "@vitejs/plugin-react";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

// `npm run dev` talks to a server that already runs, by default the one of deploy/quickstart.
const server = process.env["SYSCOPE_URL"] ?? "http://127.0.0.1:8080";

export default defineConfig({
	plugins: [react()],
	resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
	server: { proxy: { "/api": { target: server, ws: true } } },
	build: {
		target: "es2023",
		// Everything is a file of its own: the page's CSP allows no data: scripts or fonts.
		assetsInlineLimit: 0,
		chunkSizeWarningLimit: 700,
	},
	test: {
		environment: "node",
		include: ["src/**/*.test.ts", "src/**/*.test.tsx"],
	},
});
