// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { formatBytes } from "@/model/format";
import type { Capabilities } from "@/model/types";
import { Badge } from "@/components/ui/Badge";
import { Facts } from "@/components/ui/Facts";
import { Panel } from "@/components/ui/Panel";
import { podmanWorks } from "./CapabilityChips";

export function CapabilityPanel({ capabilities: c }: { capabilities: Capabilities }) {
	const { t } = useTranslation();
	const works = (good: boolean | undefined, detail?: string, error?: string): ReactNode => {
		if (good === undefined) return t("detector.notTold");
		return (
			<>
				<Badge tone={good ? "ok" : "bad"} icon={good ? "check" : "error"}>
					{good ? t("detector.available") : t("detector.notAvailable")}
				</Badge>{" "}
				{good ? detail : error}
			</>
		);
	};
	return (
		<Panel title={t("detector.capabilities")}>
			<Facts
				rows={[
					["eBPF", works(c.ebpf, undefined, c.ebpf_error)],
					["BTF", works(c.btf)],
					["Podman", works(podmanWorks(c), c.podman, c.podman_error)],
					["ptrace", works(c.ptrace)],
					[t("detector.kernel"), <span className="mono">{[c.kernel, c.arch].filter(Boolean).join(" ") || "–"}</span>],
					[t("detector.cgroup"), c.cgroup ?? "–"],
					[t("detector.runtime"), c.runtime ?? "–"],
					[t("detector.cpus"), c.cpus ?? "–"],
					[t("detector.memory"), c.memory_bytes === undefined ? "–" : formatBytes(c.memory_bytes)],
				]}
			/>
		</Panel>
	);
}
