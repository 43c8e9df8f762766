"""From documents to manifests: imports, locals, file templates, scoped overrides, and the merge along the imports."""
