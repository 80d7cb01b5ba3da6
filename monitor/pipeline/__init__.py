"""The shell: poll, read, deliver; drains what is due, again and again."""
