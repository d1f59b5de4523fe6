const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

// A row that is drawn anew under the mouse loses the click that is under way, so seconds move in steps.
const liveStep = 5 * second;

/** A span of time in the two coarsest units that matter: `0.3s`, `12s`, `2m`, `1h 5m`, `2d 3h`. */
export function formatDuration(milliseconds: number): string {
	if (milliseconds < second) return `${Math.max(1, Math.floor(milliseconds / 100)) / 10}s`;
	if (milliseconds < minute) return `${Math.floor(milliseconds / second)}s`;
	if (milliseconds < hour) return `${Math.floor(milliseconds / minute)}m`;
	if (milliseconds < day) return pair(milliseconds, hour, "h", minute, "m");
	return pair(milliseconds, day, "d", hour, "h");
}

function pair(milliseconds: number, big: number, bigUnit: string, small: number, smallUnit: string): string {
	const rest = Math.floor((milliseconds % big) / small);
	const head = `${Math.floor(milliseconds / big)}${bigUnit}`;
	return rest > 0 ? `${head} ${rest}${smallUnit}` : head;
}

/** How long something has been going on, in steps of five seconds; empty during the first step. */
export function formatAge(milliseconds: number): string {
	if (milliseconds < liveStep) return "";
	return formatDuration(milliseconds - (milliseconds % stepAt(milliseconds)));
}

/** Milliseconds until {@link formatAge} says something else. */
export function untilNextAge(milliseconds: number): number {
	const step = stepAt(milliseconds);
	return step - (Math.max(0, milliseconds) % step);
}

function stepAt(milliseconds: number): number {
	if (milliseconds < minute) return liveStep;
	return milliseconds < day ? minute : hour;
}

/** A number of bytes as people read it: `512 bytes`, `3.4 MB`. */
export function formatBytes(bytes: number): string {
	if (bytes < 1000) return bytes === 1 ? "1 byte" : `${bytes} bytes`;
	const units = ["kB", "MB", "GB", "TB"];
	let value = bytes / 1000;
	let unit = 0;
	for (; value >= 999.95 && unit < units.length - 1; unit++) value /= 1000;
	return `${value.toFixed(1)} ${units[unit]}`;
}

/** A number with its noun: `1 script`, `2 scripts`. */
export function plural(number: number, noun: string, nouns = `${noun}s`): string {
	return `${number} ${number === 1 ? noun : nouns}`;
}

/** The daemon's errors start in lower case, what a person reads does not. */
export function capitalised(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}
