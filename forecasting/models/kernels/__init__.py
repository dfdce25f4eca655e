"""The same equations, fused, for speed."""
