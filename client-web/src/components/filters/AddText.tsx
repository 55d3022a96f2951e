// SPDX-License-Identifier: Apache-2.0
import { Button, Popover, TextInput, UnstyledButton } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { IconPlus } from "@/components/ui/icons";
import classes from "./FilterBox.module.css";

/** Looks for a text anywhere in an event's line. */
export function AddText({ onAdd }: { onAdd: (text: string) => void }) {
	const { t } = useTranslation();
	const [opened, setOpened] = useState(false);
	const [text, setText] = useState("");
	const submit = (event: FormEvent) => {
		event.preventDefault();
		if (text === "") return;
		onAdd(text);
		setText("");
		setOpened(false);
	};
	return (
		<Popover opened={opened} onChange={setOpened} position="bottom-start" trapFocus returnFocus shadow="md">
			<Popover.Target>
				<UnstyledButton
					className={classes.toggle}
					onClick={() => {
						setOpened(!opened);
					}}
				>
					<IconPlus size={10} /> {t("filter.addText")}
				</UnstyledButton>
			</Popover.Target>
			<Popover.Dropdown p={8} aria-label={t("filter.addText")}>
				<form onSubmit={submit} className={classes.inlineForm}>
					<TextInput
						size="xs"
						data-autofocus
						aria-label={t("filter.searchText")}
						placeholder={t("filter.searchText")}
						classNames={{ input: "mono" }}
						maxLength={1024}
						spellCheck={false}
						autoComplete="off"
						value={text}
						onChange={(event) => {
							setText(event.currentTarget.value);
						}}
					/>
					<Button type="submit" disabled={text === ""}>
						{t("filter.add")}
					</Button>
				</form>
			</Popover.Dropdown>
		</Popover>
	);
}
