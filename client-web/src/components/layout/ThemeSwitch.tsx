// SPDX-License-Identifier: Apache-2.0
import { SegmentedControl, useMantineColorScheme } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { IconAuto, IconMoon, IconSun } from "@/components/ui/icons";
import classes from "./ThemeSwitch.module.css";

const ICONS = { light: IconSun, auto: IconAuto, dark: IconMoon };

export function ThemeSwitch() {
	const { t } = useTranslation();
	const { colorScheme, setColorScheme } = useMantineColorScheme();
	return (
		<SegmentedControl
			size="xs"
			fullWidth
			aria-label={t("theme.label")}
			value={colorScheme}
			onChange={(value) => {
				setColorScheme(value);
			}}
			data={(["light", "auto", "dark"] as const).map((value) => {
				const Icon = ICONS[value];
				return {
					value,
					label: (
						<span className={classes.label} title={t(`theme.${value}`)}>
							<Icon size={14} />
							<span className="sr-only">{t(`theme.${value}`)}</span>
						</span>
					),
				};
			})}
		/>
	);
}
