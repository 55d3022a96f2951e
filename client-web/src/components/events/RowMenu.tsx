// SPDX-License-Identifier: Apache-2.0
import { Menu } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { EventValue } from "@/model/eventValues";
import { visibleText } from "@/model/format";
import type { ApplyFilter } from "@/components/filters/FilterActions";
import { ValueMenuItems } from "@/components/filters/ValueMenu";
import classes from "./RowMenu.module.css";

export interface MenuPlace {
	x: number;
	y: number;
	/** One: the value that was pointed at; several: all of the row. */
	values: EventValue[];
}

interface RowMenuProps {
	place: MenuPlace | undefined;
	onApply: ApplyFilter;
	onClose: () => void;
}

/** The filter menu of a value, or of a whole row, where the mouse or the keyboard asked for it. */
export function RowMenu({ place, onApply, onClose }: RowMenuProps) {
	const { t } = useTranslation();
	if (!place) return null;
	const [only] = place.values;
	return (
		<Menu
			opened
			onChange={onClose}
			// The key that opened it is still on its way up: it is not one outside of the menu.
			clickOutsideEvents={["mousedown", "touchstart"]}
			position="bottom-start"
			offset={2}
			width={place.values.length > 1 ? 380 : 280}
			shadow="md"
			// All values of a row may be more than a low screen has room for.
			middlewares={{ flip: true, shift: true, size: true }}
		>
			<Menu.Target>
				<button
					type="button"
					tabIndex={-1}
					className={classes.anchor}
					style={{ left: place.x, top: place.y }}
					aria-label={t("filterAction.menu")}
				/>
			</Menu.Target>
			<Menu.Dropdown data-testid="value-menu" className="scrolls">
				{place.values.length === 1 && only ? (
					<>
						<Menu.Label className={`mono ${classes.label}`}>{visibleText(only.condition)}</Menu.Label>
						<ValueMenuItems condition={only.condition} onApply={onApply} />
					</>
				) : (
					place.values.map((value) => (
						<Menu.Sub key={value.key} position="right-start">
							<Menu.Sub.Target>
								<Menu.Sub.Item className={classes.item}>
									<span className={`mono ${classes.value}`}>{visibleText(value.condition)}</span>
								</Menu.Sub.Item>
							</Menu.Sub.Target>
							<Menu.Sub.Dropdown>
								<ValueMenuItems condition={value.condition} onApply={onApply} />
							</Menu.Sub.Dropdown>
						</Menu.Sub>
					))
				)}
			</Menu.Dropdown>
		</Menu>
	);
}
