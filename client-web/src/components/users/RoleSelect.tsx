// SPDX-License-Identifier: Apache-2.0
import { Select } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { ROLE_NAMES, type RoleName } from "@/model/types";

interface RoleSelectProps {
	label: string;
	/** In a form; in a table the column says it already. */
	showLabel?: boolean;
	value: RoleName;
	onChange: (role: RoleName) => void;
	disabled?: boolean;
}

export function RoleSelect({ label, showLabel, value, onChange, disabled }: RoleSelectProps) {
	const { t } = useTranslation();
	return (
		<Select
			{...(showLabel ? { label } : { "aria-label": label, size: "xs", w: 130 })}
			data={ROLE_NAMES.map((role) => ({ value: role, label: t(`role.${role}`) }))}
			value={value}
			disabled={disabled}
			onChange={(role) => {
				if (role && role !== value) onChange(role);
			}}
		/>
	);
}
