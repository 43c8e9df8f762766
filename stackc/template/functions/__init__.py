"""What a template may call, family by family, loaded when it is called."""
