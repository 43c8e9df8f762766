"""What templates mean in files and in values, as a project file's dialect and settings say."""

from __future__ import annotations

from stackc.config.project_config import ProjectConfig
from stackc.function.signatures import is_effect, is_pure
from stackc.syntax.yaml import ScalarRules
from stackc.template.renderer import RenderPolicy, template_mark


def file_policy(config: ProjectConfig) -> RenderPolicy:
    """Templates of files: always ``{{ }}``, rendered once."""
    return RenderPolicy(_scalars(config), None if config.dialect.text_calls else is_pure, in_files=True)


def value_policy(config: ProjectConfig) -> RenderPolicy:
    """Templates of values: with the delimiters, and as often, as the project file says."""
    text_calls, settings = config.dialect.text_calls, config.templates
    return RenderPolicy(
        _scalars(config),
        is_pure=None if text_calls else is_pure,
        is_effect=is_effect if text_calls else None,
        delimiters=settings.delimiters,
        evaluations=settings.evaluations,
        missing_prints=config.dialect.missing_prints,
    )


def _scalars(config: ProjectConfig) -> ScalarRules:
    """How scalars are read and typed again: quotes count where a text in quotes is no call either."""
    if config.dialect.text_calls:
        return config.scalars
    return config.scalars._replace(openings=("{{", template_mark(config.templates.delimiters[0])))
