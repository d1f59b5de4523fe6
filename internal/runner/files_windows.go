package runner

import "os"

// inode is not told without opening the file. Its time, which has ticks of 100 ns here, must do.
func inode(os.FileInfo) uint64 { return 0 }
