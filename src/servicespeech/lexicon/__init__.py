"""Lexicons: the rules as data, their language, and their compiled form."""
