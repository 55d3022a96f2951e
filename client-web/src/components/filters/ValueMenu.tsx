// SPDX-License-Identifier: Apache-2.0
// "Filter in, filter out, only this" of a value, wherever it stands.
import { Menu, UnstyledButton } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { EventValue } from "@/model/eventValues";
import { visibleText } from "@/model/format";
import { IconFilter } from "@/components/ui/icons";
import { useFilterActions, type ApplyFilter } from "./FilterActions";
import classes from "./ValueMenu.module.css";

const ACTIONS = ["in", "out", "only"] as const;

export function ValueMenuItems({ condition, onApply }: { condition: string; onApply: ApplyFilter }) {
	const { t } = useTranslation();
	return ACTIONS.map((action) => (
		<Menu.Item
			key={action}
			onClick={() => {
				onApply(action, condition);
			}}
		>
			{t(`filterAction.${action}`)}
		</Menu.Item>
	));
}

/** A small button beside a value. */
export function ValueMenu({ condition, onApply }: { condition: string; onApply: ApplyFilter }) {
	const { t } = useTranslation();
	return (
		<Menu position="bottom-end" width={240} shadow="md">
			<Menu.Target>
				<UnstyledButton className={classes.button} aria-label={t("filterAction.by", { what: visibleText(condition) })}>
					<IconFilter size={12} />
				</UnstyledButton>
			</Menu.Target>
			<Menu.Dropdown>
				<Menu.Label className={`mono ${classes.label}`}>{visibleText(condition)}</Menu.Label>
				<ValueMenuItems condition={condition} onApply={onApply} />
			</Menu.Dropdown>
		</Menu>
	);
}

/** A value that can be filtered by, if there is a filter and a condition for it. */
export function Filterable({ value, children }: { value: EventValue | undefined; children?: ReactNode }) {
	const apply = useFilterActions();
	if (!value) return children ?? null;
	return (
		<span className={classes.filterable}>
			<span className={`mono ${classes.text}`}>{children ?? visibleText(value.text)}</span>
			{apply && <ValueMenu condition={value.condition} onApply={apply} />}
		</span>
	);
}
