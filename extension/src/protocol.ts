// Code generated from internal/protocol by "make generate". DO NOT EDIT.

import { NotificationType, RequestType } from "vscode-jsonrpc/node";

/**
 * Version is the version of the wire. It grows by one when an old client would misunderstand a new daemon, and
 * stays when members or methods are added.
 */
export const Version = 1;

/**
 * CodeParse is the answer to a frame that is not JSON (JSON-RPC 2.0, section 5.1).
 */
export const CodeParse = -32700;

/**
 * CodeInvalidRequest is the answer to JSON that is no request, and to a frame that is too large.
 */
export const CodeInvalidRequest = -32600;

/**
 * CodeMethodNotFound is the answer to an unknown method.
 */
export const CodeMethodNotFound = -32601;

/**
 * CodeInvalidParams is the answer to params of the wrong shape.
 */
export const CodeInvalidParams = -32602;

/**
 * CodeInternal is the answer when the daemon itself failed.
 */
export const CodeInternal = -32603;

/**
 * CodeNotInitialized is the answer to a request before initialize.
 */
export const CodeNotInitialized = -32002;

/**
 * CodeCancelled is the answer to a request that the client cancelled.
 */
export const CodeCancelled = -32800;

/**
 * CodeUntrusted says that the root is not trusted, so nothing is run.
 */
export const CodeUntrusted = 1;

/**
 * CodeUnknownPackage says that the root has no such package.
 */
export const CodeUnknownPackage = 2;

/**
 * CodeUnknownScript says that the package has no such script.
 */
export const CodeUnknownScript = 3;

/**
 * CodeUnknownProcess says that there is no such process, or no longer.
 */
export const CodeUnknownProcess = 4;

/**
 * CodeNotRunning says that the process has ended.
 */
export const CodeNotRunning = 5;

/**
 * CodeVersion says that client and daemon do not speak the same version of the protocol.
 */
export const CodeVersion = 6;

/**
 * CodeWrongRoot says that the daemon serves another root.
 */
export const CodeWrongRoot = 7;

/**
 * EditorClient is the kind of client that an editor window is. The last of them that goes takes its scripts along.
 */
export const EditorClient = "editor";

/**
 * DefaultReloadGrace is how long scripts outlive the last editor, in seconds, where a client does not say. It is what
 * VS Code grants to its own terminals.
 */
export const DefaultReloadGrace = 60;

/**
 * KeepScripts is the OnLastWindowClosed under which scripts go on without an editor.
 */
export const KeepScripts = "keep";

/**
 * KeepLeftovers is the Leftovers under which processes that a script leaves behind live on.
 */
export const KeepLeftovers = "keep";

/**
 * Defaults of the output that is kept of each process, in MiB. 2 are some 20,000 lines, more than a terminal of the
 * editor scrolls back.
 */
export const DefaultOutputMemory = 2;

/**
 * Defaults of the output that is kept of each process, in MiB. 2 are some 20,000 lines, more than a terminal of the
 * editor scrolls back.
 */
export const DefaultOutputLog = 32;

/**
 * Values of Runner.
 */
export const RunnerAuto = "auto";

/**
 * Values of Runner.
 */
export const RunnerDirect = "direct";

/**
 * Values of Runner.
 */
export const RunnerManager = "manager";

/**
 * OutputWindow is the credit of one attachment in bytes: so much output may be under way that the client has not
 * yet reported as consumed. A megabyte keeps a local terminal busy and a stuck one harmless.
 */
export const OutputWindow = 1048576;

/**
 * MaxRead is the largest piece that one ReadOutput returns, in bytes of the output.
 */
export const MaxRead = 1048576;

/**
 * MaxMatches is how many matches one search returns at most.
 */
export const MaxMatches = 1000;

/**
 * GetDaemon tells of the daemon itself. It is answered before initialize as well, so that a client can look before it
 * decides to stay.
 */
export const GetDaemon = new RequestType<Empty, DaemonStatus, void>("daemon/get");

/**
 * StopDaemon ends the daemon, and every script with it, gently first. It is answered at once; the connection ends when
 * all are gone. It is answered before initialize as well.
 */
