// SPDX-License-Identifier: Apache-2.0
// The three floors of the client (router → components → services → model) are held here.
import js from "@eslint/js";
import boundaries from "eslint-plugin-boundaries";
import { createTypeScriptImportResolver } from "eslint-import-resolver-typescript";
import importX from "eslint-plugin-import-x";
import jsxA11y from "eslint-plugin-jsx-a11y";
import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

const layer = (type, ...lower) => ({
	from: { element: { type } },
	allow: { to: { element: { types: { anyOf: [type, ...lower] } } } },
});

export default tseslint.config(
	{ ignores: ["dist", "node_modules", "src/model/api.generated.ts"] },
	js.configs.recommended,
	...tseslint.configs.strict,
	{
		files: ["src/**/*.{ts,tsx}"],
		extends: [...tseslint.configs.recommendedTypeCheckedOnly],
		languageOptions: { parserOptions: { project: "./tsconfig.app.json", tsconfigRootDir: import.meta.dirname } },
		plugins: { boundaries, "import-x": importX, "jsx-a11y": jsxA11y, "react-hooks": reactHooks },
		settings: {
			"boundaries/elements": [
				{ type: "router", pattern: "src/router" },
				{ type: "components", pattern: "src/components" },
				{ type: "services", pattern: "src/services" },
				{ type: "model", pattern: "src/model" },
			],
			"import/resolver": { typescript: { project: "./tsconfig.app.json" } },
			"import-x/resolver-next": [createTypeScriptImportResolver({ project: "./tsconfig.app.json" })],
		},
		rules: {
			...jsxA11y.flatConfigs.strict.rules,
			...reactHooks.configs.recommended.rules,
			"boundaries/dependencies": [
				"error",
				{
					default: "disallow",
					message: "a lower floor may not use a higher one: router → components → services → model",
					policies: [
						layer("router", "components", "services", "model"),
						layer("components", "services", "model"),
						layer("services", "model"),
						layer("model"),
						{ from: { element: { isUnknown: true } }, allow: { to: { element: { isUnknown: false } } } },
						{ allow: { to: { module: { origin: ["external", "core"] } } } },
					],
				},
			],
			"import-x/no-cycle": "error",
			"import-x/no-default-export": "error",
			"no-restricted-globals": [
				"error",
				{ name: "fetch", message: "only services talk to the server" },
				{ name: "WebSocket", message: "only services talk to the server" },
				{ name: "EventSource", message: "only services talk to the server" },
			],
			"@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: { attributes: false } }],
			"@typescript-eslint/consistent-type-imports": "error",
		},
	},
	{ files: ["src/services/**"], rules: { "no-restricted-globals": "off" } },
);
