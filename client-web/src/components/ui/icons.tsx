// SPDX-License-Identifier: Apache-2.0
// Small line icons, drawn on a 16 × 16 grid. They decorate: what they mean is always said in text as well.
import type { ReactNode } from "react";
import classes from "./icons.module.css";

function icon(children: ReactNode) {
	return function Icon({ size = 16 }: { size?: number }) {
		return (
			<svg className={classes.icon} width={size} height={size} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
				{children}
			</svg>
		);
	};
}

export const IconDashboard = icon(<path d="M2 2h5v6H2zM9 2h5v3.5H9zM9 8h5v6H9zM2 10.5h5V14H2z" />);
export const IconDetector = icon(
	<>
		<rect x="2" y="2.5" width="12" height="4.5" rx="1" />
		<rect x="2" y="9" width="12" height="4.5" rx="1" />
		<path d="M4.5 4.75h.01M4.5 11.25h.01M7.5 4.75h4M7.5 11.25h4" />
	</>,
);
export const IconProject = icon(<path d="M1.5 4.5v8h13v-7h-7L6 3.5H1.5z" />);
export const IconScan = icon(
	<>
		<circle cx="7" cy="7" r="4.8" />
		<path d="m10.6 10.6 3.6 3.6M4.4 7h1.2l.9-1.8 1.1 3.6.8-1.8h1.2" />
	</>,
);
export const IconUsers = icon(
	<>
		<circle cx="6" cy="5" r="2.5" />
		<path d="M1.5 13.5c.3-3 2-4.5 4.5-4.5s4.2 1.5 4.5 4.5M10.5 2.8a2.4 2.4 0 0 1 0 4.4M12 9.6c1.5.6 2.3 2 2.5 3.9" />
	</>,
);
export const IconPlus = icon(<path d="M8 3v10M3 8h10" />);
export const IconStop = icon(<rect x="3.5" y="3.5" width="9" height="9" rx="1.2" className={classes.solid} />);
export const IconPlay = icon(<path d="M4.5 2.8v10.4L13 8z" className={classes.solid} />);
export const IconPause = icon(<path d="M5 3v10M11 3v10" className={classes.heavy} />);
export const IconFollow = icon(<path d="M8 2v9M4 7.5 8 11.5l4-4M3 14h10" />);
export const IconSearch = icon(
	<>
		<circle cx="7" cy="7" r="4.5" />
		<path d="m10.5 10.5 3.5 3.5" />
	</>,
);
export const IconFilter = icon(<path d="M2 3h12L9.5 8.5V13L6.5 11.5v-3z" />);
export const IconClose = icon(<path d="m4 4 8 8M12 4l-8 8" />);
export const IconCheck = icon(<path d="m3 8.5 3.2 3.2L13 4.8" />);
export const IconWarning = icon(<path d="M8 2 1.5 13.5h13zM8 6.5v3.5M8 12h.01" />);
export const IconError = icon(
	<>
		<circle cx="8" cy="8" r="6.2" />
		<path d="M8 4.8v4M8 11.2h.01" />
	</>,
);
export const IconInfo = icon(
	<>
		<circle cx="8" cy="8" r="6.2" />
		<path d="M8 7.3v4M8 4.8h.01" />
	</>,
);
export const IconUnknown = icon(
	<>
		<circle cx="8" cy="8" r="6.2" />
		<path d="M6.2 6.3c.1-2.3 3.6-2.2 3.6-.1 0 1.4-1.8 1.5-1.8 3M8 11.5h.01" />
	</>,
);
export const IconClock = icon(
	<>
		<circle cx="8" cy="8" r="6.2" />
		<path d="M8 4.5V8l2.5 1.8" />
	</>,
);
export const IconCopy = icon(
	<>
		<rect x="5.5" y="5.5" width="8" height="8.5" rx="1" />
		<path d="M10.5 3V2h-8v9h1" />
	</>,
);
export const IconMore = icon(<path d="M3.5 8h.01M8 8h.01M12.5 8h.01" className={classes.heavy} />);
export const IconSun = icon(
	<>
		<circle cx="8" cy="8" r="3" />
		<path d="M8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3 3l1.1 1.1M11.9 11.9 13 13M13 3l-1.1 1.1M4.1 11.9 3 13" />
	</>,
);
export const IconMoon = icon(<path d="M13 9.5A5.5 5.5 0 0 1 6.5 3 5.5 5.5 0 1 0 13 9.5z" />);
export const IconAuto = icon(
	<>
		<circle cx="8" cy="8" r="6" />
		<path d="M8 2v12a6 6 0 0 0 0-12z" className={classes.solid} />
	</>,
);
export const IconMenu = icon(<path d="M2 4h12M2 8h12M2 12h12" />);
export const IconChevron = icon(<path d="m6 3.5 4.5 4.5L6 12.5" />);
export const IconSignOut = icon(<path d="M6.5 2.5h-4v11h4M10 5l3 3-3 3M13 8H6" />);
export const IconTerminal = icon(<path d="M1.5 2.5h13v11h-13zM4 6l2.2 2L4 10M8 10.5h4" />);
export const IconRefresh = icon(<path d="M13.5 8A5.5 5.5 0 1 1 11.7 3.9M13.5 2v3h-3" />);
export const IconTrash = icon(<path d="M2.5 4h11M6 4V2.5h4V4M4 4l.7 9.5h6.6L12 4M6.7 6.5v4.5M9.3 6.5v4.5" />);
export const IconUser = icon(
	<>
		<circle cx="8" cy="5" r="2.7" />
		<path d="M2.8 14c.4-3.3 2.3-5 5.2-5s4.8 1.7 5.2 5" />
	</>,
);
