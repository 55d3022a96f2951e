// SPDX-License-Identifier: Apache-2.0
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useLayoutEffect, useMemo, useRef, useState, type RefObject } from "react";
import type { FilterCompletion } from "@/model/types";
import { filterCompletionQuery } from "@/services/filterService";

const DEBOUNCE_MS = 90;

export interface Completion {
	/** The suggestions on the screen; undefined when there are none. */
	shown: FilterCompletion | undefined;
	/** The one that the arrows are on; -1 = none. */
	active: number;
	open: () => void;
	close: () => void;
	move: (by: number) => void;
	accept: (index: number) => void;
	/** Puts a text where the cursor is. */
	insert: (text: string) => void;
	onSelect: () => void;
}

/** What the server suggests at the cursor of an input, and what becomes of the text when a suggestion is taken. */
export function useCompletion(
	projectId: string,
	value: string,
	input: RefObject<HTMLInputElement | null>,
	onChange: (text: string) => void,
): Completion {
	const client = useQueryClient();
	const [wanted, setWanted] = useState(false);
	const [cursor, setCursor] = useState(0);
	const [active, setActive] = useState(-1);
	const caret = useRef<number>(undefined);
	const [asked] = useDebouncedValue(
		useMemo(() => ({ value, cursor }), [value, cursor]),
		DEBOUNCE_MS,
	);
	const enabled = wanted && projectId !== "";
	const query = useQuery({ ...filterCompletionQuery(projectId, asked.value, asked.cursor), enabled });
	const found = enabled && !query.isError ? query.data : undefined;
	const fresh = found?.text === value && found.cursor === cursor;
	const only = found?.candidates.length === 1 ? found.candidates[0] : undefined;
	const said = only !== undefined && found !== undefined && only.text === found.text.slice(found.from, found.to);
	const shown = found && found.candidates.length > 0 && !said ? found : undefined;

	useLayoutEffect(() => {
		if (caret.current === undefined) return;
		input.current?.setSelectionRange(caret.current, caret.current);
		setCursor(caret.current);
		caret.current = undefined;
	}, [value, input]);

	const place = () => input.current?.selectionStart ?? value.length;
	const close = () => {
		setWanted(false);
		setActive(-1);
	};
	const open = () => {
		setWanted(true);
		setActive(-1);
		setCursor(place());
	};
	const replace = (from: number, to: number, text: string) => {
		caret.current = from + text.length;
		onChange(value.slice(0, from) + text + value.slice(to));
	};
	const take = (completion: FilterCompletion, index: number) => {
		const candidate = completion.candidates[index];
		if (!candidate) return;
		// What is complete only with something behind it goes on; a value may be the end.
		const goesOn = candidate.kind !== "value" && candidate.text !== "(" && !/^[\s)]/.test(value.slice(completion.to));
		replace(completion.from, completion.to, goesOn ? `${candidate.text} ` : candidate.text);
		setActive(-1);
		setWanted(candidate.kind !== "value");
	};

	return {
		shown,
		active,
		open,
		close,
		move: (by) => {
			if (!shown) return open();
			const n = shown.candidates.length;
			setActive(by === 0 ? active : ((active + 1 + by + n + 1) % (n + 1)) - 1);
		},
		accept: (index) => {
			if (found && fresh) return take(found, index);
			// Typed faster than the server answers: what is on the screen is not of this text any more.
			client
				.fetchQuery(filterCompletionQuery(projectId, value, cursor))
				.then((late) => {
					if (input.current?.value === late.text) take(late, 0);
				})
				.catch(close);
		},
		insert: (text) => {
			const element = input.current;
			replace(element?.selectionStart ?? value.length, element?.selectionEnd ?? value.length, text);
		},
		onSelect: () => {
			const at = place();
			if (at !== cursor) {
				setCursor(at);
				setActive(-1);
			}
		},
	};
}
