// SPDX-License-Identifier: Apache-2.0
import { Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { formatCount } from "@/model/format";
import { usedBuckets } from "@/model/histogram";
import classes from "./Histogram.module.css";

/** Calls by how long they took, in powers of two. The table beside it says the same. */
export function Histogram({ histogram, small }: { histogram: number[]; small?: boolean }) {
	const buckets = usedBuckets(histogram);
	const height = small ? 16 : 90;
	const step = small ? 5 : 18;
	if (buckets.length === 0) return <span className="muted">–</span>;
	const width = buckets.length * step;
	return (
		<svg className={classes.chart} width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
			{buckets.map((bucket, i) => {
				// A bucket with one call among millions must not vanish.
				const bar = bucket.count > 0 ? Math.max(1.5, bucket.height * height) : 0;
				return (
					<rect key={bucket.index} x={i * step} y={height - bar} width={step - 1} height={bar}>
						{!small && <title>{`${bucket.label}: ${formatCount(bucket.count)}`}</title>}
					</rect>
				);
			})}
		</svg>
	);
}

export function HistogramTable({ histogram, label }: { histogram: number[]; label: string }) {
	const { t } = useTranslation();
	const buckets = usedBuckets(histogram);
	return (
		<Table w="auto" verticalSpacing={1} aria-label={t("counter.histogramOf", { syscall: label })}>
			<Table.Thead>
				<Table.Tr>
					<Table.Th>{t("counter.latency")}</Table.Th>
					<Table.Th className="num">{t("counter.calls")}</Table.Th>
					<Table.Th className="num">%</Table.Th>
				</Table.Tr>
			</Table.Thead>
			<Table.Tbody>
				{buckets.map((bucket) => (
					<Table.Tr key={bucket.index}>
						<Table.Td className="nowrap">{bucket.label}</Table.Td>
						<Table.Td className="num">{formatCount(bucket.count)}</Table.Td>
						<Table.Td className="num">{(bucket.share * 100).toFixed(1)}</Table.Td>
					</Table.Tr>
				))}
			</Table.Tbody>
		</Table>
	);
}
