"""What a page shows before any script runs: lists and figures that the server draws into the compiled page.

The same thing is drawn again by the page's own components once its state is there; a journey compares the two.
"""
