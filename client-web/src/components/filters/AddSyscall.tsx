// SPDX-License-Identifier: Apache-2.0
import { Combobox, UnstyledButton, useCombobox } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { IconPlus } from "@/components/ui/icons";
import classes from "./FilterBox.module.css";

const MAX_SHOWN = 60;

/** Picks a system call; one that is not in the list can be typed as well. */
export function AddSyscall({ names, onAdd }: { names: string[]; onAdd: (name: string) => void }) {
	const { t } = useTranslation();
	const [search, setSearch] = useState("");
	const combobox = useCombobox({
		onDropdownClose: () => {
			combobox.resetSelectedOption();
			setSearch("");
		},
		onDropdownOpen: () => {
			combobox.focusSearchInput();
		},
	});
	const wanted = search.trim().toLowerCase();
	const found = [...new Set(names)].sort().filter((name) => name.includes(wanted));
	const typed = /^[a-z0-9_]+$/.test(wanted) && !found.includes(wanted) ? [wanted] : [];
	return (
		<Combobox
			store={combobox}
			width={220}
			position="bottom-start"
			onOptionSubmit={(name) => {
				onAdd(name);
				combobox.closeDropdown();
			}}
		>
			<Combobox.Target withAriaAttributes={false}>
				<UnstyledButton
					className={classes.toggle}
					aria-haspopup="listbox"
					aria-expanded={combobox.dropdownOpened}
					onClick={() => {
						combobox.toggleDropdown();
					}}
				>
					<IconPlus size={10} /> {t("filter.addSyscall")}
				</UnstyledButton>
			</Combobox.Target>
			<Combobox.Dropdown>
				<Combobox.Search
					aria-label={t("filter.searchSyscall")}
					placeholder={t("filter.searchSyscall")}
					value={search}
					onChange={(event) => {
						setSearch(event.currentTarget.value);
						combobox.updateSelectedOptionIndex();
					}}
				/>
				<Combobox.Options mah={260} className="scrolls" aria-label={t("filter.addSyscall")}>
					{[...found.slice(0, MAX_SHOWN), ...typed].map((name) => (
						<Combobox.Option key={name} value={name} className="mono">
							{name}
						</Combobox.Option>
					))}
					{found.length + typed.length === 0 && <Combobox.Empty>{t("filter.noSyscall")}</Combobox.Empty>}
				</Combobox.Options>
			</Combobox.Dropdown>
		</Combobox>
	);
}
