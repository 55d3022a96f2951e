// SPDX-License-Identifier: Apache-2.0
import { Button, Popover, TextInput, UnstyledButton } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { FILTER_FIELDS } from "@/model/filterFields.generated";
import classes from "./FieldsHelp.module.css";

/** All that a filter can ask, with an example each. Picking one writes it into the box. */
export function FieldsHelp({ onPick }: { onPick: (field: string) => void }) {
	const { t } = useTranslation();
	const [opened, setOpened] = useState(false);
	// The focus is the box's then, and does not come back here.
	const [picked, setPicked] = useState(false);
	const [search, setSearch] = useState("");
	const wanted = search.trim().toLowerCase();
	const found = FILTER_FIELDS.filter((field) => `${field.name} ${field.help}`.toLowerCase().includes(wanted));
	return (
		<Popover
			opened={opened}
			onChange={setOpened}
			position="bottom-end"
			trapFocus
			returnFocus={!picked}
			shadow="md"
			width={520}
		>
			<Popover.Target>
				<Button
					variant="default"
					onClick={() => {
						setOpened(!opened);
						setPicked(false);
					}}
				>
					{t("filter.fields")}
				</Button>
			</Popover.Target>
			<Popover.Dropdown p={0} className={classes.dropdown} aria-label={t("filter.fields")}>
				<TextInput
					data-autofocus
					size="xs"
					m={8}
					aria-label={t("filter.searchField")}
					placeholder={t("filter.searchField")}
					value={search}
					onChange={(event) => {
						setSearch(event.currentTarget.value);
					}}
				/>
				<ul className={classes.list}>
					{found.map((field) => (
						<li key={field.name}>
							<UnstyledButton
								className={classes.field}
								onClick={() => {
									setOpened(false);
									setPicked(true);
									onPick(field.name);
								}}
							>
								<span className={`mono ${classes.name}`}>{field.name}</span>
								<span className={classes.type}>{field.type}</span>
								<span className={classes.help}>{field.help}</span>
								<code className={`mono ${classes.example}`}>{field.example}</code>
							</UnstyledButton>
						</li>
					))}
				</ul>
				{found.length === 0 && <p className={classes.none}>{t("filter.noField")}</p>}
			</Popover.Dropdown>
		</Popover>
	);
}