export const StopDaemon = new RequestType<StopDaemonParams, StopDaemonResult, void>("daemon/stop");

/**
 * DaemonWillStop is pushed before a daemon ends that somebody asked to: who hears it should not start another.
 */
export const DaemonWillStop = new NotificationType<Empty>("daemon/willStop");

/**
 * Initialize is the first request of a connection. Its answer is the whole state, and from that moment on the
 * connection is told of every change: state and subscription are one step, so that no change falls between them.
 */
export const Initialize = new RequestType<InitializeParams, InitializeResult, void>("initialize");

/**
 * UpdateSettings replaces the settings of the root, for example when the user granted trust.
 */
export const UpdateSettings = new RequestType<Settings, Empty, void>("settings/update");

/**
 * AttachOutput subscribes this connection to the output of a process, from an offset on. What the daemon still has
 * is replayed by the same notifications that carry what comes later. A second attachment replaces the first.
 */
export const AttachOutput = new RequestType<AttachParams, AttachResult, void>("output/attach");

/**
 * DetachOutput ends the subscription. The process does not notice.
 */
export const DetachOutput = new RequestType<ProcessParams, Empty, void>("output/detach");

/**
 * OutputDidAppend carries a piece of the output of an attached process.
 */
export const OutputDidAppend = new NotificationType<OutputChunk>("output/didAppend");

/**
 * OutputDidConsume tells the daemon up to where the client has taken the output, which renews its credit.
 */
export const OutputDidConsume = new NotificationType<ConsumeParams>("output/didConsume");

/**
 * ReadOutput returns a piece of what a process wrote, from its log on disk where that is kept and else from memory. It
 * is answered also for runs that the daemon no longer remembers and whose log is still there.
 */
export const ReadOutput = new RequestType<ReadParams, ReadResult, void>("output/read");

/**
 * SearchOutput looks for a text in the logs of all runs, the newest run first. It may take long, and is cancelled by
 * $/cancelRequest.
 */
export const SearchOutput = new RequestType<SearchParams, SearchResult, void>("output/search");

/**
 * RunScript starts a script. When it runs already, nothing is started and the running process is the answer.
 */
export const RunScript = new RequestType<RunParams, RunResult, void>("script/run");

/**
 * StopProcess asks a process to end and answers at once with its state; the end is pushed. To stop a process that
 * has ended is no error.
 */
export const StopProcess = new RequestType<ProcessParams, State, void>("process/stop");

/**
 * RestartProcess stops a process, waits until its whole tree is gone and starts the script again, as the manifest
 * has it now. The answer is the new process.
 */
export const RestartProcess = new RequestType<ProcessParams, State, void>("process/restart");

/**
 * StopAll asks every live process to end and answers at once.
 */
export const StopAll = new RequestType<Empty, Empty, void>("process/stopAll");

/**
 * ClearFinished makes the daemon forget all processes that have ended. Their logs stay until their time comes.
 */
export const ClearFinished = new RequestType<Empty, Empty, void>("process/clearFinished");

/**
 * PlanScript tells how a script would be run now, and runs nothing.
 */
export const PlanScript = new RequestType<RunParams, ScriptPlan, void>("script/plan");

/**
 * SendInput writes to the terminal of a process, as typed by a person.
 */
export const SendInput = new RequestType<InputParams, Empty, void>("process/input");

/**
 * ResizeTerminal sets the size of the terminal of a process.
 */
export const ResizeTerminal = new RequestType<ResizeParams, Empty, void>("process/resize");

/**
 * StateDidChange is pushed when processes changed. Intermediate states may be left out, the newest never is.
 */
export const StateDidChange = new NotificationType<StateDelta>("state/didChange");

/**
 * WorkspaceDidChange is pushed when packages changed.
 */
export const WorkspaceDidChange = new NotificationType<WorkspaceDelta>("workspace/didChange");

/**
 * Empty is a message without members.
 */
export type Empty = Record<string, never>;

/**
 * DaemonStatus is what a daemon says of itself.
 */
export interface DaemonStatus {

	/**
	 * ProtocolVersion is the daemon's Version.
	 */
	readonly protocolVersion: number;

