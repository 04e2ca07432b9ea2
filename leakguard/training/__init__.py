"""Training data of the tagger: hand-written templates, filled with composed people, places and things."""
