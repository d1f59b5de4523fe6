// The terminals in which scripts are seen: one for each script, reused by its later runs. Closing one detaches from
// the output and does nothing to the script. A reload of the window takes all terminals away; those that were open come
// back with what the daemon kept of the output.
import {
	type Disposable,
	EventEmitter,
	type Pseudoterminal,
	type Terminal,
	type TerminalDimensions,
	TerminalExitReason,
	ThemeColor,
	ThemeIcon,
	Uri,
	window,
} from "vscode";
import { Follower } from "./follower";
import { leftoversNamed, type Replacement, replaceLeftovers } from "./leftovers";
import type { Manager } from "./manager";
import { isLive, type ScriptView, scriptId } from "./model";
import { packagePlace } from "./nodes";
import type { OpenTerminals } from "./openTerminals";
import type { State } from "./protocol";
import type { Root } from "./root";
import { setting } from "./settings";

export class Terminals implements Disposable {
	readonly #open = new Map<string, ScriptTerminal>();
	readonly #subscriptions: Disposable[];
	/** Sessions whose output is already heard. */
	readonly #heard = new WeakSet<object>();
	readonly #restored = new WeakSet<Root>();
	#size: TerminalDimensions | undefined;

	constructor(
		private readonly manager: Manager,
		private readonly remembered: OpenTerminals,
	) {
		this.#subscriptions = [
			manager.onDidChange(({ root, event }) => {
				if (!root) return this.#closeOrphans();
				if (event?.kind === "phase") this.#rewire(root);
				for (const terminal of this.#open.values()) if (terminal.root === root) terminal.sync();
			}),
			window.onDidCloseTerminal((closed) => this.#forget(closed)),
		];
	}

	/** The size of the terminal that was drawn last: the best guess at the size of the next. */
	get size(): { readonly columns?: number; readonly rows?: number } {
		return this.#size ? { columns: this.#size.columns, rows: this.#size.rows } : {};
	}

	/** Shows the output of a script, in its terminal or in a new one. */
	show(root: Root, view: ScriptView, preserveFocus: boolean): void {
		const key = `${root.key} ${view.id}`;
		const terminal = this.#open.get(key) ?? this.#create(key, root, view);
		terminal.sync();
		terminal.terminal.show(preserveFocus);
	}

	dispose(): void {
		for (const subscription of this.#subscriptions) subscription.dispose();
		for (const terminal of this.#open.values()) terminal.terminal.dispose();
		this.#open.clear();
	}

	#create(key: string, root: Root, view: ScriptView): ScriptTerminal {
		const created = new ScriptTerminal(root, view, this.#nameOf(root, view), {
			closed: () => this.#open.delete(key),
			resized: (size) => {
				this.#size = size;
			},
			report: (error) => this.manager.log.warn(`${view.id}: ${error.message}`),
		});
		this.#open.set(key, created);
		this.remembered.add(root.key, view.id);
		return created;
	}

	/** Opens the terminals again that a reload took away, and leaves the focus and the panel as they are. */
	#restore(root: Root): void {
		if (this.#restored.has(root)) return;
		this.#restored.add(root);
		const replaced: Replacement[] = [];
		for (const id of this.remembered.of(root.key)) {
			const view = root.model?.script(id);
			const key = `${root.key} ${id}`;
			if (!view?.process) this.remembered.remove(root.key, id);
			else if (!this.#open.has(key)) {
				const leftovers = leftoversNamed(this.#nameOf(root, view));
				replaced.push({ leftovers, create: () => this.#create(key, root, view).terminal });
			}
		}
		replaceLeftovers(replaced);
	}

	/** Whoever closes a terminal by hand does not want it back. */
	#forget(closed: Terminal): void {
		if (closed.exitStatus?.reason !== TerminalExitReason.User) return;
		const options = closed.creationOptions;
		const pty = "pty" in options ? options.pty : undefined;
		if (pty instanceof ScriptTerminal) this.remembered.remove(pty.root.key, pty.id);
	}

	/** The script's name, with its package where more than one has such a script. */
	#nameOf(root: Root, view: ScriptView): string {
		const { roots } = this.manager;
		const places = roots.flatMap((other) => {
			const namesakes = (other.model?.all() ?? []).filter(({ name }) => name === view.name);
			return namesakes.map((namesake) => packagePlace(roots, other, namesake.package));
		});
		if (places.length <= 1) return view.name;
		return `${view.name} (${shortest(packagePlace(roots, root, view.package), places)})`;
	}

	#rewire(root: Root): void {
		const session = root.session;
		if (!session || this.#heard.has(session)) return;
		this.#heard.add(session);
		session.onDidAppend((chunk) => {
			for (const terminal of this.#open.values()) if (terminal.root === root) terminal.follower.accept(chunk);
		});
		for (const terminal of this.#open.values()) if (terminal.root === root) terminal.resume();
		this.#restore(root);
	}

	#closeOrphans(): void {
		for (const terminal of this.#open.values()) {
			if (!this.manager.roots.includes(terminal.root)) terminal.terminal.dispose();
		}
	}
}

/** A place without the scope of its package, where that still tells it from the others: tabs are narrow. */
function shortest(place: string, places: readonly string[]): string {
	const short = (text: string) => text.replace(/@[^/]+\//, "");
	return places.filter((other) => short(other) === short(place)).length > 1 ? place : short(place);
}

interface TerminalHost {
	closed(): void;
	resized(size: TerminalDimensions): void;
	report(error: Error): void;
}

class ScriptTerminal implements Pseudoterminal {
	readonly #written = new EventEmitter<string>();
	readonly id: string;
	#opened = false;
	#size: TerminalDimensions | undefined;
	/** The process that has been told the size of this terminal. */
	#sized = "";

	readonly onDidWrite = this.#written.event;
	readonly terminal: Terminal;
	readonly follower: Follower;

	constructor(
		readonly root: Root,
		view: ScriptView,
		name: string,
		private readonly host: TerminalHost,
	) {
		this.id = scriptId(view.package, view.name);
		this.follower = new Follower(
			() => root.session,
			(text) => this.#written.fire(text),
			(error) => host.report(error),
			() => setting("banner", Uri.file(root.path)),
		);
		this.terminal = window.createTerminal({
			name,
			pty: this,
			// The icon of a terminal cannot change later, so it says what it is and not how it is.
			iconPath: new ThemeIcon("server-process"),
			color: new ThemeColor("terminal.ansiCyan"),
			isTransient: true,
		});
	}

	/** Takes over the newest states of the script. What is written before `open` would be lost, so it waits. */
	sync(): void {
		if (!this.#opened || !this.root.connected) return;
		const shown = this.#shown();
		if (shown) this.follower.update(shown);
		else this.follower.abandon();
		const newest = this.root.model?.script(this.id)?.process;
		if (newest) this.follower.follow(newest);
		this.#tellSize();
	}

	/** There is a new connection. */
	resume(): void {
		const shown = this.#shown();
		if (shown) this.follower.resume(shown);
	}

	/** The process that is shown, as the daemon knows it now. */
	#shown(): State | undefined {
		const process = this.follower.process;
		return process && this.root.model?.process(process.id);
	}

	open(size: TerminalDimensions | undefined): void {
		this.#opened = true;
		if (size) this.setDimensions(size);
		this.sync();
	}

	close(): void {
		this.follower.dispose();
		this.#written.dispose();
		this.host.closed();
	}

	handleInput(data: string): void {
		const state = this.#livingProcess();
		if (state) this.root.session?.input(state.id, data).catch(this.host.report);
	}

	setDimensions(size: TerminalDimensions): void {
		this.#size = size;
		this.#sized = "";
		this.host.resized(size);
		this.#tellSize();
	}

	#tellSize(): void {
		const state = this.#livingProcess();
		if (!state || !this.#size || this.#sized === state.id) return;
		this.#sized = state.id;
		const { columns, rows } = this.#size;
		this.root.session?.resize({ id: state.id, columns, rows }).catch(this.host.report);
	}

	/** A process that is not launched yet has no terminal to type into. */
	#livingProcess(): State | undefined {
		const state = this.follower.process;
		return state && isLive(state) && state.status !== "pending" ? state : undefined;
	}
}