	/**
	 * BuildID names the daemon's build.
	 */
	readonly buildId: string;

	/**
	 * PID is the process ID of the daemon.
	 */
	readonly pid: number;

	/**
	 * Root is the absolute path of the root, symbolic links resolved.
	 */
	readonly root: string;

	/**
	 * Editors counts the connected editor windows.
	 */
	readonly editors: number;

	/**
	 * Others counts the other connections, without the one that asks.
	 */
	readonly others: number;

	/**
	 * Running counts the processes that have not ended.
	 */
	readonly running: number;
}

/**
 * StopDaemonParams say when.
 */
export interface StopDaemonParams {

	/**
	 * IfIdle refuses while a process runs or another client is connected.
	 */
	readonly ifIdle?: boolean;
}

/**
 * StopDaemonResult says whether it will.
 */
export interface StopDaemonResult {

	/**
	 * Stopping is false for a daemon that is not idle.
	 */
	readonly stopping: boolean;
}

/**
 * InitializeParams is what a client says of itself.
 */
export interface InitializeParams {

	/**
	 * ProtocolVersion is the Version that the client was built with.
	 */
	readonly protocolVersion: number;

	/**
	 * BuildID names the client's build. A daemon of another build says so in its hint.
	 */
	readonly buildId?: string;

	/**
	 * Root is the absolute path of the folder that the client wants to see. A daemon of another root refuses.
	 */
	readonly root?: string;

	/**
	 * Client is the kind of client, and becomes the owner of what it starts: editor, cli, tui or mcp:<name>.
	 */
	readonly client: string;

	/**
	 * Settings are the user's choices for this root. Those of an editor are for all clients; those of another client
	 * count until an editor has said its own. Trust is each client's own.
	 */
	readonly settings: Settings;

	/**
	 * Env is the environment, as KEY=value, that scripts get which this client starts. It is never told to any client.
	 * Without it they get the daemon's own.
	 */
	readonly env?: readonly string[];
}

/**
 * InitializeResult is the whole state of a root at the moment of subscription.
 */
export interface InitializeResult {

	/**
	 * ProtocolVersion is the daemon's Version.
	 */
	readonly protocolVersion: number;

	/**
	 * BuildID names the daemon's build.
	 */
	readonly buildId: string;

	/**
	 * PID is the process ID of the daemon.
	 */
	readonly pid: number;

	/**
	 * Root is the absolute path of the root, symbolic links resolved.
	 */
	readonly root: string;

	/**
	 * Workspace is the packages of the root.
	 */
	readonly workspace: Workspace;

	/**
	 * Processes are the processes that the daemon remembers, oldest first.
	 */
	readonly processes: readonly State[];

	/**
	 * Hint is what the user should know about the daemon itself: that it is of another build than the client,
	 * or that the one before it crashed, which only the first editor is told.
	 */
	readonly hint?: string;
}

/**
 * Settings are the choices of a user for one root.
 */
export interface Settings {

	/**
	 * Trusted says that the user trusts the root. Scripts of a root that is not trusted are shown and never run.
	 */
	readonly trusted: boolean;

	/**
	 * PackageManager is auto or the name of the manager to use for every package: npm, pnpm, yarn or bun.
	 */
	readonly packageManager?: string;

	/**
	 * Exclude are globs over the paths of packages, relative to the root, that are not shown.
	 */
	readonly exclude?: readonly string[];

	/**
	 * ReloadGrace is how long after the last editor has gone OnLastWindowClosed applies, in seconds; without it
	 * DefaultReloadGrace. A window that is only reloaded is back sooner.
	 */
	readonly reloadGrace?: number;

	/**
	 * OnLastWindowClosed is stop, which is what it is without a value, or keep.
	 */
	readonly onLastWindowClosed?: string;

	/**
	 * Leftovers says what becomes of processes that a script leaves behind when it ends by itself: kill, which is what it
	 * is without a value, or keep.
	 */
	readonly leftovers?: string;

	/**
	 * OutputMemory is how much of the output of each process is kept in memory, in MiB; without it DefaultOutputMemory.
	 */
	readonly outputMemory?: number;

