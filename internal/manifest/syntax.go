package manifest

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// syntaxError says in a person's words why a content is no JSON. encoding/json decides that it is not, and where.
func syntaxError(file, content string, data []byte) *Error {
	offset, reason := 0, ""
	var syntax *json.SyntaxError
	if err := json.Unmarshal(data, new(json.RawMessage)); errors.As(err, &syntax) {
		// Offset is the number of bytes read, the wrong one included. At an early end there is no wrong one; within a
		// word or an escape encoding/json then speaks of a space that is not there.
		offset, reason = max(int(syntax.Offset)-1, 0), syntax.Error()
		missing := strings.HasPrefix(reason, "invalid character ' '") && content[offset] != ' '
		if missing || strings.HasPrefix(reason, "unexpected end") {
			offset = len(content)
		}
	}
	at, message := explain(content, offset, reason)
	line, column := (&locator{text: content}).at(at)
	return &Error{File: file, Line: line, Column: column, Message: message, Err: ErrSyntax}
}

// explain finds the message, and a better place than offset where there is one.
func explain(content string, offset int, reason string) (at int, message string) {
	if strings.HasPrefix(content, "\xff\xfe") || strings.HasPrefix(content, "\xfe\xff") {
		return 0, "the file is UTF-16: save it as UTF-8"
	}
	if strings.TrimSpace(content) == "" {
		return 0, "the file is empty: at least {} is expected"
	}
	if strings.Contains(reason, "max depth") {
		return offset, "nested more than 10,000 levels deep"
	}
	if offset >= len(content) {
		return len(content), "the file ends too early: " + unclosed(content)
	}
	if strings.Contains(reason, "in string") || strings.Contains(reason, "escape") {
		return offset, insideString(content, offset, reason)
	}
	if at, message = habit(content, offset); message != "" {
		return at, message
	}
	return offset, expected(content[offset:], reason)
}

// habit recognises what people write because other languages allow it, or what a tool left behind.
func habit(content string, offset int) (at int, message string) {
	rest := content[offset:]
	switch rest[0] {
	case '/', '#':
		return offset, "JSON has no comments: remove this one"
	case '\'', '`':
		return offset, "text stands in double quotes in JSON"
	case '}', ']':
		before := strings.TrimRight(content[:offset], " \t\r\n")
		if strings.HasSuffix(before, ",") {
			return len(before) - 1, fmt.Sprintf("a comma before %q is not allowed in JSON: remove it", rest[0])
		}
	case '<', '=', '>', '|':
		if strings.HasPrefix(rest, strings.Repeat(rest[:1], 7)) {
			return offset, "a merge conflict is not resolved here"
		}
	}
	return offset, ""
}

// expected words what encoding/json was looking for when it met rest.
func expected(rest, reason string) string {
	seen := shown(rest)
	switch {
	case strings.Contains(reason, "after top-level value"):
		return "nothing more is allowed after the end, but " + seen + " follows"
	case strings.Contains(reason, "after object key:value pair"):
		return "a comma or \"}\" is expected here, not " + seen
	case strings.Contains(reason, "after array element"):
		return "a comma or \"]\" is expected here, not " + seen
	case strings.Contains(reason, "after object key"):
		return "a colon is expected here, not " + seen
	case strings.Contains(reason, "object key string"):
		return "a key in double quotes is expected here, not " + seen
	case strings.Contains(reason, "in literal"):
		return "only true, false and null stand without quotes: " + seen + " does not belong here"
	case strings.Contains(reason, "numeric literal"):
		return "a digit is expected in this number, not " + seen
	default:
		return "a value is expected here (text in double quotes, a number, true, false, null, {…} or […]), not " + seen
	}
}

func insideString(content string, offset int, reason string) string {
	c := content[offset]
	switch {
	case strings.Contains(reason, "escape"):
		return "this is no escape that JSON knows: write \\\\ for a backslash"
	case c == '\n' || c == '\r':
		return "the line ends inside a text: its closing quote is missing, or write \\n"
	default:
		return fmt.Sprintf("the character U+%04X must not stand in a text: write \\u%04x", c, c)
	}
}

// shown is the first character of rest as a person can read it.
func shown(rest string) string {
	r, _ := utf8.DecodeRuneInString(rest)
	if r == '"' {
		return "a quote"
	}
	if unicode.IsPrint(r) && r != utf8.RuneError {
		return "\"" + string(r) + "\""
	}
	return fmt.Sprintf("the character U+%04X", r)
}

// unclosed tells what is still open at the end of a content that is valid up to there, and since where.
func unclosed(content string) string {
	var open []int
	for i := 0; i < len(content); i++ {
		switch content[i] {
		case '{', '[':
			open = append(open, i)
		case '}', ']':
			open = open[:max(len(open)-1, 0)]
		case '"':
			start := i
			for i++; i < len(content) && content[i] != '"'; i++ {
				if content[i] == '\\' {
					i++
				}
			}
			if i >= len(content) {
				open = append(open, start)
			}
		}
	}
	if len(open) == 0 {
		return "a value is cut off"
	}
	last := open[len(open)-1]
	line, column := (&locator{text: content}).at(last)
	return fmt.Sprintf("the %c of line %d, column %d is never closed", content[last], line, column)
}
