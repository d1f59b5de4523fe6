// Package manifest reads what the files of a JavaScript package say: the scripts and fields of one package.json, the
// members that a workspace declares, and the package manager that runs its scripts.
//
// It holds pure values: nothing here watches, caches or starts anything.
package manifest

// Script is one entry of the scripts object, in the words of the file.
type Script struct {
	Name    string // the key; may be empty, and may hold any character
	Command string // the value, which a shell will read; may be empty
	// Line and Column are 1-based and point at the opening quote of the key. A column counts UTF-16 code units, as
	// editors do.
	Line, Column int
}

// Warning is something odd in a manifest that is still understood.
type Warning struct {
	Line, Column int // 1-based; a column counts UTF-16 code units
	Message      string
}

// Manifest is what one package.json says. It is never modified after it was returned.
type Manifest struct {
	Name    string // "" when absent
	Version string // "" when absent

	// Scripts stand in file order. Of a key that occurs twice the last one counts, with its position, and of two
	// scripts objects the last, as a whole: the reading of JSON.parse, and so of npm, pnpm and yarn.
	Scripts []Script

	PackageManager    string // the packageManager field as it stands, such as "pnpm@9.1.0+sha512.…"; "" when absent
	DevEngines        string // devEngines.packageManager.name, of the first entry if it is a list; "" when absent
	DevEnginesVersion string // the version range beside DevEngines; "" when absent

	// Workspaces are the patterns of the workspaces field, an array or an object with packages, in order, with the
	// "!" of negations kept.
	Workspaces    []string
	HasWorkspaces bool // the field is there and can be read; an empty list is a declaration too

	Warnings []Warning // in file order
}