	/**
	 * OutputLog is how large the log of the output of each process may grow on disk, in MiB; 0 for no log, and without it
	 * DefaultOutputLog.
	 */
	readonly outputLog?: number;

	/**
	 * Runner is auto, which is what it is without a value, direct or manager: whether scripts are run without their
	 * package manager where that makes no difference to them, wherever it is possible at all, or never.
	 */
	readonly runner?: string;
}

/**
 * AttachParams names a process and a place in its output.
 */
export interface AttachParams {

	/**
	 * ID of the process.
	 */
	readonly id: ID;

	/**
	 * Offset in bytes since the start of the process.
	 */
	readonly offset: number;
}

/**
 * AttachResult says what output there is at present.
 */
export interface AttachResult {

	/**
	 * Start is the offset of the oldest byte that is still kept.
	 */
	readonly start: number;

	/**
	 * End is the offset after the newest byte.
	 */
	readonly end: number;
}

/**
 * ProcessParams names a process.
 */
export interface ProcessParams {

	/**
	 * ID of the process.
	 */
	readonly id: ID;
}

/**
 * OutputChunk is a piece of the output of a process. Offsets count the bytes that the process wrote.
 */
export interface OutputChunk {

	/**
	 * ID of the process.
	 */
	readonly id: ID;

	/**
	 * Offset of the first byte of this piece.
	 */
	readonly offset: number;

	/**
	 * End is the offset after the last byte of this piece, and so the Offset of the next.
	 */
	readonly end: number;

	/**
	 * Text is the piece, cut at a UTF-8 boundary. Bytes that are not UTF-8 are shown as U+FFFD.
	 */
	readonly text: string;

	/**
	 * Lost counts the bytes before Offset that were overwritten before they could be sent.
	 */
	readonly lost?: number;

	/**
	 * Last says that the process has ended and that nothing comes after this piece, whose Text may be empty.
	 */
	readonly last?: boolean;
}

/**
 * ConsumeParams says how far a client has come.
 */
export interface ConsumeParams {

	/**
	 * ID of the process.
	 */
	readonly id: ID;

	/**
	 * Offset up to which the output was consumed: the End of a chunk.
	 */
	readonly offset: number;
}

/**
 * ReadParams name a piece of the output of a process.
 */
export interface ReadParams {

	/**
	 * ID of the process.
	 */
	readonly id: ID;

	/**
	 * Offset of the first byte that is wanted.
	 */
	readonly offset: number;

	/**
	 * Limit in bytes of the output, at most and by default MaxRead.
	 */
	readonly limit?: number;

	/**
	 * Plain asks for the text that a person would read, in whole lines: escape sequences removed, lines that were drawn
	 * over by a carriage return as they stood at last, lines beyond 16,384 characters split with a mark "…". A line that
	 * has not ended is returned alone, when it is all there is.
	 */
	readonly plain?: boolean;
}

/**
 * ReadResult is a piece of the output of a process. Offsets count the bytes that the process wrote.
 */
export interface ReadResult {

	/**
	 * Text of the piece. Bytes that are not UTF-8 are U+FFFD.
	 */
	readonly text: string;

	/**
	 * Offset of the first byte of the piece; larger than the one that was asked for where output is lost.
	 */
	readonly offset: number;

	/**
	 * Next is where to go on reading.
	 */
	readonly next: number;

	/**
	 * Lost counts the bytes between the offset that was asked for and Offset, which are not kept.
	 */
	readonly lost?: number;

	/**
	 * End is the offset after the newest byte that the process has written so far.
	 */
	readonly end: number;

	/**
	 * Last says that the process has ended and that nothing follows this piece.
	 */
	readonly last?: boolean;
}

/**
 * SearchParams say what to look for.
 */
export interface SearchParams {

	/**
	 * Text that is looked for, within one line.
	 */
	readonly text: string;

	/**
	 * Regexp says that Text is a regular expression, in the syntax of Go (RE2).
	 */
	readonly regexp?: boolean;

	/**
	 * MatchCase tells capital letters from small ones.
	 */
	readonly matchCase?: boolean;

	/**
	 * IDs of the processes to look into; without them all whose output is kept.
	 */
	readonly ids?: readonly ID[];

