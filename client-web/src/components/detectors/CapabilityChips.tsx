// SPDX-License-Identifier: Apache-2.0
import { useTranslation } from "react-i18next";
import type { Capabilities } from "@/model/types";
import { IconCheck, IconClose } from "@/components/ui/icons";
import classes from "./CapabilityChips.module.css";

/** What a host can do, short; the reasons are on the detector's page. */
export function CapabilityChips({ capabilities }: { capabilities: Capabilities }) {
	const { t } = useTranslation();
	const chips: [label: string, good: boolean | undefined, title: string | undefined][] = [
		["eBPF", capabilities.ebpf, capabilities.ebpf_error],
		["BTF", capabilities.btf, undefined],
		[
			capabilities.podman ? `Podman ${capabilities.podman}` : "Podman",
			podmanWorks(capabilities),
			capabilities.podman_error,
		],
		["ptrace", capabilities.ptrace, undefined],
	];
	return (
		<ul className={classes.chips}>
			{chips.map(
				([label, good, title]) =>
					good !== undefined && (
						<li key={label} className={good ? classes.good : classes.bad} title={title || undefined}>
							{good ? <IconCheck size={10} /> : <IconClose size={10} />}
							{label}
							<span className="sr-only">{good ? t("detector.available") : t("detector.notAvailable")}</span>
						</li>
					),
			)}
		</ul>
	);
}

export function podmanWorks(capabilities: Capabilities): boolean | undefined {
	if (capabilities.podman_error) return false;
	return capabilities.podman === undefined ? undefined : capabilities.podman !== "";
}
