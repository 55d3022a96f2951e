// SPDX-License-Identifier: Apache-2.0
// The line in which a filter is written: completion at the cursor, and a fault underlined where it is. What can stand where,
// and what is wrong, the server says.
import { Popover } from "@mantine/core";
import { useId, useRef, useState, type KeyboardEvent, type Ref } from "react";
import { useTranslation } from "react-i18next";
import { FILTER_MAX, type FilterFault } from "@/model/filter";
import { IconSearch } from "@/components/ui/icons";
import { FilterMirror } from "./FilterMirror";
import { FilterSuggestions } from "./FilterSuggestions";
import { useCompletion } from "./useCompletion";
import classes from "./FilterInput.module.css";

interface FilterInputProps {
	projectId: string;
	value: string;
	onChange: (text: string) => void;
	onFocusChange?: (focused: boolean) => void;
	/** Enter, when it does not pick a suggestion. */
	onSubmit?: () => void;
	label: string;
	placeholder?: string | undefined;
	fault?: FilterFault | undefined;
	describedBy?: string | undefined;
	ref?: Ref<HTMLInputElement>;
}

export function FilterInput(props: FilterInputProps) {
	const { projectId, value, onChange, onSubmit, label, placeholder, fault, describedBy } = props;
	const { t } = useTranslation();
	const listId = useId();
	const input = useRef<HTMLInputElement>(null);
	const [shift, setShift] = useState(0);
	const completion = useCompletion(projectId, value, input, onChange);
	const { shown, active } = completion;

	const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
		if (event.nativeEvent.isComposing) return;
		if (event.key === "ArrowDown" || event.key === "ArrowUp" || (event.key === " " && event.ctrlKey)) {
			event.preventDefault();
			completion.move(event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0);
		} else if (event.key === "Enter") {
			if (active >= 0 || onSubmit) event.preventDefault();
			if (active >= 0) completion.accept(active);
			else {
				completion.close();
				onSubmit?.();
			}
		} else if (event.key === "Tab" && !event.shiftKey && shown) {
			event.preventDefault();
			completion.accept(Math.max(0, active));
		} else if (event.key === "Escape" && shown) {
			// The dialog around it stays.
			event.preventDefault();
			event.stopPropagation();
			completion.close();
		}
	};

	return (
		<Popover
			opened={shown !== undefined}
			position="bottom-start"
			offset={10}
			withRoles={false}
			closeOnEscape={false}
			hideDetached={false}
			transitionProps={{ duration: 0 }}
			shadow="md"
			zIndex={400}
		>
			<div className={classes.field} data-invalid={fault !== undefined || undefined}>
				<span className={classes.icon}>
					<IconSearch size={14} />
				</span>
				<div className={classes.area}>
					<FilterMirror
						value={value}
						fault={fault}
						from={shown?.from ?? 0}
						shift={shift}
						anchor={
							<Popover.Target>
								<span className={classes.anchor} />
							</Popover.Target>
						}
					/>
					<input
						ref={(element) => {
							input.current = element;
							const { ref } = props;
							if (typeof ref === "function") ref(element);
							else if (ref) ref.current = element;
						}}
						className={classes.input}
						type="text"
						role="combobox"
						aria-label={label}
						aria-autocomplete="list"
						aria-expanded={shown !== undefined}
						aria-controls={shown ? listId : undefined}
						aria-activedescendant={shown && active >= 0 ? `${listId}-${active}` : undefined}
						aria-invalid={fault !== undefined}
						aria-describedby={describedBy}
						placeholder={placeholder}
						spellCheck={false}
						autoComplete="off"
						autoCapitalize="none"
						autoCorrect="off"
						maxLength={FILTER_MAX}
						value={value}
						onChange={(event) => {
							onChange(event.currentTarget.value);
							completion.open();
							setShift(event.currentTarget.scrollLeft);
						}}
						onPaste={(event) => {
							// A line break would vanish, and join the words around it.
							const text = event.clipboardData.getData("text");
							if (!/[\r\n]/.test(text)) return;
							event.preventDefault();
							completion.insert(text.trim().replace(/\s*[\r\n]+\s*/g, " "));
						}}
						onClick={() => {
							if (value === "") completion.open();
						}}
						onSelect={completion.onSelect}
						onScroll={(event) => {
							setShift(event.currentTarget.scrollLeft);
						}}
						onKeyDown={onKeyDown}
						onFocus={() => {
							props.onFocusChange?.(true);
						}}
						onBlur={() => {
							completion.close();
							props.onFocusChange?.(false);
						}}
					/>
				</div>
				<span className="sr-only" role="status">
					{shown && t("filter.suggestionCount", { count: shown.candidates.length + shown.left_out })}
				</span>
			</div>
			<Popover.Dropdown p={0} className={classes.dropdown}>
				{shown && (
					<FilterSuggestions
						id={listId}
						label={t("filter.suggestions")}
						completion={shown}
						active={active}
						onPick={completion.accept}
					/>
				)}
			</Popover.Dropdown>
		</Popover>
	);
}