	/**
	 * Limit on the matches, at most and by default MaxMatches.
	 */
	readonly limit?: number;
}

/**
 * SearchResult is what was found.
 */
export interface SearchResult {

	/**
	 * Runs with at least one match, the newest first.
	 */
	readonly runs: readonly RunMatches[];

	/**
	 * More says that the limit cut the search short: there may be more matches.
	 */
	readonly more?: boolean;
}

/**
 * RunParams names a script.
 */
export interface RunParams {

	/**
	 * Package is the path of the package, as in Package.Path.
	 */
	readonly package: string;

	/**
	 * Name of the script.
	 */
	readonly name: string;

	/**
	 * Args are passed to the script after its own text, unchanged.
	 */
	readonly args?: readonly string[];

	/**
	 * Columns of the terminal; 0 for a default.
	 */
	readonly columns?: number;

	/**
	 * Rows of the terminal; 0 for a default.
	 */
	readonly rows?: number;
}

/**
 * RunResult is the process of a script.
 */
export interface RunResult {

	/**
	 * Process is the newest state.
	 */
	readonly process: State;

	/**
	 * Started is false when the script ran already.
	 */
	readonly started: boolean;
}

/**
 * State is an immutable snapshot of a process at one moment. Never modify one that you were given, nor anything that it
 * points to: derive the next with a With… method. What travels to other programs is exactly what has a JSON name.
 */
export interface State {

	/**
	 * The process, unique for the root for ever. Never changes.
	 */
	readonly id: ID;

	/**
	 * Directory of the package, seen from the root, with forward slashes: "." or "packages/web". Never changes.
	 */
	readonly package: string;

	/**
	 * Name of the script in its package.json. Never changes.
	 */
	readonly name: string;

	/**
	 * Command text of the script as it was when the process was started. Never changes.
	 */
	readonly script: string;

	/**
	 * Arguments that were passed to the script. Never change.
	 */
	readonly arguments?: readonly string[];

	/**
	 * Who started the process: "editor", "cli", "tui" or "mcp:<client name>". Never changes.
	 */
	readonly owner: string;

	/**
	 * How the script was run. Absent before the launch.
	 */
	readonly way?: Way;

	/**
	 * Phase of its life.
	 */
	readonly status: Status;

	/**
	 * Present exactly while the process runs and has proved that it serves.
	 */
	readonly ready?: Ready;

	/**
	 * When the script was launched. Absent while it never was.
	 */
	readonly startTime?: string;

	/**
	 * When the process ended. Present exactly in a final status.
	 */
	readonly endTime?: string;

	/**
	 * Exit code of the script. Absent while it lives, when it was never launched, and when a signal ended it.
	 */
	readonly exitCode?: number;

	/**
	 * Name of the signal that ended the script, as in "SIGKILL".
	 */
	readonly signal?: string;

	/**
	 * Why it failed, in words for a person, where the exit code or the signal does not say it.
	 */
	readonly reason?: string;

	/**
	 * Processes of the script that live on after its end: what could not be ended, what the policy for leftovers keeps,
	 * and build daemons that are meant to serve the next run. Absent where nothing has survived.
	 */
	readonly survivors?: readonly Survivor[];

	/**
	 * Why a part of the output is missing in its log on disk, in words for a person. Absent where none is, beyond the limit
	 * of the log.
	 */
	readonly logProblem?: string;

	/**
	 * Operating system's id of the script's first process. Absent before the launch and after the end, when the system
	 * may give the number to a stranger.
	 */
	readonly pid?: number;

	/**
	 * How many restarts in a row led to this process; 0 for a fresh start.
	 */
	readonly restarts: number;

	/**
	 * Number of this snapshot: 1 when the process is reserved, one more with every change.
	 */
	readonly revision: number;
}

/**
 * ScriptPlan is how a script would be run.
 */
export interface ScriptPlan {

	/**
	 * Direct says that the script is run in its shell, and not by its package manager.
	 */
	readonly direct: boolean;

	/**
	 * Manager is the package manager that runs the script, or whose ways are followed, with its version where that is
	 * known: "npm 11.19.1".
	 */
	readonly manager: string;

