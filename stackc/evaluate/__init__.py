"""From components to instances: templates, functions, effects, unknown and secret values, workspace, state address."""
