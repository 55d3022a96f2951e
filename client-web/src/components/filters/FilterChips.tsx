// SPDX-License-Identifier: Apache-2.0
import { UnstyledButton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { EventFilter } from "@/model/filter";
import { IconClose } from "@/components/ui/icons";
import { AddSyscall } from "./AddSyscall";
import classes from "./FilterBox.module.css";

interface FilterChipsProps {
	filter: EventFilter;
	onChange: (filter: EventFilter) => void;
	syscalls: string[];
}

function withFailed(filter: EventFilter, failed: boolean | undefined): EventFilter {
	const next: EventFilter = { syscalls: filter.syscalls, text: filter.text };
	if (failed !== undefined) next.failed = failed;
	return next;
}

export function FilterChips({ filter, onChange, syscalls }: FilterChipsProps) {
	const { t } = useTranslation();
	return (
		<div className={classes.chips} role="group" aria-label={t("filter.chips")}>
			<AddSyscall
				names={syscalls.filter((name) => !filter.syscalls.includes(name))}
				onAdd={(name) => {
					onChange({ ...filter, syscalls: [...new Set([...filter.syscalls, name])] });
				}}
			/>
			{filter.syscalls.map((name) => (
				<Chip
					key={name}
					label={name}
					mono
					onRemove={() => {
						onChange({ ...filter, syscalls: filter.syscalls.filter((each) => each !== name) });
					}}
				/>
			))}
			{([true, false] as const).map((value) => (
				<UnstyledButton
					key={String(value)}
					className={classes.toggle}
					aria-pressed={filter.failed === value}
					onClick={() => {
						onChange(withFailed(filter, filter.failed === value ? undefined : value));
					}}
				>
					{t(value ? "filter.failed" : "filter.succeeded")}
				</UnstyledButton>
			))}
			{filter.text !== "" && (
				<Chip
					label={`"${filter.text}"`}
					mono
					onRemove={() => {
						onChange({ ...filter, text: "" });
					}}
				/>
			)}
		</div>
	);
}

function Chip({ label, mono, onRemove }: { label: string; mono?: boolean; onRemove: () => void }) {
	const { t } = useTranslation();
	return (
		<span className={classes.chip}>
			<span className={`truncate ${mono ? "mono" : ""}`}>{label}</span>
			<UnstyledButton className={classes.remove} aria-label={t("filter.remove", { what: label })} onClick={onRemove}>
				<IconClose size={10} />
			</UnstyledButton>
		</span>
	);
}