	/**
	 * Reason says why it is done so, in words for a person.
	 */
	readonly reason: string;

	/**
	 * Steps are the command lines that are run in order, with the names of their scripts: hooks stand around the script
	 * itself. A package manager that runs the script is one step.
	 */
	readonly steps: readonly PlanStep[];
}

/**
 * InputParams is text for the terminal of a process.
 */
export interface InputParams {

	/**
	 * ID of the process.
	 */
	readonly id: ID;

	/**
	 * Data as the keyboard sends it: Enter is "\r", Ctrl-C is "\u0003".
	 */
	readonly data: string;
}

/**
 * ResizeParams is the size of the terminal of a process.
 */
export interface ResizeParams {

	/**
	 * ID of the process.
	 */
	readonly id: ID;

	/**
	 * Columns, at least 1.
	 */
	readonly columns: number;

	/**
	 * Rows, at least 1.
	 */
	readonly rows: number;
}

/**
 * StateDelta is what changed in the processes since this connection was last told.
 */
export interface StateDelta {

	/**
	 * Processes are the newest states of those that are new or different, oldest process first.
	 */
	readonly processes: readonly State[];

	/**
	 * Removed are the processes that the daemon no longer remembers.
	 */
	readonly removed: readonly ID[];
}

/**
 * WorkspaceDelta is what changed in a workspace since this connection was last told.
 */
export interface WorkspaceDelta {

	/**
	 * Changed are the packages that are new or different.
	 */
	readonly changed: readonly Package[];

	/**
	 * Removed are the paths of the packages that are gone.
	 */
	readonly removed: readonly string[];

	/**
	 * Notices replace those sent before.
	 */
	readonly notices: readonly string[];
}

/**
 * DaemonReady is the one line of JSON that a daemon prints when clients can connect, and that connect prints of a daemon.
 */
export interface DaemonReady {

	/**
	 * PID is the process ID of the daemon.
	 */
	readonly pid?: number;

	/**
	 * BuildID names the build of the program that printed this.
	 */
	readonly buildId?: string;

	/**
	 * Endpoint is the path of a socket or the name of a pipe.
	 */
	readonly endpoint?: string;

	/**
	 * Log is the file that the daemon writes its log to.
	 */
	readonly log?: string;

	/**
	 * Error says why there is no daemon; the other members are missing then.
	 */
	readonly error?: string;
}

/**
 * ErrorCode is the code of an error answer. The codes below -32000 are those of JSON-RPC 2.0 and of the Language
 * Server Protocol; the positive ones are Runlight's own.
 */
export type ErrorCode = -32700 | -32600 | -32601 | -32602 | -32603 | -32002 | -32800 | 1 | 2 | 3 | 4 | 5 | 6 | 7;

/**
 * RunMatches are the lines of one run that match, in the order of the output.
 */
export interface RunMatches {

	/**
	 * ID of the process.
	 */
	readonly id: ID;

	/**
	 * Package of the script, as in process.State.
	 */
	readonly package: string;

	/**
	 * Name of the script.
	 */
	readonly name: string;

	/**
	 * Started is when the script was launched, in RFC 3339.
	 */
	readonly started: string;

	/**
	 * Matches of this run.
	 */
	readonly matches: readonly LineMatch[];

	/**
	 * Lost counts the bytes of this run that are not kept, and so were not looked at.
	 */
	readonly lost?: number;
}

/**
 * LineMatch is one line that matches.
 */
export interface LineMatch {

	/**
	 * Line number, from 1. Lines that are not kept are not counted. Of a line beyond 16,384 characters each so long piece is
	 * a line here, with the same number.
	 */
	readonly line: number;

	/**
	 * Offset in the output of the first byte of the line.
	 */
	readonly offset: number;

	/**
	 * Text of the line, as a person would read it, cut around the match where the line is long.
	 */
	readonly text: string;

	/**
	 * Start of the match in Text, in UTF-16 code units.
	 */
	readonly start: number;

	/**
	 * End of the match in Text, in UTF-16 code units.
	 */
	readonly end: number;
}

/**
 * PlanStep is one command of a plan.
 */
export interface PlanStep {

	/**
	 * Event is the name of the script that the step runs, such as predev.
	 */
	readonly event: string;

