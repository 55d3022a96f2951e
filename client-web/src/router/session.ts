// SPDX-License-Identifier: Apache-2.0
import { useOutletContext } from "react-router";
import type { Me } from "@/model/types";

/** Who is signed in: RequireSession gives it to every page behind it. */
export function useMe(): Me {
	return useOutletContext<Me>();
}
