// Makes Oslo the local time of this script, whatever machine it runs on, and lets the caller say what time it is.
// The real viewer runs in a browser in Norway; feelin and luxon ask SystemZone, so SystemZone is made to answer Oslo.

import { DateTime, IANAZone, Settings, SystemZone } from 'luxon';

const oslo = IANAZone.create('Europe/Oslo');

SystemZone.prototype.offset = (instant) => oslo.offset(instant);
SystemZone.prototype.offsetName = (instant, options) => oslo.offsetName(instant, options);
Object.defineProperty(SystemZone.prototype, 'name', { get: () => 'Europe/Oslo' });

Settings.defaultLocale = 'nb-NO';

/** Let every later call see `milliseconds` since 1970 as the present. */
export function setNow(milliseconds) {
  Settings.now = () => milliseconds;
}

/** The present moment on Oslo's wall clock. */
export const now = () => DateTime.now();

/** Minutes from UTC to Oslo at an instant, positive east of Greenwich. */
export const offsetAt = (milliseconds) => oslo.offset(milliseconds);
