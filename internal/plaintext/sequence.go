package plaintext

// Characters that control a terminal (ECMA-48). Those from 0x80 on are C1: one character for ESC and another one.
const (
	bell       = 0x07
	cancel     = 0x18
	substitute = 0x1a
	esc        = 0x1b
	index      = 0x84 // IND
	nextLine   = 0x85 // NEL
	deviceStr  = 0x90 // DCS
	startStr   = 0x98 // SOS
	csi        = 0x9b
	stringEnd  = 0x9c // ST
	osc        = 0x9d
	privacy    = 0x9e // PM
	program    = 0x9f // APC
)

// step takes one character of size bytes.
func (p *Parser) step(r rune, size int, yield func(Line) bool) bool {
	before := p.offset
	p.offset += int64(size)
	switch r {
	case esc: // also in the middle of a sequence, which ends by it
		if p.state == ground {
			p.begun = before
		}
		p.state = escape
		return true
	case cancel, substitute:
		p.state = ground
		return true
	}
	switch p.state {
	case escape:
		return p.escaped(r, yield)
	case intermediate:
		if r >= ' ' && r <= '/' {
			return true
		}
		return p.closes(r, yield)
	case control:
		return p.controlled(r, yield)
	case command:
		return p.commanded(r, yield)
	case text:
		if r == stringEnd {
			p.state = ground
		}
		return true
	}
	p.begun = before
	return p.show(r, yield)
}

// show takes a character that is in no sequence.
func (p *Parser) show(r rune, yield func(Line) bool) bool {
	switch r {
	case '\n', '\v', '\f', index, nextLine: // a terminal goes down a line at each
		return p.end(yield)
	case '\r':
		p.cursor = 0
	case '\b':
		p.cursor = max(0, p.cursor-1)
	case csi, osc, deviceStr, startStr, privacy, program:
		p.open(r)
	default:
		if r < ' ' && r != '\t' || r >= 0x7f && r <= 0x9f {
			return true
		}
		return p.put(r, yield)
	}
	return true
}

// open begins a sequence by its C1 character.
func (p *Parser) open(r rune) {
	switch r {
	case csi:
		p.state, p.param, p.first = control, -1, true
	case osc:
		p.state = command
	default:
		p.state = text
	}
}

// escaped takes the character after ESC.
func (p *Parser) escaped(r rune, yield func(Line) bool) bool {
	switch {
	case r >= ' ' && r <= '/':
		p.state = intermediate
		return true
	case r == 'D' || r == 'E' || r == 'M' || r == 'c': // down, next line, up, reset
		p.state = ground
		return p.leave(yield)
	case r == '[' || r == ']' || r == 'P' || r == 'X' || r == '^' || r == '_':
		p.open(r - '@' + 0x80)
		return true
	}
	return p.closes(r, yield)
}

// closes takes what ends a sequence of two or three characters. What cannot be part of one is shown, and a control
// character is obeyed inside of it.
func (p *Parser) closes(r rune, yield func(Line) bool) bool {
	if r < ' ' {
		return p.show(r, yield)
	}
	p.state = ground
	return r < 0x7f || p.show(r, yield)
}

// commanded takes a character of an operating system command, such as the title of a window or a link. One that is never
// closed ends with its line, and takes no more along.
func (p *Parser) commanded(r rune, yield func(Line) bool) bool {
	switch r {
	case bell, stringEnd:
		p.state = ground
	case '\n':
		p.state = ground
		return p.end(yield)
	}
	return true
}

// controlled takes a character of a control sequence.
func (p *Parser) controlled(r rune, yield func(Line) bool) bool {
	switch {
	case r >= '0' && r <= '9' && p.first:
		p.param = min(max(p.param, 0)*10+int(r-'0'), MaxLine)
	case r >= ' ' && r <= '?':
		// Of a sequence with a mark such as "?", which means something else, the numbers say nothing about the line.
		p.first = false
	case r >= '@' && r <= '~':
		p.state = ground
		return p.obey(r, yield)
	default:
		return p.closes(r, yield)
	}
	return true
}

// obey does what a control sequence does to the line (ECMA-48 section 8.3; "Console Virtual Terminal Sequences" of
// Windows, whose terminal moves the cursor where others write spaces).
func (p *Parser) obey(final rune, yield func(Line) bool) bool {
	count := max(p.param, 1)
	switch final {
	case 'A', 'B', 'E', 'F', 'H', 'f', 'd': // to another line
		return p.leave(yield)
	case 'C', 'a':
		p.cursor = min(p.cursor+count, MaxLine-1)
	case 'D':
		p.cursor = max(p.cursor-count, 0)
	case 'G', '`':
		p.cursor = min(count, MaxLine) - 1
	case 'K', 'J':
		p.erase(p.param)
	case 'X':
		p.blank(p.cursor, p.cursor+count)
	case 'P':
		p.cells = append(p.cells[:min(p.cursor, len(p.cells))], p.cells[min(p.cursor+count, len(p.cells)):]...)
	}
	return true
}

// erase takes characters away: from the cursor on, up to the cursor (1), or all (2, 3).
func (p *Parser) erase(which int) {
	switch which {
	case -1, 0:
		p.cells = p.cells[:min(p.cursor, len(p.cells))]
	case 1:
		p.blank(0, p.cursor+1)
	case 2, 3:
		p.cells = p.cells[:0]
	}
}

func (p *Parser) blank(from, to int) {
	for i := from; i < min(to, len(p.cells)); i++ {
		p.cells[i] = ' '
	}
}
