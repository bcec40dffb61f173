"""What stands outside the program: files that we write, programs that we start."""
