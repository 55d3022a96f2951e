// SPDX-License-Identifier: Apache-2.0
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import type { FilterFault } from "@/model/filter";
import { filterCheckQuery } from "@/services/filterService";

const DEBOUNCE_MS = 250;

/** What the server says of a text, a moment after it was typed; nothing while that is not known. */
export function useFilterCheck(projectId: string, text: string): FilterFault | undefined {
	const [asked] = useDebouncedValue(text, DEBOUNCE_MS);
	const enabled = projectId !== "" && asked.trim() !== "";
	const { data } = useQuery({ ...filterCheckQuery(projectId, asked), enabled });
	return enabled && asked === text && data?.ok === false ? data : undefined;
}

/** A text that only wants more is not wrong yet, as long as somebody is typing. */
export function isUnfinished(text: string, fault: FilterFault): boolean {
	return fault.at + fault.len >= text.trimEnd().length;
}
