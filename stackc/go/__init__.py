"""Go's values and its standard library, as far as templates show them: the one home of their rules, named as in Go.

Nothing here knows of manifests or templates. All of it is bounded: see ``limits`` and ``terms``.
"""
