package protocol

// WorkspaceDidChange is pushed when packages changed.
var WorkspaceDidChange = Notification[WorkspaceDelta]{Method: "workspace/didChange"}

// Workspace is the packages of a root.
type Workspace struct {
	// Packages are in the order of display: the root's own package first, the others by path.
	Packages []*Package `json:"packages"`
	// Notices are what the user should know about the watching of this root, for example that a limit was reached.
	Notices []string `json:"notices"`
}

// WorkspaceDelta is what changed in a workspace since this connection was last told.
type WorkspaceDelta struct {
	// Changed are the packages that are new or different.
	Changed []*Package `json:"changed"`
	// Removed are the paths of the packages that are gone.
	Removed []string `json:"removed"`
	// Notices replace those sent before.
	Notices []string `json:"notices"`
}

// Package is one directory with a manifest (a package.json). It is immutable.
type Package struct {
	// Path is the directory seen from the root, with slashes: "." for the root itself, or "packages/web".
	Path string `json:"path"`
	// Name is the manifest's name, which may be missing.
	Name string `json:"name,omitempty"`
	// Version is the manifest's version, which may be missing.
	Version string `json:"version,omitempty"`
	// Manager is the package manager that runs the scripts of this package.
	Manager Manager `json:"manager"`
	// Scripts are in the order of the file. While Problem is set they are the last good ones.
	Scripts []Script `json:"scripts"`
	// Problem says why the manifest cannot be read at present.
	Problem *Problem `json:"problem,omitempty"`
	// Warnings are oddities of a manifest that can be read.
	Warnings []Problem `json:"warnings,omitempty"`
}

// Script is one entry of the scripts of a manifest.
type Script struct {
	// Name is the key.
	Name string `json:"name"`
	// Command is the text that the shell runs.
	Command string `json:"command"`
	// Line of the key in the manifest, from 1.
	Line int `json:"line"`
	// Column of the key's opening quote, from 1, in UTF-16 code units.
	Column int `json:"column"`
}

// Manager is a package manager and why it was chosen.
type Manager struct {
	// Name is npm, pnpm, yarn, berry (Yarn 2 and later), bun, deno, rush or node.
	Name string `json:"name"`
	// Version is what the project names for it, a version or a range; absent where it names none.
	Version string `json:"version,omitempty"`
	// Reason is what decided, for a tooltip: "packageManager in package.json".
	Reason string `json:"reason"`
	// Warning is set when the signs contradict each other.
	Warning string `json:"warning,omitempty"`
}

// Problem is something wrong at a place in a manifest.
type Problem struct {
	// Line from 1; 0 where the problem has no place, such as a file that may not be read.
	Line int `json:"line"`
	// Column from 1, in UTF-16 code units; 0 where the problem has no place.
	Column int `json:"column"`
	// Message is for a person.
	Message string `json:"message"`
}
