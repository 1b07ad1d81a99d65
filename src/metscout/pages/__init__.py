"""Pages: a document as something to read."""
