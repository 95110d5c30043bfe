"""« Importer des personnes »: a file or pasted text, its columns, a verdict on each line, the result."""
