"""The public face of the compiler: what ``import stackc`` gives. Everything here hands out copies."""
