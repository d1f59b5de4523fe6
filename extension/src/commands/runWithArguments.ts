import { window, workspace } from "vscode";
import { capitalised } from "../duration";
import type { Target } from "../nodes";
import { oneLine } from "../present";
import { ShellWordsError, splitWords } from "../shellWords";
import { type App, attempt, explainTrust, sessionOf, targetOf, targets } from "./app";
import { pickScript } from "./pick";

/** Asks for the arguments of a row's script and runs it with them. */
export async function runRowWithArguments(app: App, argument: unknown): Promise<void> {
	const target = targetOf(app, argument);
	if (target) await ask(app, target);
}

/** Asks which script to run, and with which arguments. */
export async function runWithArguments(app: App): Promise<void> {
	if (!workspace.isTrusted) return explainTrust();
	const candidates = targets(app).filter(({ view }) => view.script && !view.live);
	const target = await pickScript(app, "Run with Arguments", candidates, "There is no script that is not running.");
	if (target) await ask(app, target);
}

async function ask(app: App, target: Target): Promise<void> {
	if (!workspace.isTrusted) return explainTrust();
	const { root, view } = target;
	const line = await window.showInputBox({
		title: `Run ${view.name} with Arguments`,
		value: app.lastArguments.of(target),
		placeHolder: "--port 3000 --name 'two words'",
		prompt: `Added to: ${oneLine(view.script?.command ?? "")}`,
		validateInput: whatIsWrong,
		ignoreFocusOut: true,
	});
	if (line === undefined) return;
	await attempt(async () => {
		const request = { package: view.package, name: view.name, args: splitWords(line), ...app.terminals.size };
		const { started } = await sessionOf(target).run(request);
		app.recent.use(target);
		app.terminals.show(root, view, true);
		// Somebody else was faster. What runs has other arguments, which must not go unsaid.
		if (!started) window.showInformationMessage(`${view.name} runs already, and was not given these arguments.`);
		app.lastArguments.remember(target, line);
	});
}

function whatIsWrong(line: string): string | undefined {
	try {
		splitWords(line);
		return undefined;
	} catch (error) {
		if (error instanceof ShellWordsError) return `${capitalised(error.message)}.`;
		throw error;
	}
}
