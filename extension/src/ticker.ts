// Durations in rows grow by themselves. One timer, set to the moment when the first of them reads differently, and
// none at all while nothing runs or nobody looks.
import { formatAge, untilNextAge } from "./duration";
import { age } from "./present";
import type { State } from "./protocol";

/** Ages that change within so many milliseconds are drawn together. */
const together = 250;

export class Ticker {
	#timer: NodeJS.Timeout | undefined;

	/**
	 * @param living gives the processes whose age is on the screen; none while nobody looks
	 * @param tick is told those whose age reads differently
	 */
	constructor(
		private readonly living: () => readonly State[],
		private readonly tick: (states: readonly State[]) => void,
	) {}

	/** To be called whenever what lives or what is visible may have changed. */
	update(): void {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		const start = Date.now();
		const states = this.living().filter((state) => state.status === "running");
		if (states.length === 0) return;
		const next = Math.min(...states.map((state) => untilNextAge(age(state, start))));
		this.#timer = setTimeout(() => {
			const now = Date.now();
			this.tick(states.filter((state) => formatAge(age(state, now)) !== formatAge(age(state, start))));
			this.update();
		}, next + together);
	}

	dispose(): void {
		clearTimeout(this.#timer);
	}
}
