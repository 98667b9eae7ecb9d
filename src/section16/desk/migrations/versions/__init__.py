"""One module for each revision; its file name begins with "r" and its number."""
