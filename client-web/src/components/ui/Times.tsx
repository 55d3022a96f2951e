// SPDX-License-Identifier: Apache-2.0
import { useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { ago, formatDateTime, formatElapsed } from "@/model/format";

// One clock for all that show how long ago: it ticks only while somebody looks.
const listeners = new Set<() => void>();
let tick = 0;
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
	listeners.add(listener);
	timer ??= setInterval(() => {
		tick = Date.now();
		for (const each of [...listeners]) each();
	}, 1000);
	return () => {
		listeners.delete(listener);
		if (listeners.size === 0) {
			clearInterval(timer);
			timer = undefined;
		}
	};
}

function useNow(): number {
	return useSyncExternalStore(subscribe, () => (timer ? (tick ||= Date.now()) : (tick = Date.now())));
}

export function Ago({ iso }: { iso: string | null }) {
	const { t } = useTranslation();
	const now = useNow();
	if (!iso) return <>{t("time.never")}</>;
	const { key, count, date } = ago(iso, now);
	return (
		<time dateTime={iso} title={formatDateTime(iso)} className="nowrap">
			{t(`time.${key}`, { count, date })}
		</time>
	);
}

/** From a start to an end, or to now. */
export function Elapsed({ from, to }: { from: string; to: string | null }) {
	const now = useNow();
	const end = to ? new Date(to).getTime() : now;
	return <span className="nowrap">{formatElapsed(end - new Date(from).getTime())}</span>;
}
