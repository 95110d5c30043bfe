"""Acts on many on the screen."""
