// SPDX-License-Identifier: Apache-2.0
import { createContext, useContext } from "react";
import type { FilterAction } from "@/model/filter";

export type ApplyFilter = (action: FilterAction, condition: string) => void;

/** What a value on the page does when it is picked as a filter; absent where there is no filter. */
export const FilterActionsContext = createContext<ApplyFilter | undefined>(undefined);

export function useFilterActions(): ApplyFilter | undefined {
	return useContext(FilterActionsContext);
}
