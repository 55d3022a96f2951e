// SPDX-License-Identifier: Apache-2.0
import {
	Button,
	createTheme,
	Menu,
	Modal,
	NumberInput,
	PasswordInput,
	Select,
	Table,
	Textarea,
	TextInput,
	Tooltip,
	type CSSVariablesResolver,
	type MantineColorsTuple,
} from "@mantine/core";

// Shades are chosen so that text on panels and white on filled buttons keep 4.5:1 in both schemes.
const ocean: MantineColorsTuple = [
	"#e6f7fb",
	"#c9ebf4",
	"#97d8e8",
	"#62c4db",
	"#39b3d1",
	"#1b9cbd",
	"#0f7f9c",
	"#0e6a84",
	"#0c5c73",
	"#084556",
];
const dark: MantineColorsTuple = [
	"#d8dee6",
	"#b7c0cc",
	"#9aa5b4",
	"#6b7787",
	"#3c4757",
	"#2b3441",
	"#222a35",
	"#171d25",
	"#11161c",
	"#0c1015",
];

export const theme = createTheme({
	primaryColor: "ocean",
	primaryShade: { light: 7, dark: 7 },
	colors: { ocean, dark },
	fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif',
	fontFamilyMonospace:
		'ui-monospace, "JetBrains Mono", "Cascadia Mono", "DejaVu Sans Mono", Menlo, Consolas, monospace',
	fontSizes: { xs: "0.75rem", sm: "0.8125rem", md: "0.875rem", lg: "1rem", xl: "1.125rem" },
	headings: { fontWeight: "600", sizes: { h1: { fontSize: "1.25rem" }, h2: { fontSize: "0.95rem" } } },
	defaultRadius: 5,
	cursorType: "pointer",
	components: {
		Button: Button.extend({ defaultProps: { size: "xs" } }),
		TextInput: TextInput.extend({ defaultProps: { size: "sm" } }),
		PasswordInput: PasswordInput.extend({ defaultProps: { size: "sm" } }),
		NumberInput: NumberInput.extend({ defaultProps: { size: "sm" } }),
		Textarea: Textarea.extend({ defaultProps: { size: "sm" } }),
		Select: Select.extend({ defaultProps: { size: "sm", allowDeselect: false } }),
		// The placeholder is an element that may not stand in a menu.
		Menu: Menu.extend({ defaultProps: { withInitialFocusPlaceholder: false } }),
		Modal: Modal.extend({ defaultProps: { centered: true, transitionProps: { duration: 0 } } }),
		Table: Table.extend({ defaultProps: { verticalSpacing: 6, horizontalSpacing: 10, fz: "sm" } }),
		Tooltip: Tooltip.extend({ defaultProps: { withArrow: true, openDelay: 300, multiline: true, maw: 420 } }),
	},
});

export const cssVariables: CSSVariablesResolver = () => ({
	variables: {},
	light: {
		"--mantine-color-body": "#f3f5f7",
		"--mantine-color-text": "#1b222b",
		"--mantine-color-dimmed": "#556070",
		"--mantine-color-placeholder": "#667080",
		"--mantine-color-error": "#b42318",
		"--mantine-color-anchor": "#0c5c73",
		"--mantine-color-default-border": "#ccd3db",
		"--input-section-color": "#556070",
	},
	dark: {
		"--mantine-color-body": "#11161c",
		"--mantine-color-dimmed": "#9aa5b4",
		"--mantine-color-placeholder": "#8994a4",
		"--mantine-color-error": "#ff9b91",
		"--mantine-color-anchor": "#62c4db",
		"--mantine-color-default": "#1b222b",
		"--mantine-color-default-hover": "#222a35",
		"--mantine-color-default-border": "#3c4757",
	},
});
