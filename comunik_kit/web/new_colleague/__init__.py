"""The drawer « Nouveau collègue »."""
