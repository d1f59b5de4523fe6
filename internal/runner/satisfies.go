package runner

import (
	"regexp"
	"strconv"
	"strings"
)

// comparator is one condition of a range: an operator and up to three numbers, of which an x stands for any.
var comparator = regexp.MustCompile(`^(>=|<=|>|<|=|\^|~)?\s*v?(\d+|[xX*])(?:\.(\d+|[xX*]))?(?:\.(\d+|[xX*]))?$`)

var (
	operatorBlank = regexp.MustCompile(`(>=|<=|>|<|=|\^|~)\s+`)
	hyphen        = regexp.MustCompile(`\s-\s`)
)

// satisfies says for certain that a version lies in a range (node-semver's ranges). False is also for ranges of forms
// that are not read here: those with pre-releases, and hyphens. A version that is none of three numbers is in no range.
func satisfies(version, ranges string) bool {
	have, ok := numbers(strings.TrimPrefix(version, "v"))
	if !ok || hyphen.MatchString(ranges) {
		return false
	}
	for alternative := range strings.SplitSeq(ranges, "||") {
		all := true
		for part := range strings.FieldsSeq(operatorBlank.ReplaceAllString(alternative, "$1")) {
			all = all && within(have, part)
		}
		if all { // also the empty one, which takes all
			return true
		}
	}
	return false
}

func numbers(version string) (n [3]int, ok bool) {
	parts := strings.Split(version, ".")
	if len(parts) != 3 {
		return n, false
	}
	for i, part := range parts {
		var err error
		if n[i], err = strconv.Atoi(part); err != nil {
			return n, false
		}
	}
	return n, true
}

// within compares with the lowest version of a condition, and with the first that is too high for it.
func within(have [3]int, part string) bool {
	match := comparator.FindStringSubmatch(part)
	if match == nil {
		return false
	}
	var low [3]int
	given := 0 // how many numbers there are before the first x
	for given < 3 {
		n, err := strconv.Atoi(match[2+given])
		if err != nil {
			break
		}
		low[given] = n
		given++
	}
	switch match[1] {
	case ">=":
		return compare(have, low) >= 0
	case "<":
		return compare(have, low) < 0
	case ">":
		return given > 0 && compare(have, above(low, given)) >= 0
	case "<=":
		return given == 0 || compare(have, above(low, given)) < 0
	}
	fixed := given // how many numbers must be equal
	switch match[1] {
	case "^":
		fixed = 1
		for fixed < given && low[fixed-1] == 0 {
			fixed++
		}
		fixed = min(fixed, given)
	case "~":
		fixed = min(given, 2)
	}
	return compare(have, low) >= 0 && (fixed == 0 || compare(have, above(low, fixed)) < 0)
}

// above is the lowest version whose first numbers are higher.
func above(low [3]int, numbers int) [3]int {
	next := [3]int{}
	copy(next[:], low[:numbers])
	next[numbers-1]++
	return next
}

func compare(a, b [3]int) int {
	for i := range a {
		if a[i] != b[i] {
			return a[i] - b[i]
		}
	}
	return 0
}
