"""How much is found, how much would be hidden, how much is a false alarm: leakguard measured on labelled data.

Nothing outside this package imports it, but the verb ``eval`` and the benchmarks when they run.

A *label* is a span that somebody marked, a *hit* a span that a detector found. Both have a type of
``recognizers/labels.yaml``. A label is required or *optional*: an optional one is neither missed nor wrong.

- Exact (strict): a hit with the very start, end and type of a required label. The label's ``alt`` types and the types
  alike to its own are as good; what says the same a second time is left out of the count.
- Wrong: every other hit of a counted type, unless it touches optional labels and no required one.
- *Precision* is exact / (exact + wrong), *recall* exact / required, *F1* their harmonic mean.
- *Leak recall*: required labels every character of which is covered by hits of whatever type, / required. This is what
  redaction would have hidden: the figure that matters when a file leaves the house.
- *Overlap precision*: hits that touch any label, / hits.
- *False alarms*: hits that touch no label, per 10,000 characters of text.
- *Over-masking*: the share of the characters outside all labels that hits cover. It guards against buying leak recall
  by hiding everything.

How much of a figure is chance, :mod:`leakguard.evaluation.bootstrap` says. A tagger without the rest of leakguard is judged
by :mod:`leakguard.evaluation.alone`.

Hits of a type that is not counted (see ``labels.yaml``) cost nothing but cover what they cover. Texts tagged
``extreme`` are a set of their own and not part of the sum of all sets.
"""
