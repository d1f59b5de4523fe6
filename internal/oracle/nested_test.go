//go:build unix

package oracle

var nestedScenarios = []scenario{}
