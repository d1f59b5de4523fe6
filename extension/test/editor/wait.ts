// Waiting for a state of the page. Nothing in the driver waits for a time.

/** Longest wait for a state, in ms: generous, for a loaded machine; a test that passes never uses it up. */
export const patience = 40_000;

const glance = 50; // ms between two looks

/**
 * Looks until what it reads is accepted, and gives that. A `read` that throws counts as not yet.
 * @throws Error that says what was waited for and what was seen last
 */
export async function until<T>(
	what: string,
	read: () => Promise<T>,
	accept: (seen: T) => boolean,
	limit = patience,
): Promise<T> {
	let last: unknown;
	for (
		const deadline = Date.now() + limit;
		Date.now() < deadline;
		await new Promise((done) => setTimeout(done, glance))
	) {
		try {
			const seen = await read();
			if (accept(seen)) return seen;
			last = seen;
		} catch (error) {
			last = error;
		}
	}
	const seen = last instanceof Error ? last.message : JSON.stringify(last, null, 1);
	throw new Error(`waited ${limit / 1000} s for ${what}; seen last: ${seen}`);
}
