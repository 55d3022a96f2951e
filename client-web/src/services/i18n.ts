// SPDX-License-Identifier: Apache-2.0
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { en } from "@/model/messages.en";

declare module "i18next" {
	interface CustomTypeOptions {
		resources: { translation: typeof en };
	}
}

export function createI18n() {
	const instance = i18next.createInstance();
	void instance.use(initReactI18next).init({
		lng: "en",
		fallbackLng: "en",
		resources: { en: { translation: en } },
		// React escapes what it shows.
		interpolation: { escapeValue: false },
		initAsync: false,
	});
	return instance;
}
