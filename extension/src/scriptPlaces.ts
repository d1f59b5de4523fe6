// Where the scripts stand in the text of a package.json, also while it is being edited: the daemon knows the saved
// file, and a light on the wrong line is worse than none. The scan forgives what a half-typed file has wrong.

/** Offsets of a script's key in the text, quotes included. */
export interface Place {
	readonly start: number;
	readonly end: number;
}

const tokens = /"(?:[^"\\\n\r]|\\.)*"|[{}[\]:,]|\/\/.*|\/\*[\s\S]*?\*\//g;

/** The keys of the top-level member `scripts`. Of keys that occur twice the last counts, as in JSON.parse. */
export function scriptPlaces(text: string): ReadonlyMap<string, Place> {
	const places = new Map<string, Place>();
	const open: string[] = [];
	let section = "";
	let last: RegExpExecArray | undefined;
	for (const token of text.matchAll(tokens)) {
		const symbol = token[0];
		if (symbol === "{" || symbol === "[") {
			open.push(symbol);
			if (open.length === 2 && section === "scripts") places.clear();
		} else if (symbol === "}" || symbol === "]") {
			open.pop();
		} else if (symbol === ":" && last) {
			const name = unquote(last[0]);
			if (open.length === 1) section = name;
			const isScript = open.length === 2 && open[1] === "{" && section === "scripts";
			if (isScript) places.set(name, { start: last.index, end: last.index + last[0].length });
		}
		last = symbol.startsWith('"') ? token : undefined;
	}
	return places;
}

function unquote(literal: string): string {
	try {
		return JSON.parse(literal);
	} catch {
		return literal.slice(1, -1);
	}
}
