// Package plaintext turns what a process wrote to its terminal into the lines that a person would read: without escape
// sequences and control characters, what was drawn over as it stood at last, and always valid UTF-8.
//
// It is a terminal of one line. A carriage return, a backspace and the sequences that move within a line or erase in it
// do what they do in a terminal, a character taking one cell; whatever moves to another line ends this one. The states
// are those of the parser by Paul Williams (https://vt100.net/emu/dec_ansi_parser) with UTF-8 before it.
package plaintext

import "unicode/utf8"

// MaxLine is how long a line becomes at most, in characters, which are 64 KiB at most. A longer one is handed out in
// pieces, so that nothing is left out and nothing grows.
const MaxLine = 16 << 10

// Line is one line of text, or a piece of one that is too long.
type Line struct {
	// Number of the line, from 1.
	Number int
	// Offset in the output of the first byte of the line or piece.
	Offset int64
	// End is the offset after the last byte, with the end of the line.
	End int64
	// Text in UTF-8; \t is its only control character. It is valid until the function that was given the line returns.
	Text []byte
	// Open says that no end of the line was seen: it is the last line, or bytes are missing behind it, or it is too long
	// and the next piece goes on with it.
	Open bool
}

// Parser makes lines of a stream of bytes that comes in pieces. The zero value starts at offset 0.
type Parser struct {
	number int   // lines that have ended
	start  int64 // offset of the first byte of the line
	offset int64 // of the next byte, without those that are held
	held   []byte

	cells  []rune
	cursor int
	text   []byte // reused

	state state
	begun int64 // offset of the escape sequence that the state is inside of
	param int   // the first number of a control sequence, -1 for none
	first bool  // that number may still grow
}

// state is where in an escape sequence the parser is.
type state int

const (
	ground       state = iota
	escape             // after ESC
	intermediate       // after ESC and a character that announces one more
	control            // in a control sequence (CSI)
	command            // in an operating system command (OSC)
	text               // in another string: DCS, SOS, PM, APC
)

// New returns a parser for a stream whose first byte has an offset.
func New(offset int64) *Parser { return &Parser{start: offset, offset: offset} }

// Feed takes the next bytes and hands out the lines that end in them. It stops, and reports false, when yield does; then
// the parser is spent.
func (p *Parser) Feed(data []byte, yield func(Line) bool) bool {
	for len(data) > 0 {
		if n := p.plain(data); n > 0 {
			data = data[n:]
			continue
		}
		if len(p.held) == 0 && data[0] < utf8.RuneSelf {
			if !p.step(rune(data[0]), 1, yield) {
				return false
			}
			data = data[1:]
			continue
		}
		p.held, data = append(p.held, data[0]), data[1:]
		if !p.release(yield) {
			return false
		}
	}
	return true
}

// plain takes bytes that are only to be put behind the line, most of all that are written, and returns how many.
func (p *Parser) plain(data []byte) int {
	if p.state != ground || len(p.held) > 0 || p.cursor != len(p.cells) {
		return 0
	}
	data = data[:min(len(data), MaxLine-1-len(p.cells))]
	n := 0
	for n < len(data) && data[n] >= ' ' && data[n] < '\x7f' {
		p.cells = append(p.cells, rune(data[n]))
		n++
	}
	p.cursor += n
	p.offset += int64(n)
	return n
}

// release takes the characters of the held bytes that are whole. A byte that can never become one counts as U+FFFD.
func (p *Parser) release(yield func(Line) bool) bool {
	for len(p.held) > 0 && utf8.FullRune(p.held) {
		r, size := utf8.DecodeRune(p.held)
		p.held = p.held[:copy(p.held, p.held[size:])]
		if !p.step(r, size, yield) {
			return false
		}
	}
	return true
}

// Skip says that the bytes up to an offset are missing. The line ends there.
func (p *Parser) Skip(to int64, yield func(Line) bool) bool {
	ok := p.Finish(yield)
	if p.offset > p.start {
		p.number++
	}
	p.start, p.offset = to, to
	p.state, p.cells, p.cursor = ground, p.cells[:0], 0
	return ok
}

// Finish hands out what stands in a line that has not ended.
func (p *Parser) Finish(yield func(Line) bool) bool {
	for range p.held {
		p.offset++
		if p.state == ground && !p.put(utf8.RuneError, yield) {
			return false
		}
	}
	p.held = p.held[:0]
	return len(p.cells) == 0 || yield(p.line(true))
}

// Settled is the offset up to which all is taken: no character and no escape sequence is cut in two there.
func (p *Parser) Settled() int64 {
	if p.state != ground {
		return p.begun
	}
	return p.offset
}

func (p *Parser) line(open bool) Line {
	p.text = p.text[:0]
	for _, r := range p.cells {
		p.text = utf8.AppendRune(p.text, r)
	}
	return Line{Number: p.number + 1, Offset: p.start, End: p.offset, Text: p.text, Open: open}
}

// end ends the line.
func (p *Parser) end(yield func(Line) bool) bool {
	ok := yield(p.line(false))
	p.number++
	p.start, p.cells, p.cursor = p.offset, p.cells[:0], 0
	p.begun = p.offset // a sequence that a line ends in is cut by it
	return ok
}

// leave ends the line because the cursor moves to another one. An empty one was not left for good.
func (p *Parser) leave(yield func(Line) bool) bool {
	p.cursor = 0
	return len(p.cells) == 0 || p.end(yield)
}

// put writes a character at the cursor. The line is handed out as a piece when it is full.
func (p *Parser) put(r rune, yield func(Line) bool) bool {
	p.fill()
	if p.cursor < len(p.cells) {
		p.cells[p.cursor] = r
	} else {
		p.cells = append(p.cells, r)
	}
	p.cursor++
	if len(p.cells) < MaxLine {
		return true
	}
	ok := yield(p.line(true))
	p.start, p.cells, p.cursor = p.offset, p.cells[:0], 0
	return ok
}

// fill makes the line reach up to the cursor.
func (p *Parser) fill() {
	for p.cursor > len(p.cells) {
		p.cells = append(p.cells, ' ')
	}
}