	/**
	 * Command is the text that the shell gets, with the arguments of the script.
	 */
	readonly command: string;
}

/**
 * Workspace is the packages of a root.
 */
export interface Workspace {

	/**
	 * Packages are in the order of display: the root's own package first, the others by path.
	 */
	readonly packages: readonly Package[];

	/**
	 * Notices are what the user should know about the watching of this root, for example that a limit was reached.
	 */
	readonly notices: readonly string[];
}

/**
 * Package is one directory with a manifest (a package.json). It is immutable.
 */
export interface Package {

	/**
	 * Path is the directory seen from the root, with slashes: "." for the root itself, or "packages/web".
	 */
	readonly path: string;

	/**
	 * Name is the manifest's name, which may be missing.
	 */
	readonly name?: string;

	/**
	 * Version is the manifest's version, which may be missing.
	 */
	readonly version?: string;

	/**
	 * Manager is the package manager that runs the scripts of this package.
	 */
	readonly manager: Manager;

	/**
	 * Scripts are in the order of the file. While Problem is set they are the last good ones.
	 */
	readonly scripts: readonly Script[];

	/**
	 * Problem says why the manifest cannot be read at present.
	 */
	readonly problem?: Problem;

	/**
	 * Warnings are oddities of a manifest that can be read.
	 */
	readonly warnings?: readonly Problem[];
}

/**
 * Script is one entry of the scripts of a manifest.
 */
export interface Script {

	/**
	 * Name is the key.
	 */
	readonly name: string;

	/**
	 * Command is the text that the shell runs.
	 */
	readonly command: string;

	/**
	 * Line of the key in the manifest, from 1.
	 */
	readonly line: number;

	/**
	 * Column of the key's opening quote, from 1, in UTF-16 code units.
	 */
	readonly column: number;
}

/**
 * Manager is a package manager and why it was chosen.
 */
export interface Manager {

	/**
	 * Name is npm, pnpm, yarn, berry (Yarn 2 and later), bun, deno, rush or node.
	 */
	readonly name: string;

	/**
	 * Version is what the project names for it, a version or a range; absent where it names none.
	 */
	readonly version?: string;

	/**
	 * Reason is what decided, for a tooltip: "packageManager in package.json".
	 */
	readonly reason: string;

	/**
	 * Warning is set when the signs contradict each other.
	 */
	readonly warning?: string;
}

/**
 * Problem is something wrong at a place in a manifest.
 */
export interface Problem {

	/**
	 * Line from 1; 0 where the problem has no place, such as a file that may not be read.
	 */
	readonly line: number;

	/**
	 * Column from 1, in UTF-16 code units; 0 where the problem has no place.
	 */
	readonly column: number;

	/**
	 * Message is for a person.
	 */
	readonly message: string;
}

/**
 * ID names one process, unique for its root for ever, also after the daemon restarted. It is made by [Registry.Start]
 * and is opaque: order and content mean nothing to others.
 */
export type ID = string;

/**
 * Way is how a script is run: directly in its shell, or by its package manager.
 */
export interface Way {

	/**
	 * The script is run in its shell, and not by its package manager.
	 */
	readonly direct: boolean;

	/**
	 * Package manager that runs the script, or whose ways are followed, with its version where that is known: "npm 11.19.1".
	 */
	readonly manager: string;

	/**
	 * Why it is done so, in words for a person, without a full stop.
	 */
	readonly reason: string;
}

/**
 * Status is the phase of its life that a process is in.
 */
export type Status = "pending" | "running" | "stopping" | "stopped" | "success" | "failed";

/**
 * Ready is the proof that a running process serves.
 */
export interface Ready {

	/**
	 * When the proof was seen.
	 */
	readonly time: string;

	/**
	 * What proved it, in words for a person: the line that was printed, the port that opened.
	 */
	readonly reason: string;
}

/**
 * Survivor is an operating system's process that has outlived its script.
 */
export interface Survivor {

	/**
	 * Operating system's id, as it was when the script ended.
	 */
	readonly pid: number;

	/**
	 * Command line, cut to 200 bytes.
	 */
	readonly command: string;
}
