"""JSON and JSON Lines, read with the place of every value in the text so that an edit changes nothing else.

Own code, because no parser at hand tells where in the text a value stands and goes on behind an error: ``strings`` knows
how a string is written, ``columns`` which column a value belongs to, ``walker`` takes a text apart, ``block`` holds the
values and writes edits back, ``source`` cuts the input into blocks, ``sniff`` tells what kind of JSON a text is.
"""
