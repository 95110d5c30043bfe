"""« Modules » and « Mes modules » on the screen."""
