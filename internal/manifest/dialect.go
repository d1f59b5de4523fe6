package manifest

// Dialect is the tool whose reading of workspace globs counts.
type Dialect int

// The dialects. Their rules were taken from the tools themselves: what each lists for the same patterns on the same tree
// is kept in testdata/membership.json.
const (
	NPM Dialect = iota
	PNPM
	YarnClassic
	YarnBerry
	Lerna
	Bun
)

// dialectRules is in what the dialects differ.
type dialectRules struct {
	ignored   []string // folders that are never entered
	negation  negation
	picomatch bool // the glob library is picomatch, through micromatch, fast-glob or tinyglobby; else it is minimatch
	rooted    bool // a slash in front means the workspace, and not the file system
	backslash bool // a backslash is a slash, and not an escape
	dots      bool // negations also rule out names that begin with a dot
	deep      bool // what a negation rules out is not entered
	below     bool // "a/**" is not "a" itself: the search begins below the folder that has no wildcard
	noHidden  bool // a name with a dot behind ** is never found
	trims     bool // blanks around a pattern are nothing
}

// negation is what a pattern with "!" does.
type negation int

const (
	everywhere negation = iota // it rules out, wherever it stands
	untilAgain                 // a later pattern that it covers takes it back (npm)
	spareNamed                 // it rules out what a wildcard found, and not a folder that is named (bun)
	unknown                    // it is no negation and fits nothing
)

func (d Dialect) rules() dialectRules {
	modules := "node_modules"
	switch d {
	case PNPM:
		return dialectRules{ignored: []string{modules, "bower_components"}, picomatch: true}
	case Lerna:
		return dialectRules{ignored: []string{modules}, picomatch: true}
	case YarnClassic:
		return dialectRules{ignored: []string{modules}, negation: unknown, trims: true}
	case YarnBerry:
		return dialectRules{
			ignored: []string{modules, ".git", ".yarn"}, picomatch: true, dots: true, deep: true, below: true,
		}
	case Bun:
		return dialectRules{ignored: []string{modules, ".git"}, negation: spareNamed, backslash: true, dots: true}
	default:
		return dialectRules{
			ignored: []string{modules}, negation: untilAgain, rooted: true, backslash: true, dots: true, noHidden: true,
		}
	}
}
