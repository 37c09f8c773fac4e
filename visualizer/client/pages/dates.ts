import { localDates } from '../local-dates.ts';

localDates(document, document.documentElement.lang);
