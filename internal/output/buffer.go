// Package output keeps what a process wrote: a bounded tail of bytes, addressed by absolute offset since the start of
// the process.
package output

import (
	"slices"
	"sync"
)

// Limit is how many bytes of one process are kept by default. 2 MiB is some 20,000 lines, more than an editor's
// terminal scrolls back.
const Limit = 2 << 20

// firstSize is what a buffer starts with in bytes, so that a thousand silent processes cost little.
const firstSize = 4 << 10

// Buffer is the bounded tail of the output of one process. Its methods may be called from any goroutine; a reader
// never makes the writer wait longer than one copy.
type Buffer struct {
	limit int

	mu       sync.Mutex // guards all fields below
	ring     []byte     // the byte at offset o stands at o modulo the length
	start    int64      // offset of the oldest byte kept
	end      int64      // offset after the newest byte
	closed   bool
	watchers []*func()
}

// New returns an empty buffer that keeps the newest limit bytes.
func New(limit int) *Buffer {
	return &Buffer{limit: limit, ring: make([]byte, min(firstSize, limit))}
}

// Write appends p and drops the oldest bytes beyond the limit. It never fails; what is written after Close is dropped.
func (b *Buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	if !b.closed {
		b.append(p)
	}
	watchers := b.watchers
	b.mu.Unlock()
	for _, wake := range watchers {
		(*wake)()
	}
	return len(p), nil
}

func (b *Buffer) append(p []byte) {
	b.grow(len(p))
	if skip := len(p) - len(b.ring); skip > 0 {
		b.end += int64(skip)
		p = p[skip:]
	}
	copied := copy(b.ring[b.end%int64(len(b.ring)):], p)
	copy(b.ring, p[copied:])
	b.end += int64(len(p))
	b.start = max(b.start, b.end-int64(len(b.ring)))
}

// grow makes room for n more bytes, within the limit.
func (b *Buffer) grow(n int) {
	size := len(b.ring)
	for size < b.limit && int64(size) < b.end-b.start+int64(n) {
		size = min(2*size, b.limit)
	}
	if size == len(b.ring) {
		return
	}
	old := b.copyOut(b.start, int(b.end-b.start))
	b.ring = make([]byte, size)
	copied := copy(b.ring[b.start%int64(size):], old)
	copy(b.ring, old[copied:])
}

// copyOut returns n bytes from offset on, which must be kept.
func (b *Buffer) copyOut(offset int64, n int) []byte {
	out := make([]byte, n)
	b.copyTo(out, offset)
	return out
}

// copyTo fills out from offset on, where so many bytes must be kept.
func (b *Buffer) copyTo(out []byte, offset int64) {
	copied := copy(out, b.ring[offset%int64(len(b.ring)):])
	copy(out[copied:], b.ring)
}

// Close says that nothing will be written any more.
func (b *Buffer) Close() {
	b.mu.Lock()
	b.closed = true
	watchers := b.watchers
	b.mu.Unlock()
	for _, wake := range watchers {
		(*wake)()
	}
}

// Chunk is a piece of output.
type Chunk struct {
	// Offset of the first byte of Data.
	Offset int64
	// Data is a copy.
	Data []byte
	// Lost counts the bytes between the offset that was asked for and Offset: they were overwritten.
	Lost int64
	// Last is set when the buffer is closed and nothing comes after Data.
	Last bool
}

// End is the offset after the last byte of the chunk.
func (c Chunk) End() int64 { return c.Offset + int64(len(c.Data)) }

// Read returns up to n bytes from offset on. An offset beyond the end is taken as the end, a negative one as 0.
func (b *Buffer) Read(offset int64, n int) Chunk {
	b.mu.Lock()
	defer b.mu.Unlock()
	chunk, n := b.locate(offset, n)
	chunk.Data = b.copyOut(chunk.Offset, n)
	return chunk
}

// ReadInto is Read into a slice of the caller's, as far as it reaches, for who reads much.
func (b *Buffer) ReadInto(p []byte, offset int64) Chunk {
	b.mu.Lock()
	defer b.mu.Unlock()
	chunk, n := b.locate(offset, len(p))
	chunk.Data = p[:n]
	b.copyTo(chunk.Data, chunk.Offset)
	return chunk
}

// locate is a chunk without its data, and the length of those.
func (b *Buffer) locate(offset int64, n int) (Chunk, int) {
	offset = min(max(offset, 0), b.end)
	from := max(offset, b.start)
	n = min(max(n, 0), int(b.end-from))
	return Chunk{Offset: from, Lost: from - offset, Last: b.closed && from+int64(n) == b.end}, n
}

// Limit is how many bytes are kept at most.
func (b *Buffer) Limit() int { return b.limit }

// Bounds returns the offset of the oldest byte that is kept and the offset after the newest.
func (b *Buffer) Bounds() (start, end int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.start, b.end
}

// Watch has wake called after every write and after Close, until the returned function is called. It is called by the
// writer and must not block.
func (b *Buffer) Watch(wake func()) (stop func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	entry := &wake
	// A new slice each time: a writer may be walking the old one.
	b.watchers = append(slices.Clone(b.watchers), entry)
	return func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.watchers = slices.DeleteFunc(slices.Clone(b.watchers), func(w *func()) bool { return w == entry })
	}
}
