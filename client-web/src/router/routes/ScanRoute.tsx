// SPDX-License-Identifier: Apache-2.0
import { useQuery } from "@tanstack/react-query";
import { useParams } from "react-router";
import { scanQuery } from "@/services/scanService";
import { ScanPage } from "@/components/scans/ScanPage";
import { EntityPage } from "./EntityPage";

export function ScanRoute() {
	const { id = "" } = useParams();
	const query = useQuery(scanQuery(id));
	return <EntityPage query={query}>{(scan) => <ScanPage key={scan.id} scan={scan} />}</EntityPage>;
}
