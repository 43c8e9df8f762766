"""Go templates: text and data in, text and its origins out.

``parse_template`` and ``expand_template`` are the way in; ``function_set`` says what a template may call. Families of
functions are loaded when a template first calls one of theirs.
"""

from stackc.go.faults import EffectNeeded, Field, FunctionError, Note, Noted, TemplateFault, TemplateStop
from stackc.template.engine.expansion import (
    Expansion,
    Template,
    evaluate_field,
    expand_template,
    parse_template,
    without_secret,
)
from stackc.template.functions.function_set import FunctionSet, function_set

__all__ = [
    "EffectNeeded",
    "Expansion",
    "Field",
    "FunctionError",
    "FunctionSet",
    "Note",
    "Noted",
    "Template",
    "TemplateFault",
    "TemplateStop",
    "evaluate_field",
    "expand_template",
    "function_set",
    "parse_template",
    "without_secret",
]
