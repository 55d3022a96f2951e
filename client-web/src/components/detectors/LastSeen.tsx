// SPDX-License-Identifier: Apache-2.0
import { useTranslation } from "react-i18next";
import type { Detector } from "@/model/types";
import { Ago } from "@/components/ui/Times";

/** A connected detector is seen now; the time that is stored for it may be a little old. */
export function LastSeen({ detector }: { detector: Detector }) {
	const { t } = useTranslation();
	const connected = detector.state === "online" || detector.state === "degraded";
	return connected ? <>{t("detector.connected")}</> : <Ago iso={detector.last_seen_at} />;
}
