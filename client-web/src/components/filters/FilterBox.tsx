// SPDX-License-Identifier: Apache-2.0
import { Button, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import {
	formatFilter,
	isEmptyFilter,
	parseFilter,
	EMPTY_FILTER,
	type EventFilter,
	type FilterError,
} from "@/model/filter";
import { IconSearch } from "@/components/ui/icons";
import { FilterChips } from "./FilterChips";
import classes from "./FilterBox.module.css";

interface FilterBoxProps {
	filter: EventFilter;
	onChange: (filter: EventFilter) => void;
	/** Names to offer: those that the scan has. */
	syscalls: string[];
}

/** The filter as text and as chips: two views of one thing, each follows the other. */
export function FilterBox({ filter, onChange, syscalls }: FilterBoxProps) {
	const { t } = useTranslation();
	const text = formatFilter(filter);
	const [draft, setDraft] = useState(text);
	const [synced, setSynced] = useState(text);
	const [error, setError] = useState<FilterError>();
	// A filter that came from elsewhere (a chip, the address) replaces what was typed.
	if (synced !== text) {
		setSynced(text);
		setDraft(text);
		setError(undefined);
	}
	const submit = (event: FormEvent) => {
		event.preventDefault();
		const parsed = parseFilter(draft);
		setError(parsed.ok ? undefined : parsed.error);
		if (parsed.ok) {
			setDraft(formatFilter(parsed.filter));
			onChange(parsed.filter);
		}
	};
	return (
		<div className={classes.box} role="search" aria-label={t("filter.label")}>
			<form onSubmit={submit} className={classes.line}>
				<TextInput
					className={classes.text}
					classNames={{ input: "mono" }}
					size="xs"
					aria-label={t("filter.text")}
					placeholder={t("filter.placeholder")}
					leftSection={<IconSearch size={14} />}
					spellCheck={false}
					autoComplete="off"
					maxLength={4096}
					value={draft}
					error={
						error &&
						t(`filterError.${error.code}`, {
							column: error.position + 1,
							found: error.found || t("filter.end"),
							expected: error.expected,
							interpolation: { escapeValue: false },
						})
					}
					onChange={(event) => {
						setDraft(event.currentTarget.value);
						setError(undefined);
					}}
				/>
				<Button type="submit" variant={draft === text ? "default" : "filled"}>
					{t("filter.apply")}
				</Button>
			</form>
			<FilterChips filter={filter} onChange={onChange} syscalls={syscalls} />
			{!isEmptyFilter(filter) && (
				<Button
					size="compact-xs"
					variant="subtle"
					onClick={() => {
						onChange(EMPTY_FILTER);
					}}
				>
					{t("filter.clear")}
				</Button>
			)}
		</div>
	);
}
