// Follows the output of a script, run after run, and writes it somewhere: replay first, then live, with a note where
// bytes were lost and one at the end. No vscode import; the terminal is the writing function.
import type { AttachResult, OutputChunk, State } from "./protocol";
import { bannerLine, disconnectedLine, endLine, endsLine, lostLine, startLine } from "./terminalText";

/** The output half of a session. */
export interface OutputSource {
	attach(id: string, offset: number): Promise<AttachResult>;
	detach(id: string): Promise<void>;
	consume(id: string, offset: number): Promise<void>;
}

/**
 * Credit is given back once in so many milliseconds. With the window of the protocol this bounds what a terminal has to
 * draw to ten megabytes a second, about what it can; beyond that it loses bytes and says so, and nothing piles up here.
 */
export const consumeDelay = 100;

/** What is being followed. */
interface Run {
	state: State;
	/** Offset of the next byte that is missing here. */
	position: number;
	/** The daemon has said that nothing comes after position. */
	complete: boolean;
	consumed: number;
	/** Whether it is known how the script was launched; what stands above its output depends on it. */
	launched: boolean;
	/** Output that came before that was known. It is little: the news of the launch is under way already. */
	readonly early: OutputChunk[];
}

export class Follower {
	#run: Run | undefined;
	#next: State | undefined;
	#timer: NodeJS.Timeout | undefined;
	#atLineStart = true;
	#wrote = false;

	/**
	 * @param source gives the session of now, or nothing while there is none
	 * @param wantsBanner whether to say what is run where nobody else does
	 */
	constructor(
		private readonly source: () => OutputSource | undefined,
		private readonly write: (text: string) => void,
		private readonly report: (error: Error) => void,
		private readonly wantsBanner: () => boolean,
	) {}

	/** The process whose output is shown. */
	get process(): State | undefined {
		return this.#run?.state;
	}

	/** Shows a process from its first byte, after the one that is shown has come to its end. */
	follow(state: State): void {
		if (this.#run?.state.id === state.id) this.update(state);
		else if (this.#run && !this.#isOver(this.#run)) this.#next = state;
		else this.#begin(state);
	}

	/** Takes the newer state of a process; others are of no interest. */
	update(state: State): void {
		if (this.#run?.state.id !== state.id || this.#run.state.endTime) return;
		this.#run.state = state;
		this.#launchIfKnown(this.#run);
		this.#finishIfOver(this.#run);
	}

	accept(chunk: OutputChunk): void {
		const run = this.#run;
		if (!run || run.state.id !== chunk.id || run.complete) return;
		if (run.launched) this.#take(run, chunk);
		else run.early.push(chunk);
		this.#finishIfOver(run);
	}

	#take(run: Run, chunk: OutputChunk): void {
		if (chunk.offset > run.position) this.#emit(lostLine(chunk.offset - run.position));
		if (chunk.end > run.position || chunk.offset > run.position) {
			this.#emit(unseen(chunk, run.position));
			run.position = chunk.end;
			this.#consumeSoon();
		}
		if (chunk.last) run.complete = true;
	}

	/** There is a new connection, and its daemon knows the process: goes on where the old one ended. */
	resume(state: State): void {
		const run = this.#run;
		if (!run || this.#isOver(run)) return;
		run.state = state;
		this.#launchIfKnown(run);
		if (this.#isOver(run)) this.#finishIfOver(run);
		else this.#attach(run);
	}

	/** Nobody knows the process any more. */
	abandon(): void {
		const run = this.#run;
		if (!run || this.#isOver(run)) return;
		this.#run = undefined;
		this.#emit(disconnectedLine());
		this.#beginNext();
	}

	dispose(): void {
		this.#cancelConsume();
		const run = this.#run;
		this.#run = undefined;
		this.#next = undefined;
		if (run && !this.#isOver(run)) this.#detach(run);
	}

	#begin(state: State): void {
		if (this.#wrote) this.#emit(startLine(state));
		this.#run = { state, position: 0, complete: false, consumed: 0, launched: false, early: [] };
		this.#launchIfKnown(this.#run);
		this.#attach(this.#run);
	}

	/** A package manager says itself what it runs, so only a script that runs without one is announced. */
	#launchIfKnown(run: Run): void {
		if (run.launched || run.state.status === "pending") return;
		run.launched = true;
		if (run.state.way?.direct && this.wantsBanner()) this.#emit(bannerLine(run.state));
		for (const chunk of run.early.splice(0)) this.#take(run, chunk);
	}

	#attach(run: Run): void {
		this.source()
			?.attach(run.state.id, run.position)
			.catch((error: Error) => {
				this.report(error);
				// The daemon no longer knows the process, so there is no output to wait for.
				run.complete = true;
				if (this.#run === run) this.#finishIfOver(run);
			});
	}

	#isOver(run: Run): boolean {
		return run.complete && run.state.endTime !== undefined;
	}

	/** The end of the output and the final state come by different messages, in either order. */
	#finishIfOver(run: Run): void {
		if (!this.#isOver(run)) return;
		this.#detach(run);
		this.#emit(endLine(run.state, this.#atLineStart));
		this.#beginNext();
	}

	#beginNext(): void {
		const next = this.#next;
		this.#next = undefined;
		this.#cancelConsume();
		if (next) this.#begin(next);
	}

	#detach(run: Run): void {
		this.source()?.detach(run.state.id).catch(this.report);
	}

	#consumeSoon(): void {
		this.#timer ??= setTimeout(() => {
			this.#timer = undefined;
			const run = this.#run;
			if (!run || run.position === run.consumed) return;
			run.consumed = run.position;
			this.source()?.consume(run.state.id, run.position).catch(this.report);
		}, consumeDelay);
	}

	#cancelConsume(): void {
		clearTimeout(this.#timer);
		this.#timer = undefined;
	}

	#emit(text: string): void {
		if (text === "") return;
		this.#wrote = true;
		this.#atLineStart = endsLine(text, this.#atLineStart);
		this.write(text);
	}
}

/** The part of a piece that lies behind an offset. After a second attachment pieces may overlap. */
function unseen(chunk: OutputChunk, position: number): string {
	if (chunk.offset >= position) return chunk.text;
	return Buffer.from(chunk.text)
		.subarray(position - chunk.offset)
		.toString();
}
