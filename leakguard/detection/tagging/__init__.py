"""Taggers: sequence models that mark names and addresses in running text. Loaded only when a text asks for one.

:class:`~leakguard.detection.tagging.compact.CompactTagger` comes along; LAC (an extra) and spaCy pipelines plug in
behind :class:`~leakguard.detection.tagging.sentences.SentenceTagger`.
"""
